import { filterFromText, filterToText } from './filter-text.ts'
import { rangeFromText, rangeToText } from './range.ts'
import { FIRST_VIEW, REFRESHES, type Refresh, TABS, type Tab, type View } from './view.ts'

/** The view as a query string, with only what differs from the first view. */
export function viewToSearch(view: View): string {
  const params = new URLSearchParams()
  if (view.tab !== FIRST_VIEW.tab) params.set('tab', view.tab)
  if (view.tab === 'pipeline' && view.room) params.set('room', view.room)
  if (view.range) params.set('time', rangeToText(view.range))
  if (view.query) params.set('q', view.query)
  for (const filter of view.filters) params.append('f', filterToText(filter))
  if (view.refresh !== FIRST_VIEW.refresh) params.set('refresh', view.refresh)
  const text = params.toString()
  return text ? `?${text}` : ''
}

/** Reads what it understands; the rest keeps its first value. */
export function viewFromSearch(search: string): View {
  const params = new URLSearchParams(search)
  const refresh = params.get('refresh') as Refresh
  const tab = params.get('tab') as Tab
  const room = tab === 'pipeline' && params.get('room')
  return {
    tab: TABS.includes(tab) ? tab : FIRST_VIEW.tab,
    range: rangeFromText(params.get('time') ?? ''),
    query: params.get('q') ?? '',
    filters: params.getAll('f').flatMap((text) => filterFromText(text) ?? []),
    refresh: REFRESHES.includes(refresh) ? refresh : FIRST_VIEW.refresh,
    ...(room ? { room } : {}),
  }
}

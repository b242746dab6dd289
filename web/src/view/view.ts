import type { Filter } from '../queries/filter.ts'
import type { TimeRange } from './range.ts'

export const TABS = ['overview', 'lines', 'pipeline'] as const
export type Tab = (typeof TABS)[number]
export type Refresh = 'live' | '5s' | '30s' | 'off'

/** Everything that the address holds: two people with the same address see the same. */
export interface View {
  readonly tab: Tab
  /** Undefined until something was chosen: then the page picks what fits the data. */
  readonly range: TimeRange | undefined
  readonly query: string
  readonly filters: readonly Filter[]
  readonly refresh: Refresh
  /** The room whose details are open on the pipeline. */
  readonly room?: string | undefined
}

export const REFRESHES: readonly Refresh[] = ['live', '5s', '30s', 'off']

export const FIRST_VIEW: View = { tab: 'overview', range: undefined, query: '', filters: [], refresh: 'live' }

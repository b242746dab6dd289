import { describe, expect, it } from 'vitest'
import type { Filter } from '../queries/filter.ts'
import { viewFromSearch, viewToSearch } from './address.ts'
import { filterFromText, filterToText } from './filter-text.ts'
import { fittingRange, rangeFromText, rangeToText, shifted, spanName, windowOf, zoomedOut } from './range.ts'
import { FIRST_VIEW, type View } from './view.ts'

describe('the address', () => {
  it('is empty for the first view', () => {
    expect(viewToSearch(FIRST_VIEW)).toBe('')
    expect(viewFromSearch('')).toEqual(FIRST_VIEW)
  })

  it('brings back every part of a view', () => {
    const view: View = {
      tab: 'lines',
      range: { kind: 'between', from: 1_700_000_000_000, to: 1_700_000_060_000 },
      query: 'status:404 AND path:"/a b" +x&y=z#',
      filters: [
        { field: 'path', test: { kind: 'is', value: '/a:b,=*[&?%20é' }, negated: true },
        { field: 'status', test: { kind: 'range', from: 400, to: 500 }, disabled: true, pinned: true },
        { field: 'parse_error', test: { kind: 'exists' } },
      ],
      refresh: '30s',
    }
    expect(viewFromSearch(viewToSearch(view))).toEqual(view)
  })

  it('holds the room that is open, on the pipeline alone', () => {
    const view: View = { ...FIRST_VIEW, tab: 'pipeline', room: 'stream' }
    expect(viewToSearch(view)).toBe('?tab=pipeline&room=stream')
    expect(viewFromSearch('?tab=pipeline&room=stream')).toEqual(view)
    expect(viewToSearch({ ...view, tab: 'lines' })).toBe('?tab=lines')
    expect(viewFromSearch('?tab=lines&room=stream')).toEqual({ ...FIRST_VIEW, tab: 'lines' })
  })

  it('survives nonsense', () => {
    expect(viewFromSearch('?tab=x&time=yesterday&f=&f=:::&f=a:b&refresh=now&time=5..1')).toEqual(FIRST_VIEW)
  })
})

describe('a filter as text', () => {
  it.each<Filter>([
    { field: 'path', test: { kind: 'is', value: '' } },
    { field: 'path', test: { kind: 'is', value: '*' } },
    { field: 'path', test: { kind: 'is', value: '[1,2)' } },
    { field: 'path', test: { kind: 'prefix', value: '/product/' } },
    { field: 'agent', test: { kind: 'has', value: 'line\nbreak=x' }, negated: true },
    { field: 'request_time', test: { kind: 'range', from: 0.5, to: 10 } },
  ])('%j', (filter) => expect(filterFromText(filterToText(filter))).toEqual(filter))
})

describe('time ranges', () => {
  it.each(['5m', '15m', '1h', '24h', '7d', '90s', 'all'])('%s keeps its name', (text) =>
    expect(rangeToText(rangeFromText(text)!)).toBe(text),
  )

  it('refuses empty and backward ranges', () => {
    for (const text of ['0m', '', '..', '2026-01-02..2026-01-01', '15 minutes']) {
      expect(rangeFromText(text)).toBeUndefined()
    }
  })

  it('resolves now at the moment it is asked', () => {
    expect(windowOf({ kind: 'last', millis: 1000 }, 5000)).toEqual({ from: 4000, to: 5000 })
    expect(windowOf({ kind: 'all' }, 5000, { from: 1, to: 2 })).toEqual({ from: 1, to: 2 })
  })

  it('shifts by its own length and zooms out up to now', () => {
    expect(shifted({ from: 100, to: 200 }, -1)).toEqual({ kind: 'between', from: 0, to: 100 })
    expect(zoomedOut({ from: 100, to: 200 }, 1000)).toEqual({ kind: 'between', from: 50, to: 250 })
    expect(zoomedOut({ from: 100, to: 200 }, 210)).toEqual({ kind: 'between', from: 10, to: 210 })
  })

  it('names spans in the largest whole unit', () => {
    expect([spanName(90_000), spanName(86_400_000), spanName(172_800_000)]).toEqual(['90s', '24h', '2d'])
  })

  it('fits the first range to the data', () => {
    const now = 1_000_000_000
    expect(fittingRange(undefined, now)).toEqual({ kind: 'last', millis: 900_000 })
    expect(fittingRange({ from: now - 60_000, to: now }, now)).toEqual({ kind: 'last', millis: 900_000 })
    expect(fittingRange({ from: 0, to: now }, now)).toEqual({ kind: 'last', millis: 3_600_000 })
    expect(fittingRange({ from: 0, to: 10 }, now)).toEqual({ kind: 'all' })
  })
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pagesQuery } from '../queries/rankings.ts'
import { totalsQuery } from '../queries/totals.ts'
import { FIRST_VIEW, type View } from '../view/view.ts'
import { createHub } from './hub.ts'
import type { Outcome, Transport } from './transport.ts'

const answer = (total: number): Outcome => ({
  answer: {
    took: 1,
    hits: { total: { value: total }, hits: [] },
    aggregations: { first: { value: 100 }, last: { value: 900 } },
  },
})
const last15: View = { ...FIRST_VIEW, range: { kind: 'last', millis: 900_000 } }

/** A transport whose answers the test gives, one request after the other. */
function setUp() {
  const requests: {
    ids: string[]
    from: number
    signal: AbortSignal
    reply(outcome: Outcome): Promise<void>
  }[] = []
  const transport: Transport = (asked, onOutcome, signal) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')))
      const range = JSON.stringify(asked[0].body.query).match(/"gte":(\d+)/)
      requests.push({
        ids: asked.map(({ id }) => id),
        from: Number(range?.[1]),
        signal,
        async reply(outcome) {
          for (const { id } of asked) onOutcome(id, outcome)
          resolve()
          await vi.advanceTimersByTimeAsync(0)
        },
      })
    })
  return { requests, hub: createHub({ transport, now: Date.now, timeZone: 'UTC' }) }
}

beforeEach(() => vi.useFakeTimers({ now: 10_000_000 }))
afterEach(() => vi.useRealTimers())

describe('hub', () => {
  it('asks all panels in one round, with one now', async () => {
    const { hub, requests } = setUp()
    hub.subscribe('totals', totalsQuery, () => {})
    hub.subscribe('pages', pagesQuery, () => {})
    hub.setView(last15)
    await vi.advanceTimersByTimeAsync(0)
    expect(requests.map(({ ids }) => ids)).toEqual([['totals', 'pages', 'bounds']])
    await requests[0].reply(answer(5))
    expect(hub.known('pages')).toMatchObject({ stale: false, context: { from: 9_100_000, to: 10_000_000 } })
    expect(hub.stored()).toEqual({ from: 100, to: 900, lines: 5 })
  })

  it('asks for the bounds first when all time is wanted', async () => {
    const { hub, requests } = setUp()
    hub.subscribe('pages', pagesQuery, () => {})
    hub.setView({ ...FIRST_VIEW, range: { kind: 'all' } })
    await vi.advanceTimersByTimeAsync(0)
    expect(requests[0].ids).toEqual(['bounds'])
    await requests[0].reply(answer(5))
    expect(requests[1]).toMatchObject({ ids: ['pages'], from: 100 })
    expect(hub.context()).toMatchObject({ from: 100, to: 901 })
  })

  it('throttles nudges to one round a second and skips while one runs', async () => {
    const { hub, requests } = setUp()
    hub.subscribe('pages', pagesQuery, () => {})
    hub.setView(last15)
    await vi.advanceTimersByTimeAsync(0)
    hub.nudge()
    hub.nudge()
    await vi.advanceTimersByTimeAsync(5000)
    expect(requests).toHaveLength(1)
    await requests[0].reply(answer(1))
    // The round took 5 s: the search room is left alone three times as long.
    await vi.advanceTimersByTimeAsync(14_999)
    expect(requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(requests).toHaveLength(2)
    await requests[1].reply(answer(2))
    for (let i = 0; i < 50; i++) hub.nudge()
    await vi.advanceTimersByTimeAsync(999)
    expect(requests).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(requests).toHaveLength(3)
  })

  it('drops the running round when the view changes, and keeps old answers as stale', async () => {
    const { hub, requests } = setUp()
    hub.subscribe('pages', pagesQuery, () => {})
    hub.setView(last15)
    await vi.advanceTimersByTimeAsync(0)
    await requests[0].reply(answer(1))
    hub.nudge()
    await vi.advanceTimersByTimeAsync(1000)
    hub.setView({ ...last15, query: 'status:404' })
    expect(requests[1].signal.aborted).toBe(true)
    expect(hub.known('pages')).toMatchObject({ stale: true, answer: { hits: { total: { value: 1 } } } })
    await vi.advanceTimersByTimeAsync(0)
    await requests[2].reply(answer(3))
    expect(hub.known('pages')).toMatchObject({ stale: false, answer: { hits: { total: { value: 3 } } } })
  })

  it('leaves panels out of sight alone until they are seen', async () => {
    const { hub, requests } = setUp()
    hub.subscribe('totals', totalsQuery, () => {})
    hub.subscribe('pages', pagesQuery, () => {})
    hub.setView(last15)
    await vi.advanceTimersByTimeAsync(0)
    await requests[0].reply(answer(1))
    hub.setVisible('pages', false)
    hub.nudge()
    await vi.advanceTimersByTimeAsync(1000)
    expect(requests[1].ids).toEqual(['totals', 'bounds'])
    await requests[1].reply(answer(1))
    hub.setVisible('pages', true)
    await vi.advanceTimersByTimeAsync(0)
    expect(requests[2].ids).toEqual(['pages', 'bounds'])
  })

  it('keeps the last answer beside an error, and stands still while paused', async () => {
    const { hub, requests } = setUp()
    hub.subscribe('pages', pagesQuery, () => {})
    hub.setView(last15)
    await vi.advanceTimersByTimeAsync(0)
    await requests[0].reply(answer(1))
    hub.setPaused(true)
    hub.nudge()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(requests).toHaveLength(1)
    hub.setPaused(false)
    await vi.advanceTimersByTimeAsync(0)
    await requests[1].reply({ error: { reason: 'gone', lost: true } })
    expect(hub.known('pages')).toMatchObject({ error: { reason: 'gone' }, answer: {} })
    expect(hub.trouble()).toEqual({ reason: 'gone', lost: true })
  })
})

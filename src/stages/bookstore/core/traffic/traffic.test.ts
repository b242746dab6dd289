import { expect, test } from 'vitest'
import { createAgenda } from './agenda.ts'
import { type Planned, type TrafficOptions, traffic } from './traffic.ts'

const start = Date.UTC(2026, 10, 18, 14)
const HOUR = 3_600_000

function take(millis: number, more: Partial<TrafficOptions> = {}): Planned[] {
  const planned: Planned[] = []
  for (const next of traffic({ seed: 1, rate: 15, start, ...more })) {
    if (next.at >= start + millis) break
    planned.push(next)
  }
  return planned
}

test('the same seed makes the same requests at the same times, another seed others', () => {
  const first = take(60_000)
  expect(first.length).toBeGreaterThan(500)
  expect(take(60_000)).toEqual(first)
  expect(take(60_000, { seed: 2 })).not.toEqual(first)
})

test('requests are in the order of time and about as many as asked for', () => {
  const day = take(24 * HOUR, { rate: 1, attackEvery: 1e9 })
  const times = day.map(({ at }) => at)
  expect(times.every((at, i) => i === 0 || at >= times[i - 1])).toBe(true)
  const rate = day.length / (24 * 3600)
  expect(rate).toBeGreaterThan(0.85)
  expect(rate).toBeLessThan(1.35)
})

test('readers sleep: the quietest hour has far fewer requests than the busiest', () => {
  const hours = new Array<number>(24).fill(0)
  for (const { at } of take(24 * HOUR, { rate: 1.5, attackEvery: 1e9 }))
    hours[Math.floor((at - start) / HOUR)]++
  expect(Math.max(...hours)).toBeGreaterThan(Math.min(...hours) * 1.35)
})

test('number of visitors: more of them are slower each', () => {
  const clients = (visitors: number) => {
    const planned = take(60_000, { visitors, attackEvery: 1e9 })
    return new Set(planned.map(({ step }) => step.headers['x-forwarded-for'])).size
  }
  expect(clients(400)).toBeGreaterThan(clients(20) * 1.5)
})

test('products are reached from searches and from recommendations', () => {
  const referrers = take(600_000)
    .filter(({ step }) => step.target.startsWith('/product/'))
    .map(({ step }) => /weir\.example(\/[a-z]+)/.exec(step.headers.referer ?? '')?.[1])
  const count = (path: string) => referrers.filter((referrer) => referrer === path).length
  expect(count('/search')).toBeGreaterThan(100)
  expect(count('/recommendation')).toBeGreaterThan(100)
})

test('everybody comes: readers who order, crawlers, probes, feed readers, people at the staff door, attackers', () => {
  const planned = take(2 * HOUR)
  const some = (test: (step: Planned['step']) => boolean) => planned.some(({ step }) => test(step))
  expect(some(({ method, target }) => method === 'POST' && target === '/checkout')).toBe(true)
  expect(
    some(({ target, headers }) => target === '/robots.txt' && headers['user-agent'].includes('Googlebot')),
  ).toBe(true)
  expect(some(({ method, target }) => method === 'HEAD' && target === '/health')).toBe(true)
  expect(some(({ headers }) => 'if-none-match' in headers)).toBe(true)
  expect(some(({ headers }) => headers.authorization?.startsWith('Basic '))).toBe(true)
  expect(some(({ target }) => /union|script|passwd|wp-login|\.env/i.test(target))).toBe(true)
  for (const { step } of planned) expect(step.target).toMatch(/^\/[\x21-\x7e]*$/)
})

test('an attack is one address for half a minute at most, well above its part of the traffic', () => {
  const hostile = take(HOUR).filter(({ step }) => /union|passwd|wp-login|\.env/i.test(step.target))
  const byClient = new Map<string, Planned[]>()
  for (const planned of hostile) {
    const client = planned.step.headers['x-forwarded-for']
    byClient.set(client, [...(byClient.get(client) ?? []), planned])
  }
  const bursts = [...byClient.values()].filter((burst) => burst.length > 10)
  expect(bursts.length).toBeGreaterThan(1)
  for (const burst of bursts) expect(burst.at(-1)!.at - burst[0].at).toBeLessThan(60_000)
})

test('agenda: earliest first, then first come', () => {
  const agenda = createAgenda<string>()
  expect(agenda.take()).toBeUndefined()
  expect(agenda.next()).toBe(Number.POSITIVE_INFINITY)
  for (const [at, item] of [
    [5, 'e'],
    [1, 'a'],
    [3, 'c'],
    [1, 'b'],
    [4, 'd'],
  ] as const)
    agenda.add(at, item)
  expect(agenda.next()).toBe(1)
  expect([1, 2, 3, 4, 5].map(() => agenda.take()?.item)).toEqual(['a', 'b', 'c', 'd', 'e'])
})

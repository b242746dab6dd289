import { expect, it } from 'vitest'
import { sampleOf } from './counters.ts'
import { nodesOf, sentenceOf, stateOf } from './nodes.ts'
import type { PipelineReport } from './report.ts'

const delivery = (destination: string, records: number, more = {}) => ({
  ...{ destination, state: 'ok', lagRecords: 0, lagMillis: 0, records, failed: 0, unparsed: 0 },
  ...{ bytes: 0, objects: 0, bufferBytes: 0, ...more },
})
const report = (at: number, records: number, hec = {}): PipelineReport => ({
  ...{ at, status: 'ok' },
  rooms: [
    { room: 'stream', state: 'ok' },
    {
      ...{ room: 'delivery', state: 'ok' },
      detail: {
        deliveryStreams: { a: delivery('lake', records), b: delivery('splunk', records * 2, hec) },
      },
    },
    { room: 'lake', state: 'ok', detail: {} },
    { room: 'console', state: 'ok' },
  ],
  streams: [],
})
const samples = [report(1000, 0), report(2000, 30)].map(sampleOf)

it('shows the rooms of the journey that there are, and what lies beyond', () => {
  const nodes = nodesOf(report(2000, 30), samples)
  expect(nodes.map(({ room, state, rate }) => [room, state, rate])).toEqual([
    ['stream', 'waits', 0],
    ['delivery', 'works', 90],
    ['lake', 'works', 30],
    ['elsewhere', 'works', 60],
  ])
})

it('says the trouble of a service elsewhere', () => {
  const lastError = { message: 'Splunk answered 503.', at: '2026-11-20T12:00:00Z' }
  const node = nodesOf(report(2000, 30, { state: 'failing', lastError }), samples).at(-1)!
  expect(node).toMatchObject({ state: 'trouble', error: { ...lastError, past: false } })
  expect(sentenceOf(node)).toBe(
    'Elsewhere trouble. 60 records a second. Lag: none. Buffered: 0 B. Error: Splunk answered 503.',
  )
})

it('tells waiting from trouble', () => {
  expect(stateOf('ok', 0)).toBe('waits')
  expect(stateOf('ok', undefined)).toBe('waits')
  expect(stateOf('failing', 5)).toBe('trouble')
})

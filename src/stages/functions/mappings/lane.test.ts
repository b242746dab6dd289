import { expect, test } from 'vitest'
import type { KinesisRecord } from '../core/kinesis-event.ts'
import type { Mapping } from './definition.ts'
import { type Invocation, runLane } from './lane.ts'

const place = { shard: 'shardId-000000000000', streamArn: 'arn:s', region: 'r', role: 'role' }
const mapping: Mapping = {
  ...{ id: 'm', streamArn: 'arn:s', functionName: 'f', functionArn: 'arn:f', enabled: true },
  ...{ batchSize: 100, windowSeconds: 0, parallel: 1, start: 'TRIM_HORIZON', maxAgeSeconds: -1 },
  ...{ retries: -1, bisect: false, reportFailures: false, filters: [], tags: {}, created: 0, modified: 0 },
}
const recordsOf = (...names: string[]): KinesisRecord[] =>
  names.map((name, at) => ({
    SequenceNumber: name,
    ApproximateArrivalTimestamp: new Date(at * 1000),
    Data: Buffer.from(name),
    PartitionKey: 'k',
  }))

/** Runs records through a function made for the test and tells what was seen of it, in order. */
async function run(
  more: Partial<Mapping>,
  names: readonly string[],
  answer: (names: readonly string[], call: number) => { failed?: boolean; payload?: string } | Error,
  now = 0,
) {
  const seen: string[] = []
  let call = 0
  await runLane({ ...mapping, ...more }, place, recordsOf(...names), {
    async invoke(event): Promise<Invocation> {
      const { Records } = JSON.parse(Buffer.from(event).toString())
      const given = Records.map(
        (each: { kinesis: { sequenceNumber: string } }) => each.kinesis.sequenceNumber,
      )
      seen.push(given.join(''))
      const said = answer(given, ++call)
      if (said instanceof Error) throw said
      const { failed = false, payload = '' } = said
      return { failed, payload: Buffer.from(payload), requestId: 'r', executedVersion: '$LATEST' }
    },
    done: async (last) => void seen.push(`✓${last.SequenceNumber}`),
    giveUp: async ({ records, condition, invocations }) =>
      void seen.push(
        `${condition} ${records.map((each) => each.SequenceNumber).join('')} after ${invocations}`,
      ),
    told() {},
    now: () => now,
    sleep: async (millis) => void seen.push(`${millis / 1000} s`),
  })
  return seen
}

const fails = (bad: string) => (names: readonly string[]) => ({ failed: names.includes(bad) })
const reports = (...bad: string[]) => ({
  payload: JSON.stringify({ batchItemFailures: bad.map((itemIdentifier) => ({ itemIdentifier })) }),
})

test('all goes well', async () => {
  expect(await run({}, ['a', 'b'], () => ({}))).toEqual(['ab', '✓b'])
})

test('again until it does, later and later', async () => {
  const answer = (_: unknown, call: number) => ({ failed: call < 4 })
  expect(await run({}, ['a'], answer)).toEqual(['a', '1 s', 'a', '2 s', 'a', '4 s', 'a', '✓a'])
})

test('given up after so many attempts', async () => {
  expect(await run({ retries: 1 }, ['a', 'b'], () => ({ failed: true }))).toEqual([
    ...['ab', '1 s', 'ab', 'RetryAttemptsExhausted ab after 2', '✓b'],
  ])
})

test('in halves until the bad one is alone', async () => {
  expect(await run({ retries: 0, bisect: true }, ['a', 'b', 'c', 'd', 'e'], fails('d'))).toEqual([
    ...['abcde', 'abc', '✓c', 'de', 'd', 'RetryAttemptsExhausted d after 1', '✓d', 'e', '✓e'],
  ])
})

test('the lowest reported failure is where it goes on', async () => {
  const answer = (_: unknown, call: number) => (call === 1 ? reports('d', 'c') : {})
  expect(await run({ reportFailures: true }, ['a', 'b', 'c', 'd'], answer)).toEqual([
    ...['abcd', '✓b', '1 s', 'cd', '✓d'],
  ])
})

test.each([
  ['', ['ab', '✓b']],
  ['null', ['ab', '✓b']],
  ['{}', ['ab', '✓b']],
  ['{"batchItemFailures":[]}', ['ab', '✓b']],
  ['{"batchItemFailures":null}', ['ab', '✓b']],
  ['{"failures":[]}', ['ab', 'RetryAttemptsExhausted ab after 1', '✓b']],
  ['{"batchItemFailures":[{"itemIdentifier":""}]}', ['ab', 'RetryAttemptsExhausted ab after 1', '✓b']],
  ['{"batchItemFailures":[null]}', ['ab', 'RetryAttemptsExhausted ab after 1', '✓b']],
  ['nonsense', ['ab', 'RetryAttemptsExhausted ab after 1', '✓b']],
])('reported %j', async (payload, expected) => {
  expect(await run({ reportFailures: true, retries: 0 }, ['a', 'b'], () => ({ payload }))).toEqual(expected)
})

test('old records are given up without an attempt', async () => {
  expect(await run({ maxAgeSeconds: 60 }, ['a', 'b', 'c'], () => ({}), 62_000)).toEqual([
    ...['RecordAgeExceeded ab after 0', '✓b', 'c', '✓c'],
  ])
})

test('throttled: no attempt was made', async () => {
  const answer = (_: unknown, call: number) =>
    call === 1 ? new Error('Rate Exceeded.') : { failed: call === 2 }
  expect(await run({ retries: 1 }, ['a'], answer)).toEqual(['a', '1 s', 'a', '1 s', 'a', '✓a'])
})

import { beforeEach, expect, test } from 'vitest'
import { createLog, silentLog } from '../../observe/log.ts'
import { batchOf, type Caller, type Dispatch, type RecordBatch } from '../../record/index.ts'
import { createDispatch } from '../../wire/dispatch.ts'
import { createStream, type StreamRoom } from './index.ts'
import { DEFAULT_ATTRIBUTES, hashRanges, type StreamDescription, type StreamEngine } from './ports.ts'

const caller: Caller = { account: '123456789012', region: 'eu-west-1', arn: 'arn:aws:iam::123456789012:root' }
const createdAt = Date.UTC(2026, 10, 20)
const never = new AbortController().signal

let room: StreamRoom
let dispatch: Dispatch
let pushed: { stream: string; batch: RecordBatch; mark: unknown }[]
let failure: Error | undefined

const call = (operation: string, input: Record<string, unknown> = {}) =>
  dispatch('kinesis', operation, input, caller)
const arnOf = (name: string) => `arn:aws:kinesis:eu-west-1:123456789012:stream/${name}`

beforeEach(async () => {
  pushed = []
  failure = undefined
  room = createStream({ engine: fakeEngine(), now: () => createdAt, log: silentLog })
  dispatch = createDispatch([room.service])
  await call('CreateStream', { StreamName: 'web-logs', ShardCount: 2 })
})

test('a sink keeps what fits, with the mark, and says what it refused', async () => {
  const sink = room.sink(arnOf('web-logs'))!
  const big = new Uint8Array(10 * 2 ** 20)
  const mark = { key: 'agent/1', value: '7' }
  const refusals = await sink.push(batchOf(['a', big, 'b'], { key: 'k' }), never, mark)
  expect(refusals).toMatchObject([
    {
      at: 1,
      reason: {
        message: 'The record has 10485761 bytes with its partition key; a stream takes up to 1048576.',
      },
    },
  ])
  expect(Buffer.from(pushed[0].batch.bytes).toString()).toBe('ab')
  expect([...pushed[0].batch.ends]).toEqual([1, 2])
  expect(pushed[0]).toMatchObject({ stream: 'web-logs', mark })
  expect(await sink.push(batchOf([big.subarray(0, 2 ** 20 - 1)], { key: 'k' }), never)).toEqual([])
})

test('health tells what fails and what works again', async () => {
  const sink = room.sink('web-logs')!
  expect(room.health()).toMatchObject({ room: 'stream', state: 'ok', lagRecords: 0 })
  failure = new Error('No room left')
  await expect(sink.push(batchOf(['a']), never)).rejects.toThrow('No room left')
  expect(room.health()).toMatchObject({ state: 'failing', lastError: { message: 'No room left' } })
  failure = undefined
  await sink.push(batchOf(['a']), never)
  expect(room.health().state).toBe('ok')
})

test('so do records that clients put', async () => {
  const put = () => call('PutRecord', { StreamName: 'web-logs', Data: Buffer.from('a'), PartitionKey: 'k' })
  failure = new Error('No room left')
  await expect(put()).rejects.toThrow('No room left')
  expect(room.health()).toMatchObject({ state: 'failing', lastError: { message: 'No room left' } })
  failure = undefined
  expect(await put()).toMatchObject({ ShardId: 'shardId-000000000000' })
  expect(room.health().state).toBe('ok')
})

test('sources show their lag in the health until they are closed', () => {
  const source = room.source(arnOf('web-logs'), 'lake', { from: 'LATEST' })
  expect(room.health()).toMatchObject({
    lagMillis: 70,
    lagRecords: 7,
    detail: { consumers: [{ stream: 'web-logs', consumer: 'lake', records: 7 }] },
  })
  source.close()
  expect(room.health().detail?.consumers).toEqual([])
  expect(room.sink('nope')).toBeUndefined()
  expect(() => room.source('nope', 'a', { from: 'LATEST' })).toThrow('nope')
})

test('what the engine reports is logged in a sentence', () => {
  const written: string[] = []
  const log = createLog(
    (line) => written.push(line),
    () => createdAt,
  )
  room = createStream({ engine: fakeEngine(), now: () => createdAt, log: log.room('stream') })
  const who = { stream: 'web-logs', consumer: 'lake', shard: 'shardId-000000000000' }
  room.skipped({ ...who, from: 3, to: 10 })
  room.skipped({ ...who, from: 10, to: 3 })
  room.trouble(new Error('disk'))
  expect(written.map((line) => line.split(': ').slice(1).join(': ').trim())).toEqual([
    'Consumer lake of stream web-logs missed records 3 to 9 of shardId-000000000000: the retention period had ' +
      'passed before it read them.',
    'Consumer lake of stream web-logs stood at record 10 of shardId-000000000000, beyond its end. It goes on with record 3.',
    'disk',
  ])
  expect(room.health()).toMatchObject({ state: 'failing', lastError: { message: 'disk' } })
})

function fakeEngine(): StreamEngine {
  const streams = new Map<string, StreamDescription>()
  const found = (name: string) => {
    const stream = streams.get(name)
    if (!stream) throw new Error(`Stream ${name} not found.`)
    return stream
  }
  return {
    async create(name, shards, retentionMillis, attributes) {
      const described = hashRanges(shards).map(({ start, end }, at) => ({
        id: `shardId-${String(at).padStart(12, '0')}`,
        createdAt,
        startingHash: start,
        endingHash: end,
        first: 0,
        next: 0,
      }))
      streams.set(name, {
        ...{ name, status: 'ACTIVE', createdAt, retentionMillis, shards: described },
        attributes: { ...DEFAULT_ATTRIBUTES, ...attributes },
      })
    },
    async remove(name) {
      streams.delete(name)
    },
    list: () => [...streams.keys()].sort(),
    describe: (name) => streams.get(name),
    async setRetention(name, retentionMillis) {
      streams.set(name, { ...found(name), retentionMillis })
    },
    async push(stream, batch, _signal, mark) {
      if (failure) throw failure
      pushed.push({ stream, batch, mark })
      return []
    },
    consume(name) {
      found(name)
      return { pull: async () => undefined, close() {} }
    },
    position: () => ({}),
    async seek() {},
    async forget() {},
    lag: () => ({ records: 7, millis: 70 }),
    async rename() {},
    async setAttributes() {},
    reshard: async () => [],
    async append(_stream, { ends }) {
      if (failure) throw failure
      return [...ends].map((_, counter) => ({ shard: 'shardId-000000000000', counter, time: createdAt }))
    },
    read: (_stream, _shard, next) => ({ next }),
    counterAt: () => 0,
    async waitFor() {},
    marks: { read: () => undefined, write: async () => {}, remove: async () => {}, list: () => [] },
    async close() {},
  }
}

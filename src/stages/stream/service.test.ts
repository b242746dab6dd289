import { beforeEach, expect, test } from 'vitest'
import { createLog, silentLog } from '../../observe/log.ts'
import { batchOf, type Caller, type Dispatch, type RecordBatch } from '../../record/index.ts'
import { createDispatch } from '../../wire/dispatch.ts'
import { createStream, type StreamRoom } from './index.ts'
import { hashRanges, type StreamDescription, type StreamEngine } from './ports.ts'

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

test('a new stream is active, with equal shards and a retention of 24 hours', async () => {
  expect(await call('DescribeStream', { StreamName: 'web-logs' })).toEqual({
    StreamDescription: {
      StreamName: 'web-logs',
      StreamARN: arnOf('web-logs'),
      StreamStatus: 'ACTIVE',
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
      RetentionPeriodHours: 24,
      StreamCreationTimestamp: new Date(createdAt),
      EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
      EncryptionType: 'NONE',
      HasMoreShards: false,
      Shards: [
        {
          ShardId: 'shardId-000000000000',
          HashKeyRange: { StartingHashKey: '0', EndingHashKey: '170141183460469231731687303715884105727' },
          SequenceNumberRange: { StartingSequenceNumber: expect.stringMatching(/^49\d{54}$/) },
        },
        {
          ShardId: 'shardId-000000000001',
          HashKeyRange: {
            StartingHashKey: '170141183460469231731687303715884105728',
            EndingHashKey: '340282366920938463463374607431768211455',
          },
          SequenceNumberRange: { StartingSequenceNumber: expect.stringMatching(/^49\d{54}$/) },
        },
      ],
    },
  })
})

test('shards are described page by page', async () => {
  const first = await call('DescribeStream', { StreamARN: arnOf('web-logs'), Limit: 1 })
  expect(first).toMatchObject({ StreamDescription: { HasMoreShards: true, Shards: { length: 1 } } })
  const rest = await call('DescribeStream', {
    StreamName: 'web-logs',
    ExclusiveStartShardId: 'shardId-000000000000',
  })
  expect(rest).toMatchObject({
    StreamDescription: { HasMoreShards: false, Shards: [{ ShardId: 'shardId-000000000001' }] },
  })
})

test('the summary counts shards', async () => {
  expect(await call('DescribeStreamSummary', { StreamName: 'web-logs' })).toMatchObject({
    StreamDescriptionSummary: { OpenShardCount: 2, ConsumerCount: 0, MaxRecordSizeInKiB: 10240 },
  })
})

test('a stream is addressed by name, ARN, or both when they agree', async () => {
  await expect(call('DescribeStreamSummary')).rejects.toThrow('Either StreamName or StreamARN must be given')
  await expect(
    call('DescribeStreamSummary', { StreamName: 'a', StreamARN: arnOf('web-logs') }),
  ).rejects.toThrow('name different streams')
  await expect(
    call('DescribeStreamSummary', { StreamARN: `${arnOf('web-logs')}/consumer/c:1` }),
  ).rejects.toThrow('is not the ARN of a stream')
  await expect(call('DescribeStreamSummary', { StreamName: 'nope' })).rejects.toMatchObject({
    type: 'ResourceNotFoundException',
    message: 'Stream nope under account 123456789012 not found.',
  })
  await expect(call('DeleteStream', { StreamName: 'web-logs', StreamId: 'x' })).rejects.toThrow('StreamId')
})

test("creation's refusals", async () => {
  await expect(call('CreateStream', { StreamName: 'web-logs', ShardCount: 1 })).rejects.toMatchObject({
    type: 'ResourceInUseException',
    message: 'Stream web-logs under account 123456789012 already exists.',
  })
  await expect(call('CreateStream', { StreamName: 'b' })).rejects.toThrow("Value 'null' at 'shardCount'")
  await expect(call('CreateStream', { StreamName: 'b', ShardCount: 0 })).rejects.toThrow(
    'greater than or equal to 1',
  )
  await expect(call('CreateStream', { StreamName: 'b c', ShardCount: 1 })).rejects.toThrow('[a-zA-Z0-9_.-]+')
  await expect(
    call('CreateStream', { StreamName: 'b', StreamModeDetails: { StreamMode: 'ON_DEMAND' } }),
  ).rejects.toThrow('ON_DEMAND is not served')
  for (const [member, value] of [
    ['Tags', { a: 'b' }],
    ['WarmThroughputMiBps', 1],
    ['MaxRecordSizeInKiB', 1024],
  ] as const) {
    await expect(call('CreateStream', { StreamName: 'b', ShardCount: 1, [member]: value })).rejects.toThrow(
      member,
    )
  }
  await expect(call('CreateStream', { StreamName: 'b', ShardCount: 499 })).rejects.toMatchObject({
    type: 'LimitExceededException',
    message:
      'This request would exceed the shard limit for the account 123456789012 in eu-west-1. Current shard ' +
      'count for the account: 2. Limit: 500. Number of additional shards that would have resulted from this request: 499.',
  })
})

test('deletion, also with EnforceConsumerDeletion', async () => {
  await call('DeleteStream', { StreamName: 'web-logs', EnforceConsumerDeletion: true })
  await expect(call('DeleteStream', { StreamName: 'web-logs' })).rejects.toThrow('not found')
})

test('streams are listed in order of name, page by page', async () => {
  for (const name of ['b', 'a']) await call('CreateStream', { StreamName: name, ShardCount: 1 })
  const first = (await call('ListStreams', { Limit: 2 })) as { NextToken: string }
  expect(first).toMatchObject({
    StreamNames: ['a', 'b'],
    HasMoreStreams: true,
    StreamSummaries: [
      { StreamName: 'a', StreamARN: arnOf('a'), StreamStatus: 'ACTIVE' },
      { StreamName: 'b' },
    ],
  })
  const second = await call('ListStreams', { NextToken: first.NextToken })
  expect(second).toMatchObject({ StreamNames: ['web-logs'], HasMoreStreams: false })
  expect(second).not.toHaveProperty('NextToken')
  expect(await call('ListStreams', { ExclusiveStartStreamName: 'a' })).toMatchObject({
    StreamNames: ['b', 'web-logs'],
  })
  await expect(call('ListStreams', { NextToken: 'rubbish' })).rejects.toThrow('NextToken')
})

test('retention goes up and down within 24 hours and a year', async () => {
  const retention = (operation: string, hours: number) =>
    call(`${operation}StreamRetentionPeriod`, { StreamName: 'web-logs', RetentionPeriodHours: hours })
  await retention('Increase', 48)
  expect(await call('DescribeStreamSummary', { StreamName: 'web-logs' })).toMatchObject({
    StreamDescriptionSummary: { RetentionPeriodHours: 48 },
  })
  await expect(retention('Increase', 25)).rejects.toThrow(
    'Requested retention period (25 hours) for stream web-logs can not be shorter than existing retention ' +
      'period (48 hours). Use DecreaseRetentionPeriod API.',
  )
  await expect(retention('Decrease', 72)).rejects.toThrow(
    'Requested retention period (72 hours) for stream web-logs can not be longer than existing retention ' +
      'period (48 hours). Use IncreaseRetentionPeriod API.',
  )
  await expect(retention('Decrease', 23)).rejects.toThrow(
    'Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too short.',
  )
  await expect(retention('Increase', 8761)).rejects.toThrow(
    'Maximum allowed retention period is 8760 hours. Requested retention period (8761 hours) is too long.',
  )
  await retention('Decrease', 24)
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
        message: 'The record has 10485761 bytes with its partition key; a stream takes up to 10485760.',
      },
    },
  ])
  expect(Buffer.from(pushed[0].batch.bytes).toString()).toBe('ab')
  expect([...pushed[0].batch.ends]).toEqual([1, 2])
  expect(pushed[0]).toMatchObject({ stream: 'web-logs', mark })
  expect(await sink.push(batchOf([big.subarray(1)], { key: 'k' }), never)).toEqual([])
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
    async create(name, shards, retentionMillis) {
      const described = hashRanges(shards).map(({ start, end }, at) => ({
        id: `shardId-${String(at).padStart(12, '0')}`,
        createdAt,
        startingHash: start,
        endingHash: end,
        first: 0,
        next: 0,
      }))
      streams.set(name, { name, status: 'ACTIVE', createdAt, retentionMillis, shards: described })
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
    marks: { read: () => undefined, write: async () => {}, remove: async () => {}, list: () => [] },
    async close() {},
  }
}

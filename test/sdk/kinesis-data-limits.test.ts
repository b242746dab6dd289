import { expect, test } from 'vitest'
import { ACCOUNT, type Any, idOf, kinesisForTests } from './kinesis-control-world.ts'

const { call, refusal, create, pass } = kinesisForTests({ shardLimits: true })

const TYPE = 'ProvisionedThroughputExceededException'
const sentence = (stream: string, shard = idOf(0)) =>
  `Rate exceeded for shard ${shard} in stream ${stream} under account ${ACCOUNT}.`
const MIB = 2 ** 20
const records = (count: number, bytes: number, more: Any = {}) =>
  Array.from({ length: count }, () => ({ Data: Buffer.alloc(bytes), PartitionKey: 'k', ...more }))
const put = (StreamName: string, Records: Any[]) => call('PutRecords', { StreamName, Records })

test('1,000 records a second: those beyond fail, one by one, and can be put again later', async () => {
  const StreamName = await create()
  expect(await put(StreamName, records(500, 9))).toMatchObject({ FailedRecordCount: 0 })
  expect(await put(StreamName, records(400, 9))).toMatchObject({ FailedRecordCount: 0 })
  const answer = await put(StreamName, records(500, 9))
  const failed = answer.Records.filter((each: Any) => each.ErrorCode)
  // The bucket fills a little while the requests run.
  expect(failed.length).toBeGreaterThan(100)
  expect(failed.length).toBe(answer.FailedRecordCount)
  expect(answer.Records.findIndex((each: Any) => each.ErrorCode)).toBeGreaterThanOrEqual(100)
  expect(failed[0]).toEqual({ ErrorCode: TYPE, ErrorMessage: sentence(StreamName) })
  const { ShardIterator } = await call('GetShardIterator', {
    StreamName,
    ShardId: idOf(0),
    ShardIteratorType: 'TRIM_HORIZON',
  })
  const read = await call('GetRecords', { ShardIterator })
  expect(read.Records).toHaveLength(1400 - failed.length)
  pass(1000)
  expect(await put(StreamName, records(500, 9))).toMatchObject({ FailedRecordCount: 0 })
})

test('1 MiB a second with the keys, each shard for itself', async () => {
  const StreamName = await create({ ShardCount: 2 })
  const low = { ExplicitHashKey: '0' }
  const high = { ExplicitHashKey: (2n ** 128n - 1n).toString() }
  const half = MIB / 2 - 1
  const answer = await put(StreamName, [
    ...records(2, half, low),
    ...records(1, half, high),
    ...records(1, half, low),
    ...records(1, half, high),
  ])
  expect(answer.FailedRecordCount).toBe(1)
  expect(answer.Records.map(({ ShardId, ErrorCode }: Any) => ShardId ?? ErrorCode)).toEqual([
    idOf(0),
    idOf(0),
    idOf(1),
    TYPE,
    idOf(1),
  ])
  const input = { StreamName, Data: Buffer.alloc(half), PartitionKey: 'k', ...low }
  await refusal('PutRecord', input, TYPE, sentence(StreamName))
  pass(1000)
  expect(await call('PutRecord', input)).toMatchObject({ ShardId: idOf(0) })
})

test('5 reads a second, and none for a while after a large one', async () => {
  const StreamName = await create()
  const { ShardIterator } = await call('GetShardIterator', {
    StreamName,
    ShardId: idOf(0),
    ShardIteratorType: 'TRIM_HORIZON',
  })
  const reads = await Promise.allSettled(
    Array.from({ length: 9 }, () => call('GetRecords', { ShardIterator })),
  )
  expect(reads.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(5)
  expect(reads.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { name: TYPE, message: sentence(StreamName) },
  })
  for (let i = 0; i < 5; i++) {
    pass(1000)
    await put(StreamName, records(1, MIB - 1))
  }
  pass(1000)
  expect((await call('GetRecords', { ShardIterator })).Records).toHaveLength(5)
  pass(1000)
  await refusal('GetRecords', { ShardIterator }, TYPE, sentence(StreamName))
  pass(600)
  expect((await call('GetRecords', { ShardIterator })).Records).toHaveLength(5)
})

test('5 iterators a second', async () => {
  const StreamName = await create()
  const input = { StreamName, ShardId: idOf(0), ShardIteratorType: 'LATEST' }
  const all = await Promise.allSettled(Array.from({ length: 9 }, () => call('GetShardIterator', input)))
  expect(all.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0)
})

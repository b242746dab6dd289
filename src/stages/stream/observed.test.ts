import { expect, test } from 'vitest'
import { createMeter } from '../../observe/metrics.ts'
import { batchOf, type Caller, type Operation, type RecordBatch, ServiceError } from '../../record/index.ts'
import { watchWith } from './observed.ts'
import { DEFAULT_ATTRIBUTES, type StreamAttributes, type StreamEngine } from './ports.ts'

const caller: Caller = { account: '000000000000', region: 'us-east-1', arn: 'arn:aws:iam::000000000000:root' }
const never = new AbortController().signal

function world(attributes: Partial<StreamAttributes> = {}) {
  const meter = createMeter(() => 0)
  const engine = {
    describe: (name: string) =>
      name === 's' || name === 'firehose/d'
        ? { attributes: { ...DEFAULT_ATTRIBUTES, ...attributes } }
        : undefined,
    push: async () => [],
    append: async (_stream: string, { ends }: RecordBatch) =>
      [...ends].map((_, at) => ({ shard: `shard-${at % 2}`, counter: at, time: 0 })),
  } as unknown as StreamEngine
  let ticks = 0
  const watch = watchWith(meter, engine, () => ticks++)
  const run = (name: string, input: object, answer: () => unknown) => {
    const operation = { name, members: {}, run: async () => answer() } as Operation<object>
    const service = watch.service({ name: 'kinesis', operations: { [name]: operation } })
    return service.operations[name].run(input, caller, never)
  }
  const sums = (dimension: string) =>
    Object.fromEntries(
      meter
        .drain(0, true)
        .filter(
          ({ namespace, dimensions }) =>
            namespace === 'AWS/Kinesis' && Object.values(dimensions).join() === dimension,
        )
        .map(({ name, statistic }) => [name, statistic.sum]),
    )
  return { engine: watch.engine(engine), run, sums }
}

test('what comes in is counted, whoever puts it, and not for streams of our own', async () => {
  const { engine, sums } = world()
  await engine.push('s', batchOf(['ab', 'c']), never)
  await engine.append('s', batchOf(['defg']), never)
  await engine.push('firehose/d', batchOf(['x']), never)
  await engine.push('s', batchOf([]), never)
  expect(sums('s')).toEqual({ IncomingRecords: 3, IncomingBytes: 7 })
  expect(sums('firehose/d')).toEqual({})
})

test('shards are counted where enhanced monitoring asks for it', async () => {
  const { engine, sums } = world({ shardLevelMetrics: ['IncomingBytes'] })
  await engine.append('s', batchOf(['a', 'bb', 'ccc']), never)
  expect(sums('s,shard-0')).toEqual({ IncomingBytes: 4 })
})

test('PutRecords: what was asked, what was kept and what was throttled', async () => {
  const { run, sums } = world()
  const Records = [{ Data: Buffer.alloc(3) }, { Data: Buffer.alloc(4) }]
  await run('PutRecords', { StreamName: 's', Records }, () => ({ FailedRecordCount: 1 }))
  expect(sums('s')).toEqual({
    'PutRecords.Success': 1,
    'PutRecords.Latency': 1,
    'PutRecords.Bytes': 7,
    'PutRecords.TotalRecords': 2,
    'PutRecords.SuccessfulRecords': 1,
    'PutRecords.Records': 1,
    'PutRecords.FailedRecords': 0,
    'PutRecords.ThrottledRecords': 1,
    WriteProvisionedThroughputExceeded: 1,
  })
})

test('a failed PutRecord is no success; a stream that is not there makes no metrics', async () => {
  const { run, sums } = world()
  const failing = (StreamName: string) =>
    run('PutRecord', { StreamName, Data: Buffer.alloc(5) }, () => {
      throw new ServiceError('ProvisionedThroughputExceededException', 'x')
    })
  await expect(failing('s')).rejects.toThrow('x')
  await expect(failing('made-up')).rejects.toThrow('x')
  expect(sums('s')).toMatchObject({
    'PutRecord.Success': 0,
    'PutRecord.Bytes': 5,
    WriteProvisionedThroughputExceeded: 1,
  })
  expect(sums('made-up')).toEqual({})
})

test('a subscription counts each event as it goes out', async () => {
  const { run, sums } = world({ consumers: { reader: { createdAt: 0, tags: {} } } })
  const event = { SubscribeToShardEvent: { Records: [{ Data: Buffer.alloc(9) }], MillisBehindLatest: 4 } }
  const ConsumerARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/s/consumer/reader:0'
  const answer = await run('SubscribeToShard', { ConsumerARN }, () => ({
    EventStream: (async function* () {
      yield event
      yield event
    })(),
  }))
  const events = []
  for await (const each of (answer as { EventStream: AsyncIterable<object> }).EventStream) events.push(each)
  expect(events).toEqual([event, event])
  expect(sums('s,reader')).toEqual({
    'SubscribeToShard.Success': 1,
    'SubscribeToShard.RateExceeded': 0,
    'SubscribeToShardEvent.Success': 2,
    'SubscribeToShardEvent.Records': 2,
    'SubscribeToShardEvent.Bytes': 18,
    'SubscribeToShardEvent.MillisBehindLatest': 8,
  })
})

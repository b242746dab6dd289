import type { Meter, Metric, Unit } from '../../observe/metrics.ts'
import { type Outcome, observedService } from '../../observe/observed.ts'
import { type RecordBatch, type Service, ServiceError } from '../../record/index.ts'
import { streamNameOfArn } from './core/arn.ts'
import { isInternal } from './core/internal.ts'
import { readFrom } from './operations/get-records.ts'
import type { Placed, StreamEngine } from './ports.ts'

/**
 * AWS/Kinesis, wrapped around the engine (what comes in, whoever puts it) and the operations: nothing inside knows
 * of it. Names, units and dimensions are those of the Kinesis guide. Streams of the program's own are not counted.
 */
export interface Watch {
  engine(engine: StreamEngine): StreamEngine
  service(service: Service): Service
}

type Count = (name: string, value: number, unit?: Unit) => void
// biome-ignore lint/suspicious/noExplicitAny: inputs and outputs of several operations.
type Any = any

const NAMESPACE = 'AWS/Kinesis'
const THROTTLED = 'ProvisionedThroughputExceededException'
const OBSERVED = ['PutRecord', 'PutRecords', 'GetRecords', 'SubscribeToShard']

export function watchWith(meter: Meter, engine: StreamEngine, clock: () => number): Watch {
  /** Looks each metric up once. */
  function counting(dimensions: Readonly<Record<string, string>>): Count {
    const metrics = new Map<string, Metric>()
    return (name, value, unit = 'Count') => {
      const metric = metrics.get(name) ?? meter.metric(NAMESPACE, name, dimensions, unit)
      metrics.set(name, metric)
      metric.add(value)
    }
  }

  const streams = new Map<string, Count>()
  /** Undefined for a stream that isn't there: strangers must not invent metrics. */
  function ofStream(name: string | undefined): Count | undefined {
    if (name === undefined || isInternal(name)) return undefined
    if (!engine.describe(name)) {
      streams.delete(name)
      return undefined
    }
    const known = streams.get(name) ?? counting({ StreamName: name })
    streams.set(name, known)
    return known
  }

  /** Counts where enhanced monitoring of the stream has that metric of its shards. */
  function ofShard(stream: string, shard: string): Count {
    const wanted = engine.describe(stream)?.attributes.shardLevelMetrics ?? []
    const count = counting({ StreamName: stream, ShardId: shard })
    return (name, value, unit) => {
      if (wanted.includes(name) || wanted.includes('ALL')) count(name, value, unit)
    }
  }

  function countIncoming(stream: string, batch: RecordBatch, shards?: ReadonlyMap<string, Incoming>) {
    const count = ofStream(stream)
    if (!count || batch.ends.length === 0) return
    count('IncomingRecords', batch.ends.length)
    count('IncomingBytes', batch.bytes.length, 'Bytes')
    for (const [shard, { records, bytes }] of shards ?? []) {
      ofShard(stream, shard)('IncomingRecords', records)
      ofShard(stream, shard)('IncomingBytes', bytes, 'Bytes')
    }
  }

  function seen(outcome: Outcome) {
    const { operation, output, error } = outcome
    if (operation === 'GetRecords') countRead(outcome)
    else if (operation === 'SubscribeToShard') countSubscription(outcome)
    else {
      const count = ofStream(streamOf(outcome.input))
      if (count) countPut(count, outcome)
      if (count) count('WriteProvisionedThroughputExceeded', throttledOf(output, error))
    }
  }

  function countRead({ output, error, millis }: Outcome) {
    const place = readFrom.get((output ?? error) as object)
    const count = ofStream(place?.stream)
    if (!place || !count) return
    const shard = ofShard(place.stream, place.shard)
    count('ReadProvisionedThroughputExceeded', throttledOf(output, error))
    shard('ReadProvisionedThroughputExceeded', throttledOf(output, error))
    count('GetRecords.Success', error ? 0 : 1)
    if (error) return
    const { Records, MillisBehindLatest } = output as Any
    const bytes = Records.reduce((sum: number, { Data }: Any) => sum + Data.length, 0)
    count('GetRecords.Latency', millis, 'Milliseconds')
    count('GetRecords.Records', Records.length)
    count('GetRecords.Bytes', bytes, 'Bytes')
    count('GetRecords.IteratorAgeMilliseconds', MillisBehindLatest, 'Milliseconds')
    shard('OutgoingRecords', Records.length)
    shard('OutgoingBytes', bytes, 'Bytes')
    shard('IteratorAgeMilliseconds', MillisBehindLatest, 'Milliseconds')
  }

  function countSubscription({ input, output, error }: Outcome) {
    const [, stream, consumer] = /:stream\/([^/]+)\/consumer\/(.+):\d+$/.exec(String(input.ConsumerARN)) ?? []
    if (!ofStream(stream) || !Object.hasOwn(engine.describe(stream)?.attributes.consumers ?? {}, consumer))
      return
    const count = counting({ StreamName: stream, ConsumerName: consumer })
    count('SubscribeToShard.Success', error ? 0 : 1)
    count('SubscribeToShard.RateExceeded', error instanceof ServiceError && error.type === THROTTLED ? 1 : 0)
    const answer = output as { EventStream: AsyncIterable<Any> } | undefined
    if (answer) answer.EventStream = watchedEvents(answer.EventStream, count)
  }

  return {
    engine: (inner) => ({
      ...inner,
      async push(stream, batch, ...rest) {
        const refusals = await inner.push(stream, batch, ...rest)
        countIncoming(stream, batch)
        return refusals
      },
      async append(stream, batch, ...rest) {
        const placed = await inner.append(stream, batch, ...rest)
        const isEnhanced = (inner.describe(stream)?.attributes.shardLevelMetrics.length ?? 0) > 0
        countIncoming(stream, batch, isEnhanced ? byShard(batch, placed) : undefined)
        return placed
      },
    }),
    service: (service) => observedService(service, { clock, seen }, OBSERVED),
  }
}

interface Incoming {
  records: number
  bytes: number
}

function byShard({ ends }: RecordBatch, placed: readonly Placed[]): ReadonlyMap<string, Incoming> {
  const shards = new Map<string, Incoming>()
  placed.forEach(({ shard }, at) => {
    const incoming = shards.get(shard) ?? { records: 0, bytes: 0 }
    shards.set(shard, incoming)
    incoming.records++
    incoming.bytes += ends[at] - (at === 0 ? 0 : ends[at - 1])
  })
  return shards
}

function streamOf({ StreamName, StreamARN }: Any): string | undefined {
  return StreamName ?? (StreamARN === undefined ? undefined : streamNameOfArn(StreamARN))
}

function throttledOf(output: unknown, error: unknown): number {
  if (error instanceof ServiceError) return error.type === THROTTLED ? 1 : 0
  return (output as Any)?.FailedRecordCount ?? 0
}

function countPut(count: Count, { operation, input, output, error, millis }: Outcome) {
  const { Records, Data } = input as Any
  count(`${operation}.Success`, error ? 0 : 1)
  count(`${operation}.Latency`, millis, 'Milliseconds')
  if (operation === 'PutRecord') return count('PutRecord.Bytes', Data.length, 'Bytes')
  const failed = (output as Any)?.FailedRecordCount ?? Records.length
  const bytes = Records.reduce((sum: number, record: Any) => sum + record.Data.length, 0)
  count('PutRecords.Bytes', bytes, 'Bytes')
  count('PutRecords.TotalRecords', Records.length)
  count('PutRecords.SuccessfulRecords', Records.length - failed)
  count('PutRecords.Records', Records.length - failed)
  count('PutRecords.FailedRecords', 0) // those are AWS's own failures; ours fail the request
  count('PutRecords.ThrottledRecords', throttledOf(output, error))
}

async function* watchedEvents(events: AsyncIterable<Any>, count: Count) {
  for await (const event of events) {
    const { SubscribeToShardEvent: sent } = event
    if (sent) {
      count('SubscribeToShardEvent.Success', 1)
      count('SubscribeToShardEvent.Records', sent.Records.length)
      const bytes = sent.Records.reduce((sum: number, { Data }: Any) => sum + Data.length, 0)
      count('SubscribeToShardEvent.Bytes', bytes, 'Bytes')
      count('SubscribeToShardEvent.MillisBehindLatest', sent.MillisBehindLatest, 'Milliseconds')
    }
    yield event
  }
}

import { type Caller, ServiceError } from '../../../record/index.ts'
import { numberBefore } from '../core/record-number.ts'
import { subscriptionExists } from '../errors.ts'
import { consumerOfArn } from './consumers.ts'
import { childShards, type Data, isAtEnd, shardAt } from './data.ts'
import { type ReadRecords, readRecords } from './records.ts'
import type { Subscription } from './subscriptions.ts'

/** Who follows which shard, from which counter on. */
export interface Follow {
  readonly consumerArn: string
  readonly shardId: string
  readonly counter: number
  readonly caller: Caller
}

type Place = ReturnType<typeof shardAt>

/** A subscription ends after this long, and its client begins another; ms. */
const LIFETIME = 300_000
/** Longest silence: then an event without records says that all is well, and where to go on; ms. */
const KEEP_ALIVE = 5000
/** What one event carries at most, unless a single record is larger. */
const EVENT = { records: 10_000, bytes: 2 ** 20 }

/** Records as they come, at the reader's pace; what ends it early is its last event. */
export async function* subscriptionEvents(
  data: Data,
  follow: Follow,
  subscription: Subscription,
  signal: AbortSignal,
): AsyncGenerator<Readonly<Record<string, object>>> {
  const until = data.now() + LIFETIME
  let { counter } = follow
  let sentAt = Number.NEGATIVE_INFINITY
  try {
    while (!signal.aborted && data.now() < until) {
      const place = placeOf(data, follow, subscription)
      if (place instanceof ServiceError) {
        yield { [place.type]: { message: place.message } }
        return
      }
      const read = readRecords(data, place.stream, place.shard, counter, EVENT)
      counter = read.next
      const isEnd = isAtEnd(place.shard, counter)
      if (isEnd || read.records.length > 0 || data.now() - sentAt >= KEEP_ALIVE) {
        sentAt = data.now()
        yield { SubscribeToShardEvent: eventOf(data, place, read, isEnd) }
        if (isEnd) return
        continue
      }
      const patience = Math.min(sentAt + KEEP_ALIVE, until) - data.now()
      await news(data, place, counter, patience, [signal, subscription.taken])
    }
  } finally {
    subscription.end()
  }
}

/** Looked up each time: the consumer, the shard or the stream may be gone meanwhile. */
function placeOf(
  data: Data,
  { consumerArn, shardId, caller }: Follow,
  { taken }: Subscription,
): Place | ServiceError {
  try {
    const { stream, name } = consumerOfArn(data.control, consumerArn, caller)
    if (taken.aborted)
      return subscriptionExists({ stream: stream.name, shard: shardId, consumer: name }, caller.account)
    return shardAt(data, stream.name, shardId, caller)
  } catch (error) {
    if (error instanceof ServiceError) return error
    throw error
  }
}

/** At the end of a closed shard there is nothing to go on after: no number, but the shards that took over. */
function eventOf(
  data: Data,
  { stream, shard }: Place,
  { records, next, millisBehind }: ReadRecords,
  isEnd: boolean,
) {
  return {
    Records: records,
    MillisBehindLatest: millisBehind,
    ...(isEnd
      ? { ChildShards: childShards(stream, shard.id) }
      : { ContinuationSequenceNumber: numberBefore(shard, next, data.now()) }),
  }
}

/** Resolves when the shard has something new, after `patience` ms, or when one of the signals aborts. */
async function news(
  { engine, pause }: Data,
  { stream, shard }: Place,
  counter: number,
  patience: number,
  signals: readonly AbortSignal[],
): Promise<void> {
  const done = new AbortController()
  const signal = AbortSignal.any([...signals, done.signal])
  try {
    await Promise.race([
      engine.waitFor(stream.name, shard.id, counter, signal),
      pause(Math.max(patience, 0), signal).catch(() => {}),
    ])
  } finally {
    done.abort()
  }
}

import type { Operation } from '../../../record/index.ts'
import { type IteratorToken, readIterator, writeIterator } from '../core/iterator-token.ts'
import { shardIdOf } from '../core/record-number.ts'
import { expiredIterator, invalidIterator, rateExceeded } from '../errors.ts'
import type { ShardDescription, StreamDescription } from '../ports.ts'
import { streamArn, streamId } from '../shapes.ts'
import { childShards, type Data, isAtEnd, limitsKey, shardAt } from './data.ts'
import { type ReadRecords, readRecords } from './records.ts'

interface Input {
  readonly ShardIterator: string
  readonly Limit?: number
  readonly StreamARN?: string
}

const MOST_RECORDS = 10_000
const MOST_BYTES = 10 * 2 ** 20
/** How long an iterator can be used, ms. */
const LIFETIME = 300_000

/** Where an answer's records come from, or what a refusal was about: neither says so. For the metrics. */
export const readFrom = new WeakMap<object, { readonly stream: string; readonly shard: string }>()

export function getRecords(data: Data) {
  return {
    name: 'GetRecords',
    members: {
      Limit: { type: 'integer', min: 1, max: MOST_RECORDS },
      ShardIterator: { type: 'string', required: true, min: 1, max: 512 },
      StreamARN: streamArn,
      StreamId: streamId,
    },
    async run(input, caller) {
      const key = await data.iteratorKey()
      const token = tokenOf(input.ShardIterator, key, data.now())
      const id = shardIdOf(token.shardIndex)
      const { stream, shard } = shardAt(data, token.stream, id, caller)
      if (input.StreamARN !== undefined && data.control.find(input, caller).name !== stream.name) {
        throw invalidIterator()
      }
      const limited = limitsKey(stream, id)
      const from = { stream: stream.name, shard: id }
      if (!data.limits.mayRead(limited, data.now())) {
        const error = rateExceeded(id, stream.name, caller.account)
        readFrom.set(error, from)
        throw error
      }
      // An iterator of a stream that was made anew since begins at the new one's beginning.
      const counter = token.createdAt === shard.createdAt ? token.counter : 0
      const limits = { records: input.Limit ?? MOST_RECORDS, bytes: MOST_BYTES }
      const read = readRecords(data, stream, shard, counter, limits)
      data.limits.hasRead(limited, read.bytes, data.now())
      const answer = { ...continuation(data, { stream, shard, key }, read), ...answerOf(read) }
      readFrom.set(answer, from)
      return answer
    },
  } satisfies Operation<Input>
}

function answerOf({ records, millisBehind }: ReadRecords) {
  return { Records: records, MillisBehindLatest: millisBehind }
}

/** The next iterator; at the end of a closed shard there is none, but the shards that took over. */
function continuation(
  { now }: Data,
  { stream, shard, key }: { stream: StreamDescription; shard: ShardDescription; key: Uint8Array },
  { next }: ReadRecords,
) {
  if (isAtEnd(shard, next)) {
    const children = childShards(stream, shard.id)
    return children.length > 0 ? { ChildShards: children } : {}
  }
  const shardIndex = Number.parseInt(shard.id.slice('shardId-'.length), 10)
  const token = { stream: stream.name, shardIndex, createdAt: shard.createdAt, counter: next, madeAt: now() }
  return { NextShardIterator: writeIterator(token, key) }
}

function tokenOf(text: string, key: Uint8Array, now: number): IteratorToken {
  // Kinesis takes one out of the quotes that shells' users leave around it.
  const token = readIterator(text.replace(/^"(.*)"$/s, '$1'), key)
  if (!token) throw invalidIterator()
  if (now - token.madeAt > LIFETIME) throw expiredIterator(token.madeAt, now, LIFETIME)
  return token
}

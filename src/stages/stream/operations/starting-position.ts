import type { Caller } from '../../../record/index.ts'
import { counterOf, shardIdOf, shardIndexOf } from '../core/record-number.ts'
import { parseSequenceNumber } from '../core/sequence-number.ts'
import {
  badStartingNumber,
  foreignStartingNumber,
  internalFailure,
  numberBesideType,
  numberOfOtherShard,
  timestampInFuture,
  timestampMissing,
  typeWithoutNumber,
} from '../errors.ts'
import type { ShardDescription, StreamDescription } from '../ports.ts'
import type { Data } from './data.ts'

/** The five ways to begin in a shard. */
export const POSITIONS = [
  'AFTER_SEQUENCE_NUMBER',
  'LATEST',
  'AT_TIMESTAMP',
  'AT_SEQUENCE_NUMBER',
  'TRIM_HORIZON',
] as const

export interface Start {
  readonly type: (typeof POSITIONS)[number]
  readonly number?: string
  /** A client gives a date, or seconds. */
  readonly time?: Date | number
}

interface Place {
  readonly stream: StreamDescription
  readonly shard: ShardDescription
}

/** Counter of the first record to read. */
export function startIn(data: Data, { stream, shard }: Place, start: Start, caller: Caller): number {
  const { type, number } = start
  if (number !== undefined && (type === 'TRIM_HORIZON' || type === 'LATEST')) throw numberBesideType(type)
  switch (type) {
    case 'TRIM_HORIZON':
      return shard.first
    case 'LATEST':
      return shard.next
    case 'AT_TIMESTAMP':
      return data.engine.counterAt(stream.name, shard.id, timeOf(start, data.now()))
    default:
      if (number === undefined) throw typeWithoutNumber(type)
      return counterOfNumber(
        { stream, shard },
        number,
        type === 'AT_SEQUENCE_NUMBER' ? 'at' : 'after',
        caller,
      )
  }
}

function timeOf({ time }: Start, now: number): number {
  if (time === undefined) throw timestampMissing()
  const millis = typeof time === 'number' ? time * 1000 : time.getTime()
  if (millis > now) throw timestampInFuture(millis, now)
  return millis
}

function counterOfNumber(
  { stream, shard }: Place,
  text: string,
  kind: 'at' | 'after',
  { account }: Caller,
): number {
  const place = { number: text, shard: shard.id, stream: stream.name, account }
  const parsed = parseSequenceNumber(text)
  if (!parsed) throw badStartingNumber(place)
  if (parsed.shardIndex !== shardIndexOf(shard.id))
    throw numberOfOtherShard(shardIdOf(parsed.shardIndex), shard.id)
  // What Kinesis itself answers to numbers of its first version.
  if (parsed.version === 0) throw internalFailure()
  const seconds = Math.floor(shard.createdAt / 1000)
  if (parsed.version !== 2 || parsed.createdAt !== seconds * 1000) throw foreignStartingNumber(place)
  return counterOf(parsed, kind, shard.next)
}

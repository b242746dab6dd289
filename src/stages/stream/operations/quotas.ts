import type { Caller } from '../../../record/index.ts'
import { tooManyShards, tooOftenADay } from '../errors.ts'
import type { StreamDescription } from '../ports.ts'
import { DAY, openShards } from '../shapes.ts'
import type { Control } from './control.ts'

/** Kinesis's default quotas of an account in a Region, or of a stream. */
export const SHARD_LIMIT = 500
export const ON_DEMAND_STREAM_LIMIT = 50
export const CONSUMER_LIMIT = 20
export const TAG_LIMIT = 50

/** Open shards that count against the limit: those of on-demand streams do not. */
export function countShards(control: Control): number {
  return control
    .streams()
    .filter(({ attributes }) => attributes.mode === 'PROVISIONED')
    .reduce((sum, stream) => sum + openShards(stream).length, 0)
}

export function countOnDemandStreams(control: Control): number {
  return control.streams().filter(({ attributes }) => attributes.mode === 'ON_DEMAND').length
}

export function checkShardLimit(control: Control, more: number, { account, region }: Caller): void {
  const current = countShards(control)
  if (current + more > SHARD_LIMIT) {
    throw tooManyShards({ account, region, current, limit: SHARD_LIMIT, more })
  }
}

/** When the operation was done in the last 24 hours, and now; refuses when that is more often than `limit`. */
export function oncePerQuota(
  operation: string,
  stream: StreamDescription,
  limit: number,
  now: number,
  { account }: Caller,
): Record<string, readonly number[]> {
  const before = stream.attributes.dailyChanges?.[operation] ?? []
  const recent = before.filter((at) => now - at < DAY)
  if (recent.length >= limit) throw tooOftenADay(operation, stream.name, account, limit)
  return { ...stream.attributes.dailyChanges, [operation]: [...recent, now] }
}

import type { Member } from '../../../record/index.ts'
import { shardFilterHas, shardFilterLacks } from '../errors.ts'
import type { ShardDescription, StreamDescription } from '../ports.ts'
import { shardId } from '../shapes.ts'
import type { PageToken } from './page-token.ts'

const TYPES = [
  'AFTER_SHARD_ID',
  'AT_TRIM_HORIZON',
  'FROM_TRIM_HORIZON',
  'AT_LATEST',
  'AT_TIMESTAMP',
  'FROM_TIMESTAMP',
]

export const shardFilter: Member = {
  type: 'structure',
  members: {
    Type: { type: 'string', required: true, values: TYPES },
    ShardId: shardId,
    Timestamp: { type: 'timestamp' },
  },
}

export interface ShardFilter {
  readonly Type: string
  readonly ShardId?: string
  readonly Timestamp?: Date | number
}

type Filter = NonNullable<PageToken['filter']>

export function filterOf(filter: ShardFilter | undefined): Filter | undefined {
  if (!filter) return undefined
  const { Type: type, ShardId: shard, Timestamp } = filter
  requireOnly(type, 'ShardId', shard, type === 'AFTER_SHARD_ID')
  requireOnly(type, 'Timestamp', Timestamp, type.endsWith('_TIMESTAMP'))
  const time = Timestamp instanceof Date ? Timestamp.getTime() : Timestamp && Timestamp * 1000
  return { type, ...(shard === undefined ? {} : { shard }), ...(time === undefined ? {} : { time }) }
}

function requireOnly(type: string, member: string, value: unknown, needed: boolean) {
  if (needed && value === undefined) throw shardFilterLacks(type, member)
  if (!needed && value !== undefined) throw shardFilterHas(type, member)
}

/** The shards that the filter asks for, by id. `now` in ms. */
export function filterShards(
  stream: StreamDescription,
  filter: Filter | undefined,
  now: number,
): readonly ShardDescription[] {
  const { shards } = stream
  const horizon = trimHorizon(stream, now)
  switch (filter?.type) {
    case 'AFTER_SHARD_ID':
      return shards.filter(({ id }) => id > (filter.shard ?? ''))
    case 'AT_LATEST':
      return shards.filter(({ closedAt }) => closedAt === undefined)
    case 'AT_TRIM_HORIZON':
      return shards.filter(openAt(horizon))
    case 'AT_TIMESTAMP':
      return shards.filter(openAt(Math.max(filter.time ?? 0, horizon)))
    case 'FROM_TIMESTAMP':
      return shards.filter(({ closedAt }) => closedAt === undefined || closedAt >= (filter.time ?? 0))
    default:
      return shards
  }
}

/** The oldest moment that the stream has records of; a young stream's is when its first shards were made. */
function trimHorizon({ shards, retentionMillis }: StreamDescription, now: number): number {
  const oldest = Math.min(...shards.map(({ createdAt }) => createdAt))
  return Math.max(now - retentionMillis, oldest)
}

function openAt(time: number) {
  return ({ createdAt, closedAt }: ShardDescription) =>
    createdAt <= time && (closedAt === undefined || closedAt > time)
}

import type { RoomHealth } from '../../../record/health.ts'
import { type HealthReport, reportHealth } from './health-report.ts'

/** All that the picture of the pipeline is drawn from. The page imports these types. */
export interface PipelineReport {
  /** The program's own clock, ms since 1970: rates come from two reports, however long each was under way. */
  readonly at: number
  readonly status: HealthReport['status']
  readonly rooms: readonly RoomHealth[]
  readonly streams: readonly StreamReport[]
}

export interface StreamReport {
  readonly name: string
  readonly status: string
  /** ms since 1970 */
  readonly createdAt: number
  readonly retentionMillis: number
  /** Closed ones too, as long as their records may be read. */
  readonly shards: readonly ShardReport[]
}

export interface ShardReport {
  readonly id: string
  readonly open: boolean
  /** Records ever written to it. */
  readonly written: number
  /** Of these, the ones that retention has left. */
  readonly kept: number
  readonly createdAt: number
  readonly parents: readonly string[]
}

/** What the stream room's engine says of a stream; `first` and `next` are counters of records. */
export interface StreamFacts {
  readonly name: string
  readonly status: string
  readonly createdAt: number
  readonly retentionMillis: number
  readonly shards: readonly {
    readonly id: string
    readonly createdAt: number
    readonly first: number
    readonly next: number
    readonly closedAt?: number
    readonly parent?: string
    readonly adjacentParent?: string
  }[]
}

/** Unlike `/health` this is always an answer of 200: a page that looks each second is no probe. */
export function reportPipeline(
  at: number,
  rooms: readonly RoomHealth[],
  streams: readonly StreamFacts[],
): PipelineReport {
  const { status } = reportHealth(rooms).report
  return { at, status, rooms, streams: streams.map(streamReport) }
}

function streamReport({ name, status, createdAt, retentionMillis, shards }: StreamFacts): StreamReport {
  return {
    ...{ name, status, createdAt, retentionMillis },
    shards: shards.map((shard) => ({
      id: shard.id,
      open: shard.closedAt === undefined,
      written: shard.next,
      kept: shard.next - shard.first,
      createdAt: shard.createdAt,
      parents: [shard.parent, shard.adjacentParent].filter((parent) => parent !== undefined),
    })),
  }
}

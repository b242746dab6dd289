import type { Caller, Members } from '../../record/index.ts'
import { streamNameOfArn } from './core/arn.ts'
import { LAST_COUNTER, makeSequenceNumber } from './core/sequence-number.ts'
import { nameAndArnDiffer, noStreamNamed, notAStreamArn, streamNotFound } from './errors.ts'
import type { ShardDescription, StreamDescription, StreamEngine } from './ports.ts'

export const name = { type: 'string', min: 1, max: 128, pattern: '[a-zA-Z0-9_.-]+' } as const
export const streamName = name
export const shardId = name
export const streamArn = {
  type: 'string',
  min: 1,
  max: 2048,
  pattern: 'arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+',
} as const

/** A member of nearly every action, for which Kinesis has no use yet either. */
export const streamId = {
  type: 'string',
  refused: 'Kinesis reserves stream ids for later; give StreamName or StreamARN.',
} as const

/** How nearly every action names its stream. */
export const streamAddress: Members = {
  StreamName: { ...streamName, requiredWithout: 'StreamARN' },
  StreamARN: streamArn,
  StreamId: streamId,
}

export interface StreamAddress {
  readonly StreamName?: string
  readonly StreamARN?: string
}

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
export const DEFAULT_RETENTION_HOURS = 24
export const MAX_RETENTION_HOURS = 8760

/** Largest record with its key: what Kinesis gives a new stream, and what it allows at most. */
export const DEFAULT_RECORD_KIB = 1024
export const MAX_RECORD_KIB = 10_240
export const maxRecordSize = { type: 'integer', min: DEFAULT_RECORD_KIB, max: MAX_RECORD_KIB } as const

export const streamModeDetails = {
  type: 'structure',
  members: { StreamMode: { type: 'string', required: true, values: ['PROVISIONED', 'ON_DEMAND'] } },
} as const

/** The stream that a request addresses; by ARN, account and Region are not looked at: there is only one. */
export function addressed(
  engine: Pick<StreamEngine, 'describe'>,
  address: StreamAddress,
  caller: Caller,
): StreamDescription {
  const { StreamName: name, StreamARN: arn } = address
  const nameOfArn = arn === undefined ? undefined : streamNameOfArn(arn)
  if (arn !== undefined && nameOfArn === undefined) throw notAStreamArn(arn)
  if (arn !== undefined && name !== undefined && nameOfArn !== name) throw nameAndArnDiffer(name, arn)
  const stream = name ?? nameOfArn
  if (stream === undefined) throw noStreamNamed()
  const described = engine.describe(stream)
  if (!described) throw streamNotFound(stream, caller.account)
  return described
}

/** Kinesis tells when a stream or consumer was made to the second. ms since 1970. */
export function wholeSeconds(time: number): Date {
  return new Date(Math.floor(time / 1000) * 1000)
}

/** What describing answers about every stream. */
export function commonDescription(stream: StreamDescription, arn: string) {
  const { mode, encryptionKey, shardLevelMetrics } = stream.attributes
  return {
    StreamName: stream.name,
    StreamARN: arn,
    StreamStatus: stream.status as string,
    StreamModeDetails: { StreamMode: mode },
    RetentionPeriodHours: Math.round(stream.retentionMillis / HOUR),
    StreamCreationTimestamp: wholeSeconds(stream.createdAt),
    EnhancedMonitoring: [{ ShardLevelMetrics: shardLevelMetrics }],
    ...(encryptionKey === undefined
      ? { EncryptionType: 'NONE' }
      : { EncryptionType: 'KMS', KeyId: encryptionKey }),
  }
}

/** A shard as DescribeStream and ListShards show it. */
export function describedShard(shard: ShardDescription) {
  const { createdAt, closedAt } = shard
  const of = { createdAt, shardIndex: Number.parseInt(shard.id.slice('shardId-'.length), 10) }
  return {
    ShardId: shard.id,
    ...(shard.parent === undefined ? {} : { ParentShardId: shard.parent }),
    ...(shard.adjacentParent === undefined ? {} : { AdjacentParentShardId: shard.adjacentParent }),
    HashKeyRange: {
      StartingHashKey: shard.startingHash.toString(),
      EndingHashKey: shard.endingHash.toString(),
    },
    SequenceNumberRange: {
      StartingSequenceNumber: makeSequenceNumber({ ...of, counter: 0, time: createdAt }),
      ...(closedAt === undefined
        ? {}
        : { EndingSequenceNumber: makeSequenceNumber({ ...of, counter: LAST_COUNTER, time: closedAt }) }),
    },
  }
}

export function openShards(stream: StreamDescription): readonly ShardDescription[] {
  return stream.shards.filter(({ closedAt }) => closedAt === undefined)
}

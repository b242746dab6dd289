import type { Caller, Members } from '../../record/index.ts'
import { streamNameOfArn } from './core/arn.ts'
import { nameAndArnDiffer, noStreamNamed, notAStreamArn, streamNotFound } from './errors.ts'
import type { StreamDescription, StreamEngine } from './ports.ts'

export const streamName = { type: 'string', min: 1, max: 128, pattern: '[a-zA-Z0-9_.-]+' } as const

/** How nearly every action names its stream. */
export const streamAddress: Members = {
  StreamName: streamName,
  StreamARN: { type: 'string', min: 1, max: 2048, pattern: 'arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+' },
  StreamId: {
    type: 'string',
    refused: 'Kinesis reserves stream ids for later; give StreamName or StreamARN.',
  },
}

export interface StreamAddress {
  readonly StreamName?: string
  readonly StreamARN?: string
}

export const HOUR = 3_600_000
export const DEFAULT_RETENTION_HOURS = 24
export const MAX_RETENTION_HOURS = 8760

/** Largest record with its key: what Kinesis allows at most (MaxRecordSizeInKiB 10240). */
export const MAX_RECORD_KIB = 10_240

/** The stream that a request addresses; by ARN, account and Region are not looked at: there is only one. */
export function addressed(engine: StreamEngine, address: StreamAddress, caller: Caller): StreamDescription {
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

/** What describing answers about every stream. */
export function commonDescription(stream: StreamDescription, arn: string) {
  return {
    StreamName: stream.name,
    StreamARN: arn,
    StreamStatus: stream.status,
    StreamModeDetails: { StreamMode: 'PROVISIONED' },
    RetentionPeriodHours: Math.round(stream.retentionMillis / HOUR),
    StreamCreationTimestamp: new Date(stream.createdAt),
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: 'NONE',
  } as const
}

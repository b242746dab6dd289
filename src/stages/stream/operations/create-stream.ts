import type { Caller, Operation } from '../../../record/index.ts'
import { shardCountMissing, shardCountOnDemand, tooManyOnDemandStreams } from '../errors.ts'
import {
  DEFAULT_RECORD_KIB,
  DEFAULT_RETENTION_HOURS,
  HOUR,
  maxRecordSize,
  streamModeDetails,
  streamName,
} from '../shapes.ts'
import { checkWarmThroughput } from './account-settings.ts'
import type { Control } from './control.ts'
import { checkShardLimit, countOnDemandStreams, ON_DEMAND_STREAM_LIMIT } from './quotas.ts'
import { checkDistribution, recordDistributionStrategy } from './record-distribution.ts'
import { checkTags, tags } from './tags.ts'

interface Input {
  readonly StreamName: string
  readonly ShardCount?: number
  readonly StreamModeDetails?: { readonly StreamMode: 'PROVISIONED' | 'ON_DEMAND' }
  readonly Tags?: Readonly<Record<string, string>>
  readonly WarmThroughputMiBps?: number
  readonly MaxRecordSizeInKiB?: number
  readonly RecordDistributionStrategy?: string
}

/** What Kinesis begins an on-demand stream with: 4 MiB/s of writes. */
const ON_DEMAND_SHARDS = 4

export function createStreamOperation(control: Control): Operation<Input, object> {
  return {
    name: 'CreateStream',
    members: {
      ShardCount: { type: 'integer', min: 1, max: 100_000 },
      StreamName: { ...streamName, required: true },
      StreamModeDetails: streamModeDetails,
      Tags: tags,
      WarmThroughputMiBps: { type: 'integer', min: 0 },
      MaxRecordSizeInKiB: maxRecordSize,
      RecordDistributionStrategy: recordDistributionStrategy,
    },
    async run(input, caller) {
      const mode = modeOf(input)
      const shards = shardsOf(input, mode)
      checkDistribution(input.RecordDistributionStrategy, mode, input.StreamName, caller)
      checkTags(input.Tags ?? {}, {}, input.StreamName, caller)
      if (input.WarmThroughputMiBps !== undefined) {
        checkWarmThroughput(control, input.WarmThroughputMiBps, { mode, name: input.StreamName }, caller)
      }
      checkLimit(control, mode, shards, caller)
      await control.create(
        {
          name: input.StreamName,
          shards,
          retentionMillis: DEFAULT_RETENTION_HOURS * HOUR,
          attributes: {
            mode,
            maxRecordKib: input.MaxRecordSizeInKiB ?? DEFAULT_RECORD_KIB,
            tags: input.Tags ?? {},
            ...(input.WarmThroughputMiBps === undefined ? {} : { warmThroughput: input.WarmThroughputMiBps }),
          },
        },
        caller,
      )
      return {}
    },
  }
}

/** Kinesis makes an on-demand stream of one that gives neither mode nor shard count. */
function modeOf({ StreamModeDetails, ShardCount }: Input) {
  return StreamModeDetails?.StreamMode ?? (ShardCount === undefined ? 'ON_DEMAND' : 'PROVISIONED')
}

function shardsOf({ ShardCount }: Input, mode: 'PROVISIONED' | 'ON_DEMAND'): number {
  if (mode === 'PROVISIONED') {
    if (ShardCount === undefined) throw shardCountMissing()
    return ShardCount
  }
  if (ShardCount !== undefined) throw shardCountOnDemand()
  return ON_DEMAND_SHARDS
}

function checkLimit(control: Control, mode: string, shards: number, caller: Caller) {
  if (mode === 'PROVISIONED') checkShardLimit(control, shards, caller)
  else if (countOnDemandStreams(control) >= ON_DEMAND_STREAM_LIMIT) {
    throw tooManyOnDemandStreams(ON_DEMAND_STREAM_LIMIT)
  }
}

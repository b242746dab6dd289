import type { Operation } from '../../../record/index.ts'
import { onDemandNotServed, shardCountMissing, streamExists, tooManyShards } from '../errors.ts'
import type { StreamEngine } from '../ports.ts'
import { DEFAULT_RETENTION_HOURS, HOUR, streamName } from '../shapes.ts'

interface Input {
  readonly StreamName: string
  readonly ShardCount?: number
  readonly StreamModeDetails?: { readonly StreamMode: 'PROVISIONED' | 'ON_DEMAND' }
}

/** Kinesis's default quota of shards in an account's Region. */
const SHARD_LIMIT = 500

export function createStreamOperation(engine: StreamEngine): Operation<Input, object> {
  return {
    name: 'CreateStream',
    members: {
      StreamName: { ...streamName, required: true },
      ShardCount: { type: 'integer', min: 1 },
      StreamModeDetails: {
        type: 'structure',
        members: { StreamMode: { type: 'string', required: true, values: ['PROVISIONED', 'ON_DEMAND'] } },
      },
      Tags: { type: 'map', refused: 'streams keep no tags yet.' },
      WarmThroughputMiBps: {
        type: 'integer',
        refused: 'shards have no throughput limit that could be raised.',
      },
      MaxRecordSizeInKiB: { type: 'integer', refused: 'every stream takes records up to 10240 KiB.' },
    },
    async run({ StreamName, ShardCount, StreamModeDetails }, { account, region }) {
      if (StreamModeDetails?.StreamMode === 'ON_DEMAND') throw onDemandNotServed()
      if (ShardCount === undefined) throw shardCountMissing()
      if (engine.describe(StreamName)) throw streamExists(StreamName, account)
      const current = countShards(engine)
      if (current + ShardCount > SHARD_LIMIT) {
        throw tooManyShards({ account, region, current, limit: SHARD_LIMIT, more: ShardCount })
      }
      await engine.create(StreamName, ShardCount, DEFAULT_RETENTION_HOURS * HOUR)
      return {}
    },
  }
}

function countShards(engine: StreamEngine): number {
  return engine.list().reduce((sum, stream) => sum + (engine.describe(stream)?.shards.length ?? 0), 0)
}

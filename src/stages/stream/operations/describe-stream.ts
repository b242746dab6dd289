import type { Operation } from '../../../record/index.ts'
import { streamArn } from '../core/arn.ts'
import { makeSequenceNumber } from '../core/sequence-number.ts'
import type { ShardDescription, StreamEngine } from '../ports.ts'
import { addressed, commonDescription, type StreamAddress, streamAddress } from '../shapes.ts'

type Input = StreamAddress & { readonly Limit?: number; readonly ExclusiveStartShardId?: string }

const DEFAULT_LIMIT = 100

export function describeStream(engine: StreamEngine) {
  return {
    name: 'DescribeStream',
    members: {
      ...streamAddress,
      Limit: { type: 'integer', min: 1, max: 10_000 },
      ExclusiveStartShardId: { type: 'string', min: 1, max: 128, pattern: '[a-zA-Z0-9_.-]+' },
    },
    async run(input, caller) {
      const stream = addressed(engine, input, caller)
      const { ExclusiveStartShardId: after, Limit: limit = DEFAULT_LIMIT } = input
      const shards = stream.shards
        .map(shardOf)
        .filter(({ ShardId }) => after === undefined || ShardId > after)
      return {
        StreamDescription: {
          ...commonDescription(stream, streamArn(caller, stream.name)),
          Shards: shards.slice(0, limit),
          HasMoreShards: shards.length > limit,
        },
      }
    },
  } satisfies Operation<Input>
}

function shardOf(shard: ShardDescription, shardIndex: number) {
  const { createdAt } = shard
  return {
    ShardId: shard.id,
    HashKeyRange: {
      StartingHashKey: shard.startingHash.toString(),
      EndingHashKey: shard.endingHash.toString(),
    },
    SequenceNumberRange: {
      StartingSequenceNumber: makeSequenceNumber({ createdAt, shardIndex, counter: 0, time: createdAt }),
    },
  }
}

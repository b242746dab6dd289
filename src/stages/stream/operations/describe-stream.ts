import type { Operation } from '../../../record/index.ts'
import { describedShard, type StreamAddress, shardId, streamAddress } from '../shapes.ts'
import type { Control } from './control.ts'

type Input = StreamAddress & { readonly Limit?: number; readonly ExclusiveStartShardId?: string }

const DEFAULT_LIMIT = 100

export function describeStream(control: Control) {
  return {
    name: 'DescribeStream',
    members: {
      Limit: { type: 'integer', min: 1, max: 10_000 },
      ExclusiveStartShardId: shardId,
      ...streamAddress,
    },
    async run(input, caller) {
      const stream = control.find(input, caller)
      const { ExclusiveStartShardId: after, Limit: limit = DEFAULT_LIMIT } = input
      const shards = stream.shards.filter(({ id }) => after === undefined || id > after)
      return {
        StreamDescription: {
          ...control.describe(stream, caller),
          Shards: shards.slice(0, limit).map(describedShard),
          HasMoreShards: shards.length > limit,
        },
      }
    },
  } satisfies Operation<Input>
}

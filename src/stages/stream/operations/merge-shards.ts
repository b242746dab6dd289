import type { Operation } from '../../../record/index.ts'
import { notAdjacent, onDemandStream, shardClosed } from '../errors.ts'
import { type StreamAddress, shardId, streamAddress } from '../shapes.ts'
import type { Control } from './control.ts'
import { namedStream, shardOf, wholeShardId } from './shard-id.ts'

type Input = StreamAddress & { readonly ShardToMerge: string; readonly AdjacentShardToMerge: string }

export function mergeShards(control: Control): Operation<Input, object> {
  return {
    name: 'MergeShards',
    members: {
      ShardToMerge: { ...shardId, required: true },
      AdjacentShardToMerge: { ...shardId, required: true },
      ...streamAddress,
    },
    async run(input, caller) {
      const [lower, upper] = [input.ShardToMerge, input.AdjacentShardToMerge].map((id) =>
        wholeShardId(id, namedStream(input), caller),
      )
      const stream = control.findActive(input, caller)
      const { name } = stream
      const { account } = caller
      if (stream.attributes.mode === 'ON_DEMAND') throw onDemandStream(name, account)
      const first = shardOf(stream, lower, caller)
      const second = shardOf(stream, upper, caller)
      if (first.endingHash + 1n !== second.startingHash) throw notAdjacent([lower, upper], name, account)
      for (const { id, closedAt } of [first, second]) {
        if (closedAt !== undefined) throw shardClosed(id, name, account)
      }
      const change = {
        close: [lower, upper],
        open: [
          {
            startingHash: first.startingHash,
            endingHash: second.endingHash,
            parent: lower,
            adjacentParent: upper,
          },
        ],
      }
      await control.update(stream, caller, () => control.engine.reshard(name, change))
      return {}
    },
  }
}

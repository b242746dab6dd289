import type { Operation } from '../../../record/index.ts'
import { onDemandStream, shardClosed, splitOutsideShard } from '../errors.ts'
import { type StreamAddress, shardId, streamAddress } from '../shapes.ts'
import type { Control } from './control.ts'
import { checkShardLimit } from './quotas.ts'
import { namedStream, shardOf, wholeShardId } from './shard-id.ts'

type Input = StreamAddress & { readonly ShardToSplit: string; readonly NewStartingHashKey: string }

export function splitShard(control: Control): Operation<Input, object> {
  return {
    name: 'SplitShard',
    members: {
      NewStartingHashKey: { type: 'string', required: true, pattern: '0|([1-9]\\d{0,38})' },
      ...streamAddress,
      ShardToSplit: { ...shardId, required: true },
    },
    async run(input, caller) {
      const { NewStartingHashKey: key } = input
      const id = wholeShardId(input.ShardToSplit, namedStream(input), caller)
      const stream = control.findActive(input, caller)
      const { name } = stream
      const { account } = caller
      if (stream.attributes.mode === 'ON_DEMAND') throw onDemandStream(name, account)
      const { startingHash: start, endingHash: end, closedAt } = shardOf(stream, id, caller)
      checkShardLimit(control, 1, caller)
      const cut = BigInt(key)
      if (cut <= start + 1n || cut >= end) {
        throw splitOutsideShard({ key, shard: id, stream: name, account, start, end })
      }
      if (closedAt !== undefined) throw shardClosed(id, name, account)
      const change = {
        close: [id],
        open: [
          { startingHash: start, endingHash: cut - 1n, parent: id },
          { startingHash: cut, endingHash: end, parent: id },
        ],
      }
      await control.update(stream, caller, () => control.engine.reshard(name, change))
      return {}
    },
  }
}

import type { Operation } from '../../../record/index.ts'
import { nextScalingStep } from '../core/uniform-scaling.ts'
import { onDemandStream, targetAboveDouble, targetAboveLimit, targetBelowHalf } from '../errors.ts'
import type { Reshard, StreamDescription } from '../ports.ts'
import { openShards, type StreamAddress, streamAddress } from '../shapes.ts'
import type { Control } from './control.ts'
import { countShards, oncePerQuota, SHARD_LIMIT } from './quotas.ts'

type Input = StreamAddress & { readonly TargetShardCount: number; readonly ScalingType: string }

/** Kinesis's quota for a stream in a rolling 24 hours. */
const A_DAY = 10
const NAME = 'UpdateShardCount'

export function updateShardCount(control: Control) {
  return {
    name: NAME,
    members: {
      ScalingType: { type: 'string', required: true, values: ['UNIFORM_SCALING'] },
      ...streamAddress,
      TargetShardCount: { type: 'integer', required: true, min: 1, max: 100_000 },
    },
    async run(input, caller) {
      const stream = control.findActive(input, caller)
      const { TargetShardCount: target } = input
      const current = openShards(stream).length
      if (stream.attributes.mode === 'ON_DEMAND') throw onDemandStream(stream.name, caller.account)
      const elsewhere = countShards(control) - current
      if (elsewhere + target > SHARD_LIMIT) throw targetAboveLimit(SHARD_LIMIT, { current, target })
      if (target > current * 2) throw targetAboveDouble({ current, target })
      if (target < current / 2) throw targetBelowHalf({ current, target })
      if (target !== current) {
        const dailyChanges = oncePerQuota(NAME, stream, A_DAY, control.now(), caller)
        await control.update(stream, caller, async () => {
          await control.change(stream, caller, { dailyChanges })
          await scale(control, stream.name, target)
        })
      }
      const { StreamName, StreamARN } = control.describe(stream, caller)
      return { StreamName, CurrentShardCount: current, TargetShardCount: target, StreamARN }
    },
  } satisfies Operation<Input>
}

/** Step by step, each durable before the next: what a crash leaves is a stream with all its records. */
async function scale({ engine }: Control, name: string, target: number) {
  for (let now = engine.describe(name); now; now = engine.describe(name)) {
    const step = stepTo(target, now)
    if (!step) return
    await engine.reshard(name, step)
  }
}

function stepTo(target: number, stream: StreamDescription): Reshard | undefined {
  const open = openShards(stream).map(({ id, startingHash, endingHash }) => ({
    id,
    start: startingHash,
    end: endingHash,
  }))
  const step = nextScalingStep(open, target)
  return (
    step && {
      close: step.close,
      open: step.open.map(({ start, end, ...parents }) => ({
        startingHash: start,
        endingHash: end,
        ...parents,
      })),
    }
  )
}

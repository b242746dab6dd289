import type { Operation } from '../../../record/index.ts'
import { type StreamAddress, streamAddress } from '../shapes.ts'
import { checkWarmThroughput } from './account-settings.ts'
import type { Control } from './control.ts'

type Input = StreamAddress & { readonly WarmThroughputMiBps: number }

export function updateStreamWarmThroughput(control: Control) {
  return {
    name: 'UpdateStreamWarmThroughput',
    members: { WarmThroughputMiBps: { type: 'integer', required: true, min: 0 }, ...streamAddress },
    async run(input, caller) {
      const stream = control.findActive(input, caller)
      const { WarmThroughputMiBps: wanted } = input
      const { mode, warmThroughput = 0 } = stream.attributes
      checkWarmThroughput(control, wanted, { mode, name: stream.name }, caller)
      await control.change(stream, caller, { warmThroughput: wanted })
      const { StreamName, StreamARN } = control.describe(stream, caller)
      return { StreamARN, StreamName, WarmThroughput: { TargetMiBps: wanted, CurrentMiBps: warmThroughput } }
    },
  } satisfies Operation<Input>
}

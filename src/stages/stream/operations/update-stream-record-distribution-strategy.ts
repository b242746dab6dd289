import type { Operation } from '../../../record/index.ts'
import { type StreamAddress, streamArn, streamId } from '../shapes.ts'
import type { Control } from './control.ts'
import { checkDistribution, recordDistributionStrategy } from './record-distribution.ts'

type Input = StreamAddress & { readonly RecordDistributionStrategy: string }

export function updateStreamRecordDistributionStrategy(control: Control): Operation<Input, object> {
  return {
    name: 'UpdateStreamRecordDistributionStrategy',
    members: {
      StreamARN: { ...streamArn, required: true },
      RecordDistributionStrategy: { ...recordDistributionStrategy, required: true },
      StreamId: streamId,
    },
    async run(input, caller) {
      const stream = control.findActive(input, caller)
      // The one that is not refused is the one that it has.
      checkDistribution(input.RecordDistributionStrategy, stream.attributes.mode, stream.name, caller)
      return {}
    },
  }
}

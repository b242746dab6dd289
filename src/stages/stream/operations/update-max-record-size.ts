import type { Operation } from '../../../record/index.ts'
import { maxRecordSize, type StreamAddress, streamArn, streamId } from '../shapes.ts'
import type { Control } from './control.ts'

type Input = StreamAddress & { readonly MaxRecordSizeInKiB: number }

export function updateMaxRecordSize(control: Control): Operation<Input, object> {
  return {
    name: 'UpdateMaxRecordSize',
    members: {
      MaxRecordSizeInKiB: { ...maxRecordSize, required: true },
      StreamARN: { ...streamArn, required: true },
      StreamId: streamId,
    },
    async run(input, caller) {
      const stream = control.findActive(input, caller)
      await control.change(stream, caller, { maxRecordKib: input.MaxRecordSizeInKiB })
      return {}
    },
  }
}

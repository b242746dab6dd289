import type { Operation } from '../../../record/index.ts'
import { hasConsumers } from '../errors.ts'
import { type StreamAddress, streamAddress } from '../shapes.ts'
import type { Control } from './control.ts'

type Input = StreamAddress & {
  /** Removes the registered consumers with the stream; without it they stand in the way. */
  readonly EnforceConsumerDeletion?: boolean
}

export function deleteStream(control: Control): Operation<Input, object> {
  return {
    name: 'DeleteStream',
    members: { ...streamAddress, EnforceConsumerDeletion: { type: 'boolean' } },
    async run(input, caller) {
      const stream = control.findActive(input, caller)
      const { name, attributes } = stream
      const consumers = Object.keys(attributes.consumers).length
      if (consumers > 0 && !input.EnforceConsumerDeletion) {
        throw hasConsumers(name, caller.account, consumers)
      }
      await control.remove(stream, caller)
      return {}
    },
  }
}

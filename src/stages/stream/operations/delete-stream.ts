import type { Operation } from '../../../record/index.ts'
import type { StreamEngine } from '../ports.ts'
import { addressed, type StreamAddress, streamAddress } from '../shapes.ts'

type Input = StreamAddress & {
  /** Asks to remove registered (fan-out) consumers too. There are none, so that nothing stands in the way. */
  readonly EnforceConsumerDeletion?: boolean
}

export function deleteStream(engine: StreamEngine): Operation<Input, object> {
  return {
    name: 'DeleteStream',
    members: { ...streamAddress, EnforceConsumerDeletion: { type: 'boolean' } },
    async run(input, caller) {
      await engine.remove(addressed(engine, input, caller).name)
      return {}
    },
  }
}

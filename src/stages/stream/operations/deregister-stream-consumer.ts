import type { Operation } from '../../../record/index.ts'
import { type ConsumerAddress, consumerAddress, findConsumer, withConsumer } from './consumers.ts'
import type { Control } from './control.ts'

export function deregisterStreamConsumer(control: Control): Operation<ConsumerAddress, object> {
  return {
    name: 'DeregisterStreamConsumer',
    members: consumerAddress,
    async run(input, caller) {
      const { stream, name } = findConsumer(control, input, caller)
      await control.change(stream, caller, withConsumer(stream, name, undefined))
      return {}
    },
  }
}

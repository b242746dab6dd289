import type { Operation } from '../../../record/index.ts'
import { streamArn } from '../core/arn.ts'
import { type ConsumerAddress, consumerAddress, describedConsumer, findConsumer } from './consumers.ts'
import type { Control } from './control.ts'

export function describeStreamConsumer(control: Control) {
  return {
    name: 'DescribeStreamConsumer',
    members: consumerAddress,
    async run(input, caller) {
      const found = findConsumer(control, input, caller)
      return {
        ConsumerDescription: {
          ...describedConsumer(caller, found),
          StreamARN: streamArn(caller, found.stream.name),
        },
      }
    },
  } satisfies Operation<ConsumerAddress>
}

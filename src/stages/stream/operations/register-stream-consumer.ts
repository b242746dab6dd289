import type { Operation } from '../../../record/index.ts'
import { streamArn } from '../core/arn.ts'
import { consumerExists, tooManyConsumers } from '../errors.ts'
import { streamArn as streamArnMember, streamId } from '../shapes.ts'
import { consumerName, consumerNamed, describedConsumer, withConsumer } from './consumers.ts'
import type { Control } from './control.ts'
import { CONSUMER_LIMIT } from './quotas.ts'
import { checkTags, type Tags, tags } from './tags.ts'

interface Input {
  readonly StreamARN: string
  readonly ConsumerName: string
  readonly Tags?: Tags
}

export function registerStreamConsumer(control: Control) {
  return {
    name: 'RegisterStreamConsumer',
    members: {
      StreamARN: { ...streamArnMember, required: true },
      ConsumerName: { ...consumerName, required: true },
      StreamId: streamId,
      Tags: tags,
    },
    async run({ StreamARN, ConsumerName, Tags = {} }, caller) {
      const stream = control.find({ StreamARN }, caller)
      const { consumers } = stream.attributes
      if (consumerNamed(stream, ConsumerName)) {
        throw consumerExists(ConsumerName, streamArn(caller, stream.name), caller.account)
      }
      if (Object.keys(consumers).length >= CONSUMER_LIMIT) {
        throw tooManyConsumers(stream.name, caller.account, CONSUMER_LIMIT)
      }
      checkTags(Tags, {}, ConsumerName, caller)
      const consumer = { createdAt: control.now(), tags: Tags }
      await control.change(stream, caller, withConsumer(stream, ConsumerName, consumer))
      // Kinesis says CREATING here, and clients ask again until it is ACTIVE: it is already.
      return { Consumer: describedConsumer(caller, { stream, name: ConsumerName, consumer }, 'CREATING') }
    },
  } satisfies Operation<Input>
}

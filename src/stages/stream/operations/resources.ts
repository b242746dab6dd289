import type { Caller } from '../../../record/index.ts'
import { streamNameOfArn } from '../core/arn.ts'
import { notAResourceArn, streamNotFound } from '../errors.ts'
import { streamId } from '../shapes.ts'
import { consumerOfArn, isConsumerArn, withConsumer } from './consumers.ts'
import type { Control } from './control.ts'
import type { Tags } from './tags.ts'

/** The member of the actions on tags and policies that a stream or a registered consumer can have. */
export const resourceArn = {
  type: 'string',
  required: true,
  min: 1,
  max: 2048,
  pattern: 'arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+',
} as const

export const resourceAddress = { ResourceARN: resourceArn, StreamId: streamId } as const

export interface ResourceAddress {
  readonly ResourceARN: string
}

/** A stream or a registered consumer, as far as tags and policies go. */
export interface Resource {
  readonly name: string
  readonly tags: Tags
  readonly policy?: string
  change(change: { readonly tags: Tags; readonly policy?: string }): Promise<void>
}

export function findResource(
  control: Control,
  { ResourceARN: arn }: ResourceAddress,
  caller: Caller,
): Resource {
  if (isConsumerArn(arn)) {
    const { stream, name, consumer } = consumerOfArn(control, arn, caller)
    const { policy: _before, ...rest } = consumer
    return {
      name,
      tags: consumer.tags,
      ...(consumer.policy === undefined ? {} : { policy: consumer.policy }),
      change: (change) => control.change(stream, caller, withConsumer(stream, name, { ...rest, ...change })),
    }
  }
  const streamName = streamNameOfArn(arn)
  if (streamName === undefined) throw notAResourceArn(arn)
  const stream = control.engine.describe(streamName)
  if (!stream) throw streamNotFound(arn, caller.account)
  const { tags, policy } = stream.attributes
  return {
    name: streamName,
    tags,
    ...(policy === undefined ? {} : { policy }),
    change: (change) => control.change(stream, caller, { tags: change.tags, policy: change.policy }),
  }
}

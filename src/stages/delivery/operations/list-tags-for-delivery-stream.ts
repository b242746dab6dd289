import type { Operation } from '../../../record/index.ts'
import { tagsAfter } from '../core/tags.ts'
import { tagsOf } from '../definition.ts'
import { errors } from '../errors.ts'
import type { Registry } from '../registry.ts'
import { whole } from './shapes/constraint.ts'
import { deliveryStreamName, MAX_TAGS, tagKey } from './shapes/stream.ts'

interface Input {
  readonly DeliveryStreamName: string
  readonly ExclusiveStartTagKey?: string
  readonly Limit?: number
}

export function listTagsForDeliveryStream(registry: Registry): Operation<Input> {
  return {
    name: 'ListTagsForDeliveryStream',
    members: {
      DeliveryStreamName: deliveryStreamName,
      ExclusiveStartTagKey: tagKey,
      Limit: whole(1, MAX_TAGS),
    },
    async run(
      { DeliveryStreamName: name, ExclusiveStartTagKey: after, Limit: limit = MAX_TAGS },
      { account },
    ) {
      const entry = registry.get(name)
      if (!entry) throw errors.notFound(name, account)
      const tags = tagsAfter(tagsOf(entry.definition), after)
      return { Tags: tags.slice(0, limit), HasMoreTags: tags.length > limit }
    },
  }
}

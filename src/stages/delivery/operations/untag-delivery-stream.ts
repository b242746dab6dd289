import type { Operation } from '../../../record/index.ts'
import { withoutTags } from '../core/tags.ts'
import { tagsOf } from '../definition.ts'
import type { Registry } from '../registry.ts'
import { activeEntry } from './active-entry.ts'
import { list, need } from './shapes/constraint.ts'
import { deliveryStreamName, MAX_TAGS, tagKey } from './shapes/stream.ts'

interface Input {
  readonly DeliveryStreamName: string
  readonly TagKeys: readonly string[]
}

/** Keys that are not there are passed over, as AWS does. */
export function untagDeliveryStream(registry: Registry): Operation<Input> {
  return {
    name: 'UntagDeliveryStream',
    members: { DeliveryStreamName: deliveryStreamName, TagKeys: need(list(tagKey, 1, MAX_TAGS)) },
    async run({ DeliveryStreamName: name, TagKeys: keys }, { account }) {
      const { entry, assertActive } = activeEntry(registry, name, account)
      await registry.change(entry, (definition) => {
        assertActive()
        return { ...definition, tags: withoutTags(tagsOf(definition), keys) }
      })
      return {}
    },
  }
}

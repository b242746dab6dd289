import type { Operation } from '../../../record/index.ts'
import { repeatedKey, withTags } from '../core/tags.ts'
import { tagsOf } from '../definition.ts'
import { errors } from '../errors.ts'
import type { Registry } from '../registry.ts'
import { activeEntry } from './active-entry.ts'
import type { Tag } from './inputs.ts'
import { need } from './shapes/constraint.ts'
import { deliveryStreamName, MAX_TAGS, tags } from './shapes/stream.ts'

interface Input {
  readonly DeliveryStreamName: string
  readonly Tags: readonly Tag[]
}

export function tagDeliveryStream(registry: Registry): Operation<Input> {
  return {
    name: 'TagDeliveryStream',
    members: { DeliveryStreamName: deliveryStreamName, Tags: need(tags) },
    async run({ DeliveryStreamName: name, Tags: more }, { account }) {
      const { entry, assertActive } = activeEntry(registry, name, account)
      const repeated = repeatedKey(more)
      if (repeated !== undefined) throw errors.repeatedTag(repeated)
      await registry.change(entry, (definition) => {
        assertActive()
        const all = withTags(tagsOf(definition), more)
        if (all.length > MAX_TAGS) throw errors.tooManyTags(name, MAX_TAGS)
        return { ...definition, tags: all }
      })
      return {}
    },
  }
}

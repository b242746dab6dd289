import type { Operation } from '../../../record/index.ts'
import { type StreamAddress, streamAddress } from '../shapes.ts'
import type { Control } from './control.ts'
import { checkTagKeys, tagKeys, withoutKeys } from './tags.ts'

type Input = StreamAddress & { readonly TagKeys: readonly string[] }

export function removeTagsFromStream(control: Control): Operation<Input, object> {
  return {
    name: 'RemoveTagsFromStream',
    members: { TagKeys: { ...tagKeys, required: true }, ...streamAddress },
    async run(input, caller) {
      const stream = control.findActive(input, caller)
      checkTagKeys(input.TagKeys, stream.name, caller)
      await control.change(stream, caller, { tags: withoutKeys(stream.attributes.tags, input.TagKeys) })
      return {}
    },
  }
}

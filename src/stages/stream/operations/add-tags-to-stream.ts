import type { Operation } from '../../../record/index.ts'
import { type StreamAddress, streamAddress } from '../shapes.ts'
import type { Control } from './control.ts'
import { checkTags, type Tags, tags } from './tags.ts'

type Input = StreamAddress & { readonly Tags: Tags }

export function addTagsToStream(control: Control): Operation<Input, object> {
  return {
    name: 'AddTagsToStream',
    members: { Tags: { ...tags, required: true }, ...streamAddress },
    async run(input, caller) {
      const stream = control.findActive(input, caller)
      checkTags(input.Tags, stream.attributes.tags, stream.name, caller)
      await control.change(stream, caller, { tags: { ...stream.attributes.tags, ...input.Tags } })
      return {}
    },
  }
}

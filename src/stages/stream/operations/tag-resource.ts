import type { Operation } from '../../../record/index.ts'
import type { Control } from './control.ts'
import { findResource, type ResourceAddress, resourceAddress } from './resources.ts'
import { checkTags, type Tags, tags } from './tags.ts'

type Input = ResourceAddress & { readonly Tags: Tags }

export function tagResource(control: Control): Operation<Input, object> {
  return {
    name: 'TagResource',
    members: { Tags: { ...tags, required: true }, ...resourceAddress },
    async run(input, caller) {
      const resource = findResource(control, input, caller)
      checkTags(input.Tags, resource.tags, resource.name, caller)
      await resource.change({ ...resource, tags: { ...resource.tags, ...input.Tags } })
      return {}
    },
  }
}

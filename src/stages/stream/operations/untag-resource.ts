import type { Operation } from '../../../record/index.ts'
import type { Control } from './control.ts'
import { findResource, type ResourceAddress, resourceAddress } from './resources.ts'
import { checkTagKeys, tagKeys, withoutKeys } from './tags.ts'

type Input = ResourceAddress & { readonly TagKeys: readonly string[] }

export function untagResource(control: Control): Operation<Input, object> {
  return {
    name: 'UntagResource',
    members: { TagKeys: { ...tagKeys, required: true }, ...resourceAddress },
    async run(input, caller) {
      const resource = findResource(control, input, caller)
      checkTagKeys(input.TagKeys, resource.name, caller)
      await resource.change({ ...resource, tags: withoutKeys(resource.tags, input.TagKeys) })
      return {}
    },
  }
}

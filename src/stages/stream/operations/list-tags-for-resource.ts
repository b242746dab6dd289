import type { Operation } from '../../../record/index.ts'
import type { Control } from './control.ts'
import { findResource, type ResourceAddress, resourceAddress } from './resources.ts'
import { describedTags } from './tags.ts'

export function listTagsForResource(control: Control) {
  return {
    name: 'ListTagsForResource',
    members: resourceAddress,
    run: async (input, caller) => ({ Tags: describedTags(findResource(control, input, caller).tags) }),
  } satisfies Operation<ResourceAddress>
}

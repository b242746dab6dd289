import type { Operation } from '../../../record/index.ts'
import { noResourcePolicy } from '../errors.ts'
import type { Control } from './control.ts'
import { findResource, type ResourceAddress, resourceAddress } from './resources.ts'

export function deleteResourcePolicy(control: Control): Operation<ResourceAddress, object> {
  return {
    name: 'DeleteResourcePolicy',
    members: resourceAddress,
    async run(input, caller) {
      const resource = findResource(control, input, caller)
      if (resource.policy === undefined) throw noResourcePolicy(input.ResourceARN)
      await resource.change({ tags: resource.tags })
      return {}
    },
  }
}

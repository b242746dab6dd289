import type { Operation } from '../../../record/index.ts'
import type { Control } from './control.ts'
import { findResource, type ResourceAddress, resourceAddress } from './resources.ts'

export function getResourcePolicy(control: Control) {
  return {
    name: 'GetResourcePolicy',
    members: resourceAddress,
    run: async (input, caller) => ({ Policy: findResource(control, input, caller).policy ?? '{}' }),
  } satisfies Operation<ResourceAddress>
}

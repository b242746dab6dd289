import type { Operation } from '../../../record/index.ts'
import { notAPolicy } from '../errors.ts'
import type { Control } from './control.ts'
import { findResource, type ResourceAddress, resourceAddress } from './resources.ts'

type Input = ResourceAddress & { readonly Policy: string }

/** Kept and shown as given; who may do what is decided by the keys that sign a request. */
export function putResourcePolicy(control: Control): Operation<Input, object> {
  return {
    name: 'PutResourcePolicy',
    members: { ...resourceAddress, Policy: { type: 'string', required: true } },
    async run(input, caller) {
      const resource = findResource(control, input, caller)
      checkPolicy(input.Policy)
      await resource.change({ tags: resource.tags, policy: input.Policy })
      return {}
    },
  }
}

/** IAM's most for a Kinesis resource policy. */
const LONGEST = 20_480

function checkPolicy(text: string) {
  if (text.length > LONGEST) throw notAPolicy(`it has ${text.length} characters, more than ${LONGEST}`)
  let policy: unknown
  try {
    policy = JSON.parse(text)
  } catch {
    throw notAPolicy('it is not JSON')
  }
  if (!policy || typeof policy !== 'object' || !('Statement' in policy))
    throw notAPolicy('it has no Statement')
}

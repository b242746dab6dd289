import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { builtInOf } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { documentOf, policyKey } from '../own/policies.ts'
import { resolve } from '../own/registry.ts'
import { namespacedName, qualifier } from '../shapes.ts'

interface Input {
  readonly FunctionName: string
  readonly Qualifier?: string
}

export const getPolicy = (lambda: Lambda): Operation<Input> => ({
  name: 'GetPolicy',
  members: { FunctionName: namespacedName, Qualifier: qualifier },
  async run(input, caller) {
    if (builtInOf(lambda, input.FunctionName, input.Qualifier)) throw errors.noPolicy()
    const { own, qualifier } = resolve(lambda.registry, caller, input.FunctionName, input.Qualifier)
    const policy = own.policies[policyKey(qualifier)]
    if (!policy) throw errors.noPolicy()
    return { Policy: documentOf(policy), RevisionId: policy.revision }
  },
})

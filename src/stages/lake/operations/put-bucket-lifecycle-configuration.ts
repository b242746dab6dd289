import { randomBytes } from 'node:crypto'
import type { Operation } from '../../../record/index.ts'
import { configure, settingMembers } from '../configuration.ts'
import { errors } from '../errors.ts'
import { kept, type LifecycleDocument, type RuleDocument, ruleMember } from '../lifecycle-document.ts'
import { assertRules } from '../lifecycle-problems.ts'
import type { ObjectStore } from '../ports.ts'
import type { BucketInput } from '../shapes.ts'

interface Input extends BucketInput {
  readonly LifecycleConfiguration?: { readonly Rules?: readonly RuleDocument<Date>[] }
  readonly TransitionDefaultMinimumObjectSize?: string
}

const LEAST_SIZES = ['all_storage_classes_128K', 'varies_by_storage_class']

/** Replaces all rules. The least size of objects that move is kept; there are no moves that it could concern. */
export function putBucketLifecycleConfiguration(store: ObjectStore): Operation<Input> {
  return {
    name: 'PutBucketLifecycleConfiguration',
    members: {
      ...settingMembers,
      TransitionDefaultMinimumObjectSize: { type: 'string' },
      LifecycleConfiguration: {
        type: 'structure',
        members: { Rules: { type: 'list', element: ruleMember } },
      },
    },
    async run(input, caller) {
      if (!input.LifecycleConfiguration) throw errors.missingBody()
      const { TransitionDefaultMinimumObjectSize: least = LEAST_SIZES[0] } = input
      if (!LEAST_SIZES.includes(least)) {
        throw errors.invalidRequest(`Invalid TransitionDefaultMinimumObjectSize found: ${least}`)
      }
      const rules = (input.LifecycleConfiguration.Rules ?? []).map(named)
      assertRules(rules)
      const document: LifecycleDocument = {
        Rules: kept(rules),
        TransitionDefaultMinimumObjectSize: least,
      }
      await configure(store, 'lifecycle', input, caller, document)
      return { TransitionDefaultMinimumObjectSize: least }
    },
  }
}

function named(rule: RuleDocument<Date>): RuleDocument<Date> {
  return { ...rule, ID: rule.ID || randomBytes(36).toString('base64url') }
}

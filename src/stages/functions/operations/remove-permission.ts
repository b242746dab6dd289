import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { policyKey, withStatements } from '../own/policies.ts'
import { resolve } from '../own/registry.ts'
import { namespacedName, qualifier, revisionId } from '../shapes.ts'

interface Input {
  readonly FunctionName: string
  readonly StatementId: string
  readonly Qualifier?: string
  readonly RevisionId?: string
}

export const removePermission = (lambda: Lambda): Operation<Input> => ({
  name: 'RemovePermission',
  members: {
    FunctionName: namespacedName,
    StatementId: { type: 'string', required: true, min: 1, max: 100, pattern: '([a-zA-Z0-9\\-_.]+)' },
    Qualifier: qualifier,
    RevisionId: revisionId,
  },
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const { own, qualifier } = resolve(lambda.registry, caller, input.FunctionName, input.Qualifier)
    const key = policyKey(qualifier)
    await lambda.update(own.name, own.arn, (before) => {
      const policy = before.policies[key]
      const statements = policy?.statements ?? []
      const left = statements.filter(({ Sid }) => Sid !== input.StatementId)
      if (left.length === statements.length) throw errors.noStatement(input.StatementId)
      if (input.RevisionId && input.RevisionId !== policy?.revision) throw errors.wrongRevision()
      return withStatements(before, key, left, lambda.uuid())
    })
    return undefined
  },
})

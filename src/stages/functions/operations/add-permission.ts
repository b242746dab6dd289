import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import type { Statement } from '../own/definition.ts'
import type { Lambda } from '../own/lambda.ts'
import { policyKey, withStatements } from '../own/policies.ts'
import { arnOf, resolve } from '../own/registry.ts'
import { namespacedName, qualifier, revisionId } from '../shapes.ts'

interface Input {
  readonly FunctionName: string
  readonly StatementId: string
  readonly Action: string
  readonly Principal: string
  readonly SourceArn?: string
  readonly SourceAccount?: string
  readonly EventSourceToken?: string
  readonly PrincipalOrgID?: string
  readonly Qualifier?: string
  readonly RevisionId?: string
}

/** Keeps a statement of the function's policy. Nobody is kept from anything by it: whoever has a key may invoke. */
export const addPermission = (lambda: Lambda): Operation<Input> => ({
  name: 'AddPermission',
  members: {
    FunctionName: namespacedName,
    StatementId: { type: 'string', required: true, min: 1, max: 100, pattern: '([a-zA-Z0-9\\-_]+)' },
    Action: { type: 'string', required: true, pattern: '(lambda:[*]|lambda:[a-zA-Z]+|[*])' },
    Principal: { type: 'string', required: true, pattern: '[^\\s]+' },
    SourceArn: { type: 'string', pattern: 'arn:.*' },
    SourceAccount: { type: 'string', max: 12, pattern: '\\d{12}' },
    EventSourceToken: { type: 'string', max: 256, pattern: '[a-zA-Z0-9._\\-]+' },
    Qualifier: qualifier,
    RevisionId: revisionId,
    PrincipalOrgID: { type: 'string', min: 12, max: 34, pattern: 'o-[a-z0-9]{10,32}' },
    FunctionUrlAuthType: { type: 'string', refused: 'functions have no addresses of their own.' },
    InvokedViaFunctionUrl: { type: 'boolean', refused: 'functions have no addresses of their own.' },
  },
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const { own, qualifier } = resolve(lambda.registry, caller, input.FunctionName, input.Qualifier)
    const key = policyKey(qualifier)
    const statement = statementOf(input, arnOf(own, key || undefined))
    await lambda.update(own.name, own.arn, (before) => {
      const policy = before.policies[key]
      if (input.RevisionId && input.RevisionId !== policy?.revision) throw errors.wrongRevision()
      const statements = policy?.statements ?? []
      if (statements.some(({ Sid }) => Sid === statement.Sid)) throw errors.statementExists(statement.Sid)
      return withStatements(before, key, [...statements, statement], lambda.uuid())
    })
    return { Statement: JSON.stringify(statement) }
  },
})

function statementOf(input: Input, resource: string): Statement {
  const { Principal: principal } = input
  const like = input.SourceArn ? { ArnLike: { 'AWS:SourceArn': input.SourceArn } } : {}
  const equals = Object.entries({
    'AWS:SourceAccount': input.SourceAccount,
    'lambda:EventSourceToken': input.EventSourceToken,
    'aws:PrincipalOrgID': input.PrincipalOrgID,
  }).filter(([, value]) => value !== undefined)
  const condition = {
    ...(equals.length > 0 ? { StringEquals: Object.fromEntries(equals) } : {}),
    ...like,
  }
  return {
    Sid: input.StatementId,
    Effect: 'Allow',
    Principal: principalOf(principal),
    Action: input.Action,
    Resource: resource,
    ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
  }
}

/** Services by their host name, everyone as `*`, accounts by their root. */
function principalOf(given: string): unknown {
  if (given === '*') return '*'
  if (/^\d{12}$/.test(given)) return { AWS: `arn:aws:iam::${given}:root` }
  return given.startsWith('arn:') ? { AWS: given } : { Service: given }
}

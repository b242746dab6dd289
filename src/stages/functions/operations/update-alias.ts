import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { aliasOf, checkVersion, describeAlias, type RoutingInput, readWeights } from '../own/aliases.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import type { Alias } from '../own/definition.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { aliasName, aliasVersion, description, functionName, revisionId, routingConfig } from '../shapes.ts'

interface Input {
  readonly FunctionName: string
  readonly Name: string
  readonly FunctionVersion?: string
  readonly Description?: string
  readonly RoutingConfig?: RoutingInput
  readonly RevisionId?: string
}

/** Changes what is given; the rest stays. An empty RoutingConfig gives all invocations to the alias's version. */
export const updateAlias = (lambda: Lambda): Operation<Input> => ({
  name: 'UpdateAlias',
  members: {
    FunctionName: functionName,
    Name: aliasName,
    FunctionVersion: aliasVersion,
    Description: description,
    RoutingConfig: routingConfig,
    RevisionId: revisionId,
  },
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const { own } = resolve(lambda.registry, caller, input.FunctionName)
    const after = await lambda.update(own.name, own.arn, (before) => {
      const alias = aliasOf(before, input.Name)
      if (input.RevisionId && input.RevisionId !== alias.revision) throw errors.wrongRevision()
      const version = input.FunctionVersion ?? alias.version
      checkVersion(before, version)
      const routing = input.RoutingConfig ?? { AdditionalVersionWeights: alias.weights }
      const weights = readWeights(before, version, routing)
      const changed: Alias = {
        ...{ name: alias.name, version, description: input.Description ?? alias.description },
        ...(weights ? { weights } : {}),
        revision: lambda.uuid(),
      }
      return { ...before, aliases: before.aliases.map((each) => (each === alias ? changed : each)) }
    })
    return describeAlias(after, aliasOf(after, input.Name))
  },
})

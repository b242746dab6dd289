import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { checkVersion, describeAlias, type RoutingInput, readWeights } from '../own/aliases.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import type { Alias } from '../own/definition.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { aliasName, aliasVersion, description, functionName, routingConfig } from '../shapes.ts'

interface Input {
  readonly FunctionName: string
  readonly Name: string
  readonly FunctionVersion: string
  readonly Description?: string
  readonly RoutingConfig?: RoutingInput
}

export const createAlias = (lambda: Lambda): Operation<Input> => ({
  name: 'CreateAlias',
  members: {
    FunctionName: functionName,
    Name: aliasName,
    FunctionVersion: { ...aliasVersion, required: true },
    Description: description,
    RoutingConfig: routingConfig,
  },
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const { own } = resolve(lambda.registry, caller, input.FunctionName)
    const { Name: name, FunctionVersion: version } = input
    let alias: Alias | undefined
    const after = await lambda.update(own.name, own.arn, (before) => {
      if (before.aliases.some((each) => each.name === name)) throw errors.aliasExists(`${before.arn}:${name}`)
      checkVersion(before, version)
      const weights = readWeights(before, version, input.RoutingConfig)
      alias = {
        ...{ name, version, description: input.Description ?? '', revision: lambda.uuid() },
        ...(weights ? { weights } : {}),
      }
      return { ...before, aliases: [...before.aliases, alias] }
    })
    return describeAlias(after, alias as Alias)
  },
})

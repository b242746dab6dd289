import type { Operation } from '../../../record/index.ts'
import { aliasOf, describeAlias } from '../own/aliases.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { aliasName, functionName } from '../shapes.ts'

interface Input {
  readonly FunctionName: string
  readonly Name: string
}

export const getAlias = (lambda: Lambda): Operation<Input> => ({
  name: 'GetAlias',
  members: { FunctionName: functionName, Name: aliasName },
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const { own } = resolve(lambda.registry, caller, input.FunctionName)
    return describeAlias(own, aliasOf(own, input.Name))
  },
})

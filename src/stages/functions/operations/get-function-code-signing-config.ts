import type { Operation } from '../../../record/index.ts'
import { builtInOf } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { functionName } from '../shapes.ts'

interface Input {
  readonly FunctionName: string
}

/** Code is not signed here: no function has such a configuration, which is what tools that ask want to know. */
export const getFunctionCodeSigningConfig = (lambda: Lambda): Operation<Input> => ({
  name: 'GetFunctionCodeSigningConfig',
  members: { FunctionName: functionName },
  async run(input, caller) {
    const builtIn = builtInOf(lambda, input.FunctionName)
    if (builtIn) return { FunctionName: builtIn.FunctionName }
    return { FunctionName: resolve(lambda.registry, caller, input.FunctionName).own.name }
  },
})

import type { Operation } from '../../../record/index.ts'
import { builtInOf } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { describeFunction, namespacedName, qualifier } from '../shapes.ts'

interface Input {
  readonly FunctionName: string
  readonly Qualifier?: string
}

export const getFunctionConfiguration = (lambda: Lambda): Operation<Input> => ({
  name: 'GetFunctionConfiguration',
  members: { FunctionName: namespacedName, Qualifier: qualifier },
  async run(input, caller) {
    const builtIn = builtInOf(lambda, input.FunctionName, input.Qualifier)
    return builtIn ?? describeFunction(resolve(lambda.registry, caller, input.FunctionName, input.Qualifier))
  },
})

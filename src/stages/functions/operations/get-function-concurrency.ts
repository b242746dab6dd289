import type { Operation } from '../../../record/index.ts'
import { builtInOf } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { functionName } from '../shapes.ts'

interface Input {
  readonly FunctionName: string
}

export const getFunctionConcurrency = (lambda: Lambda): Operation<Input> => ({
  name: 'GetFunctionConcurrency',
  members: { FunctionName: functionName },
  async run(input, caller) {
    if (builtInOf(lambda, input.FunctionName)) return {}
    const { reservedConcurrency: reserved } = resolve(lambda.registry, caller, input.FunctionName).own
    return reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved }
  },
})

import type { Operation } from '../../../record/index.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { functionName } from '../shapes.ts'

interface Input {
  readonly FunctionName: string
}

export const deleteFunctionConcurrency = (lambda: Lambda): Operation<Input> => ({
  name: 'DeleteFunctionConcurrency',
  members: { FunctionName: functionName },
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const { own } = resolve(lambda.registry, caller, input.FunctionName)
    await lambda.update(own.name, own.arn, ({ reservedConcurrency: _, ...rest }) => rest)
    return undefined
  },
})

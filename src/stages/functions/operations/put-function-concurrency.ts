import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { functionName } from '../shapes.ts'
import { CONCURRENCY, reservedByAll } from './get-account-settings.ts'

interface Input {
  readonly FunctionName: string
  readonly ReservedConcurrentExecutions: number
}

/** That many must stay for functions without a reservation. */
const UNRESERVED = 100

/** How many invocations of a function run at the same moment; more are throttled. 0: none at all. */
export const putFunctionConcurrency = (lambda: Lambda): Operation<Input> => ({
  name: 'PutFunctionConcurrency',
  members: {
    FunctionName: functionName,
    ReservedConcurrentExecutions: { type: 'integer', required: true, min: 0 },
  },
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const { own } = resolve(lambda.registry, caller, input.FunctionName)
    const { ReservedConcurrentExecutions: reserved } = input
    const others = reservedByAll(lambda) - (own.reservedConcurrency ?? 0)
    if (others + reserved > CONCURRENCY - UNRESERVED) throw errors.tooMuchReserved()
    await lambda.update(own.name, own.arn, (before) => ({ ...before, reservedConcurrency: reserved }))
    return { ReservedConcurrentExecutions: reserved }
  },
})

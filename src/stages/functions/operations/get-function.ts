import type { Operation } from '../../../record/index.ts'
import { builtInOf } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { describeFunction, namespacedName, qualifier } from '../shapes.ts'

interface Input {
  readonly FunctionName: string
  readonly Qualifier?: string
}

/** Shows a function. Built-in functions have no code to download, so that there is no `Code`. */
export const getFunction = (lambda: Lambda): Operation<Input> => ({
  name: 'GetFunction',
  members: { FunctionName: namespacedName, Qualifier: qualifier },
  async run(input, caller) {
    const builtIn = builtInOf(lambda, input.FunctionName, input.Qualifier)
    if (builtIn) return { Configuration: builtIn }
    const found = resolve(lambda.registry, caller, input.FunctionName, input.Qualifier)
    const { own, version } = found
    return {
      Configuration: describeFunction(found),
      // On this machine: AWS gives an address that is good for ten minutes.
      Code: { RepositoryType: 'S3', Location: `file://${lambda.ports.code.file(version.codeSha256)}` },
      ...(Object.keys(own.tags).length > 0 ? { Tags: own.tags } : {}),
      ...(own.reservedConcurrency === undefined
        ? {}
        : { Concurrency: { ReservedConcurrentExecutions: own.reservedConcurrency } }),
    }
  },
})

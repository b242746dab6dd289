import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { type ConfigurationInput, readConfiguration } from '../own/settings.ts'
import { configurationMembers, describeFunction, functionName, revisionId } from '../shapes.ts'

interface Input extends ConfigurationInput {
  readonly FunctionName: string
  readonly RevisionId?: string
}

/** Changes what is given; the rest stays. */
export const updateFunctionConfiguration = (lambda: Lambda): Operation<Input> => ({
  name: 'UpdateFunctionConfiguration',
  members: { ...configurationMembers, FunctionName: functionName, RevisionId: revisionId },
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const { own } = resolve(lambda.registry, caller, input.FunctionName)
    const after = await lambda.update(own.name, own.arn, (before) => {
      if (input.RevisionId && input.RevisionId !== before.latest.revision) throw errors.wrongRevision()
      const { variables: _, ...rest } = before.latest
      const configuration = readConfiguration(input, own.name, before.latest)
      const latest = { ...rest, ...configuration, modified: lambda.now(), revision: lambda.uuid() }
      return { ...before, latest }
    })
    return describeFunction({ own: after, version: after.latest })
  },
})

import type { Operation } from '../../../record/index.ts'
import { type MappingInput, readMapping } from '../mappings/settings.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { arnOf, resolve } from '../own/registry.ts'
import { mappingMembers, namespacedName } from '../shapes.ts'
import { mappingOf, showMapping } from './mapping-answer.ts'

interface Input extends MappingInput {
  readonly UUID: string
  readonly FunctionName?: string
}

/** Changes what is given; the rest stays, and so does how far the function has come. */
export const updateEventSourceMapping = (lambda: Lambda): Operation<Input> => ({
  name: 'UpdateEventSourceMapping',
  members: {
    ...mappingMembers,
    UUID: { type: 'string', required: true },
    FunctionName: { ...namespacedName, required: false },
  },
  async run(input, caller) {
    const before = mappingOf(lambda, input.UUID)
    const { onFailure: _, ...rest } = before
    const mapping = { ...rest, ...readMapping(input, before), ...target(), modified: lambda.now() }
    await lambda.mappings.put(mapping)
    return showMapping(lambda, mapping, 'Updating')

    function target() {
      if (input.FunctionName === undefined) return {}
      refuseBuiltIn(lambda, input.FunctionName)
      const { own, qualifier } = resolve(lambda.registry, caller, input.FunctionName)
      const functionArn = arnOf(own, qualifier)
      return { functionArn, functionName: functionArn }
    }
  },
})

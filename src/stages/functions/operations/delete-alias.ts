import type { Operation } from '../../../record/index.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { aliasName, functionName } from '../shapes.ts'

interface Input {
  readonly FunctionName: string
  readonly Name: string
}

/** Removing what is not there succeeds. */
export const deleteAlias = (lambda: Lambda): Operation<Input> => ({
  name: 'DeleteAlias',
  members: { FunctionName: functionName, Name: aliasName },
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const { own } = resolve(lambda.registry, caller, input.FunctionName)
    await lambda.update(own.name, own.arn, (before) => {
      const { [input.Name]: _, ...policies } = before.policies
      return { ...before, policies, aliases: before.aliases.filter(({ name }) => name !== input.Name) }
    })
    return undefined
  },
})

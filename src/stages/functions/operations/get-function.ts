import type { Operation } from '../../../record/index.ts'
import { functionNotFound } from '../errors.ts'
import { type BuiltIn, isNameOf } from '../shapes.ts'

interface Input {
  readonly FunctionName: string
  readonly Qualifier?: string
}

/** Shows a function. Built-in functions have no code to download, so that there is no `Code`. */
export const getFunction = (functions: readonly BuiltIn[]): Operation<Input> => ({
  name: 'GetFunction',
  members: {
    FunctionName: { type: 'string', required: true, min: 1, max: 256 },
    Qualifier: { type: 'string', min: 1, max: 128, values: ['$LATEST'] },
  },
  async run(input) {
    const found = functions.find((one) => isNameOf(one, input.FunctionName))
    if (!found) throw functionNotFound(input.FunctionName)
    return { Configuration: found }
  },
})

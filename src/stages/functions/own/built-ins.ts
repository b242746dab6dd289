import type { BuiltIn } from '../built-in.ts'
import { readFunctionName } from '../core/function-name.ts'
import { errors } from '../errors.ts'
import { LATEST } from './definition.ts'
import type { Lambda } from './lambda.ts'

/** The built-in function of this name. Throws when it is asked for a version that is not there. */
export function builtInOf(
  { builtIns }: Pick<Lambda, 'builtIns'>,
  given: string,
  asked?: string,
): BuiltIn | undefined {
  const named = readFunctionName(given)
  const found = builtIns.find(({ FunctionName }) => FunctionName === named?.name)
  const qualifier = asked ?? named?.qualifier ?? LATEST
  if (found && qualifier !== LATEST) throw errors.notFound(`${found.FunctionArn}:${qualifier}`)
  return found
}

/** For operations that change functions, or do with them what built-in ones do not have. */
export function refuseBuiltIn(lambda: Lambda, given: string): void {
  const found = builtInOf(lambda, given)
  if (found) throw errors.builtIn(found.FunctionName)
}

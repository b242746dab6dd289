import type { Caller } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { type Resolved, resolve } from '../own/registry.ts'

/** The function of an ARN; only functions themselves have tags. */
export function taggable(lambda: Lambda, caller: Caller, arn: string): Resolved {
  refuseBuiltIn(lambda, arn)
  const found = resolve(lambda.registry, caller, arn)
  if (found.qualifier !== undefined) {
    throw errors.invalid(
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    )
  }
  return found
}

import type { Service } from '../../record/index.ts'
import { getFunction } from './operations/get-function.ts'
import { listFunctions } from './operations/list-functions.ts'
import { type BuiltIn, describeBuiltIn, isNameOf } from './shapes.ts'

export const enrichFunctionName = 'tailrace-enrich'

/** The `lambda` service, as far as the built-in function needs it. */
export function createLambdaService(place: { account: string; region: string; now: () => number }) {
  const enrichArn = `arn:aws:lambda:${place.region}:${place.account}:function:${enrichFunctionName}`
  const enrich: BuiltIn = describeBuiltIn({
    name: enrichFunctionName,
    arn: enrichArn,
    description: 'Parses access-log lines and adds country, city, browser and operating system. Built in.',
    modified: new Date(place.now()),
  })
  const service: Service = {
    name: 'lambda',
    operations: {
      GetFunction: getFunction([enrich]),
      ListFunctions: listFunctions([enrich]),
    },
  }
  return { service, enrichArn, isEnrich: (given: string) => isNameOf(enrich, given) }
}

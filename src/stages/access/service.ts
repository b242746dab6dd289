import type { Service } from '../../record/index.ts'
import { stsModel } from './model.ts'
import { getCallerIdentity } from './operations/get-caller-identity.ts'
import { refusedOperationList } from './refused.ts'

export function stsService(): Service {
  const operations = [getCallerIdentity, ...refusedOperationList()]
  return {
    name: 'sts',
    model: stsModel,
    operations: Object.fromEntries(operations.map((operation) => [operation.name, operation])),
  }
}

import type { Operation, Service } from '../../record/index.ts'
import { controlSchemas } from './control-schemas.ts'
import { listTagsForResource } from './operations/list-tags-for-resource.ts'
import { tagResource } from './operations/tag-resource.ts'
import { untagResource } from './operations/untag-resource.ts'
import type { ObjectStore } from './ports.ts'

/** Of S3 Control what Terraform's AWS provider, since 6.23, asks of every bucket: its tags. */
export function s3ControlService(store: ObjectStore): Service {
  const inTurn = takingTurns()
  const served = [listTagsForResource(store), inTurn(tagResource(store)), inTurn(untagResource(store))]
  return {
    name: 's3control',
    model: {
      signingName: 's3',
      protocols: ['rest-xml'],
      xmlNamespace: 'http://awss3control.amazonaws.com/doc/2018-08-20/',
      schemas: async () => controlSchemas,
    },
    operations: byName(served),
  }
}

/** Changes to what is there: one after the other, so that none is lost. */
function takingTurns() {
  let last: Promise<unknown> = Promise.resolve()
  return <Input>(operation: Operation<Input>): Operation<Input> => ({
    ...operation,
    run(input, caller, signal) {
      const mine = last.then(() => operation.run(input, caller, signal))
      last = mine.catch(() => {})
      return mine
    },
  })
}

// biome-ignore lint/suspicious/noExplicitAny: a heterogeneous table; dispatch validates before it calls.
function byName(operations: readonly Operation<any>[]): Service['operations'] {
  return Object.fromEntries(operations.map((operation) => [operation.name, operation]))
}

import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { assertKey, assertOwner } from '../guards.ts'
import type { ObjectStore } from '../ports.ts'
import { assertReadable, describeObject, type ReadInput, readMembers, select } from '../reading.ts'

/** A missing bucket and a missing object look the same: a HEAD answer has no body to tell them apart. */
export function headObject(store: ObjectStore): Operation<ReadInput> {
  return {
    name: 'HeadObject',
    members: readMembers,
    async run(input, caller) {
      assertOwner(input.ExpectedBucketOwner, caller)
      if (!(await store.hasBucket(input.Bucket))) throw errors.notFound()
      assertKey(input.Key)
      assertReadable(input)
      const object = await store.head(input.Bucket, input.Key)
      if (!object) throw errors.notFound()
      return describeObject(object, select(object, input), input)
    },
  }
}

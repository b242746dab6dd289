import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { assertBucket, assertKey } from '../guards.ts'
import type { ObjectStore } from '../ports.ts'
import { assertReadable, describeObject, type ReadInput, readMembers, select } from '../reading.ts'

export function getObject(store: ObjectStore): Operation<ReadInput> {
  return {
    name: 'GetObject',
    members: readMembers,
    async run(input, caller) {
      await assertBucket(store, input, caller)
      assertKey(input.Key)
      assertReadable(input)
      const open = await store.get(input.Bucket, input.Key)
      if (!open) throw errors.noSuchKey(input.Key)
      try {
        const selection = select(open.object, input)
        const described = describeObject(open.object, selection, input)
        return { ...described, Body: open.read(selection.from, selection.to) }
      } catch (error) {
        await open.close()
        throw error
      }
    },
  }
}

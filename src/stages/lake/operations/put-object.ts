import type { Operation } from '../../../record/index.ts'
import { notServed } from '../errors.ts'
import { storing, writeCheck } from '../finding.ts'
import { assertBucket, assertKey } from '../guards.ts'
import { newObject } from '../new-object.ts'
import type { ObjectStore } from '../ports.ts'
import { checksumOutput } from '../reading.ts'
import { type BodyInput, receive } from '../receive.ts'
import { checksumMembers, type NewObjectInput, newObjectMembers, objectMembers } from '../shapes.ts'

interface Input extends NewObjectInput, BodyInput {
  readonly IfMatch?: string
  readonly IfNoneMatch?: string
}

export function putObject(store: ObjectStore): Operation<Input> {
  return {
    name: 'PutObject',
    members: {
      ...objectMembers,
      ...newObjectMembers,
      ...checksumMembers,
      Body: { type: 'structure' },
      ContentLength: { type: 'number' },
      ContentMD5: { type: 'string' },
      ChecksumAlgorithm: { type: 'string' },
      IfMatch: { type: 'string' },
      IfNoneMatch: { type: 'string' },
      WriteOffsetBytes: { type: 'number', refused: notServed },
    },
    async run(input, caller) {
      await assertBucket(store, input, caller)
      assertKey(input.Key)
      const about = newObject(input)
      const check = writeCheck(input)
      const { body, received } = receive(input)
      const late = async () => {
        const { md5, algorithm, checksums } = await received()
        const checksum = { algorithm, type: 'FULL_OBJECT', value: checksums[algorithm] } as const
        return { ...about, etag: `"${md5}"`, checksum }
      }
      const object = await storing(input, () => store.put(input.Bucket, input.Key, body, late, check))
      return { ETag: object.etag, ...checksumOutput(object.checksum), ServerSideEncryption: 'AES256' }
    },
  }
}

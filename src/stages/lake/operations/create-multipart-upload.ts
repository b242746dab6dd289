import type { Operation } from '../../../record/index.ts'
import { isAlgorithm, multipartType } from '../core/checksum.ts'
import { errors } from '../errors.ts'
import { storing } from '../finding.ts'
import { assertBucket, assertKey } from '../guards.ts'
import { newObject } from '../new-object.ts'
import type { Checksum, ObjectStore } from '../ports.ts'
import { type NewObjectInput, newObjectMembers, objectMembers } from '../shapes.ts'

interface Input extends NewObjectInput {
  readonly ChecksumAlgorithm?: string
  readonly ChecksumType?: string
}

export function createMultipartUpload(store: ObjectStore): Operation<Input> {
  return {
    name: 'CreateMultipartUpload',
    members: {
      ...objectMembers,
      ...newObjectMembers,
      ChecksumAlgorithm: { type: 'string' },
      ChecksumType: { type: 'string' },
    },
    async run(input, caller) {
      const { Bucket: bucket, Key: key, ChecksumAlgorithm: algorithm } = input
      await assertBucket(store, input, caller)
      assertKey(key)
      const about = { ...newObject(input), ...checksumOf(input) }
      const id = await storing(input, () => store.createUpload(bucket, key, about))
      return {
        Bucket: bucket,
        Key: key,
        UploadId: id,
        ServerSideEncryption: 'AES256',
        ...(algorithm ? { ChecksumAlgorithm: algorithm, ChecksumType: about.checksum?.type } : {}),
      }
    },
  }
}

/** Absent when the client asked for none: S3's own, which then takes parts with any checksum. */
function checksumOf({ ChecksumAlgorithm: asked, ChecksumType: type }: Input): { checksum?: Checksum } {
  if (asked === undefined) {
    if (type === undefined) return {}
    throw errors.invalidRequest(
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    )
  }
  const algorithm = asked.toUpperCase()
  if (!isAlgorithm(algorithm)) throw errors.unknownAlgorithm()
  if (type !== undefined && type !== 'COMPOSITE' && type !== 'FULL_OBJECT') {
    throw errors.invalidRequest('Value for x-amz-checksum-type header is invalid.')
  }
  const found = multipartType(algorithm, type)
  if (!found) {
    throw errors.invalidRequest(
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    )
  }
  return { checksum: { algorithm, type: found } }
}

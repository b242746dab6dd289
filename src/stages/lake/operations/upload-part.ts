import type { Operation } from '../../../record/index.ts'
import { findUpload, storing } from '../finding.ts'
import { assertPartNumber, partAlgorithm, partReceipt } from '../parts.ts'
import type { ObjectStore } from '../ports.ts'
import { type BodyInput, receive } from '../receive.ts'
import { checksumMembers, type ObjectInput, objectMembers, sseCustomerMembers } from '../shapes.ts'

interface Input extends ObjectInput, BodyInput {
  readonly UploadId: string
  readonly PartNumber: number
}

export function uploadPart(store: ObjectStore): Operation<Input> {
  return {
    name: 'UploadPart',
    members: {
      ...objectMembers,
      ...checksumMembers,
      ...sseCustomerMembers,
      UploadId: { type: 'string', required: true },
      PartNumber: { type: 'integer', required: true },
      Body: { type: 'structure' },
      ContentLength: { type: 'number' },
      ContentMD5: { type: 'string' },
      ChecksumAlgorithm: { type: 'string' },
    },
    async run(input, caller) {
      const { Bucket: bucket, UploadId: id, PartNumber: number } = input
      assertPartNumber(number)
      const upload = await findUpload(store, input, caller)
      const { body, received } = receive(input, partAlgorithm(upload))
      const { facts, shown } = partReceipt(upload, received)
      const { md5 } = await storing(input, () =>
        store.putPart(bucket, id, number, body, facts, input.ContentLength),
      )
      return { ETag: `"${md5}"`, ...shown(), ServerSideEncryption: 'AES256' }
    },
  }
}

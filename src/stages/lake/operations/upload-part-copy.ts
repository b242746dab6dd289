import type { Operation } from '../../../record/index.ts'
import { parseCopyRange } from '../core/range.ts'
import { errors } from '../errors.ts'
import { findUpload, openSource, storing } from '../finding.ts'
import { assertPartNumber, partAlgorithm, partReceipt } from '../parts.ts'
import type { ObjectStore } from '../ports.ts'
import { lastModified } from '../reading.ts'
import { receive } from '../receive.ts'
import {
  type CopySourceInput,
  copySourceMembers,
  type ObjectInput,
  objectMembers,
  sseCustomerMembers,
} from '../shapes.ts'

interface Input extends ObjectInput, CopySourceInput {
  readonly UploadId: string
  readonly PartNumber: number
  readonly CopySourceRange?: string
}

const RANGE =
  'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy'

export function uploadPartCopy(store: ObjectStore): Operation<Input> {
  return {
    name: 'UploadPartCopy',
    members: {
      ...objectMembers,
      ...copySourceMembers,
      ...sseCustomerMembers,
      UploadId: { type: 'string', required: true },
      PartNumber: { type: 'integer', required: true },
      CopySourceRange: { type: 'string' },
    },
    async run(input, caller) {
      const { Bucket: bucket, UploadId: id, PartNumber: number, CopySourceRange: range } = input
      assertPartNumber(number)
      const upload = await findUpload(store, input, caller)
      const span = range === undefined ? undefined : parseCopyRange(range)
      if (range !== undefined && !span) throw errors.invalid('x-amz-copy-source-range', range, RANGE)
      const source = await openSource(store, input, caller)
      try {
        const { size } = source.object
        if (span && span.to > size) {
          const sentence = `Range specified is not valid for source object of size: ${size}`
          throw errors.invalid('x-amz-copy-source-range', range, sentence)
        }
        const length = span ? span.to - span.from : size
        const { body, received } = receive({ Body: source.read(span?.from, span?.to) }, partAlgorithm(upload))
        const { facts, shown } = partReceipt(upload, received)
        const part = await storing(input, () => store.putPart(bucket, id, number, body, facts, length))
        return {
          CopyPartResult: {
            ETag: `"${part.md5}"`,
            LastModified: lastModified(part),
            ...(upload.about.checksum ? shown() : {}),
          },
          ServerSideEncryption: 'AES256',
        }
      } finally {
        await source.close()
      }
    },
  }
}

import type { Operation } from '../../../record/index.ts'
import { ownerOf } from '../core/owner.ts'
import { errors } from '../errors.ts'
import { findUpload, storing } from '../finding.ts'
import { pageSize } from '../pages.ts'
import type { ObjectStore } from '../ports.ts'
import { lastModified } from '../reading.ts'
import { type ObjectInput, objectMembers, sseCustomerMembers } from '../shapes.ts'

interface Input extends ObjectInput {
  readonly UploadId: string
  readonly MaxParts?: number
  readonly PartNumberMarker?: string
}

export function listParts(store: ObjectStore): Operation<Input> {
  return {
    name: 'ListParts',
    members: {
      ...objectMembers,
      ...sseCustomerMembers,
      UploadId: { type: 'string', required: true },
      MaxParts: { type: 'integer' },
      PartNumberMarker: { type: 'string' },
    },
    async run(input, caller) {
      const { Bucket: bucket, Key: key, UploadId: id, PartNumberMarker: marker = '0' } = input
      const most = pageSize(input.MaxParts, 'max-parts')
      if (!/^\d{1,9}$/.test(marker)) {
        const sentence = /^-\d{1,9}$/.test(marker)
          ? 'Argument part-number-marker must be an integer between 0 and 2147483647'
          : 'Provided part-number-marker not an integer or within integer range'
        throw errors.invalid('part-number-marker', marker, sentence)
      }
      const { about } = await findUpload(store, input, caller)
      const all = await storing(input, () => store.parts(bucket, id))
      const rest = all.filter(({ number }) => number > Number(marker))
      const page = rest.slice(0, most)
      const { checksum } = about
      const owner = ownerOf(caller.account)
      return {
        Bucket: bucket,
        Key: key,
        UploadId: id,
        PartNumberMarker: marker,
        NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
        MaxParts: most,
        IsTruncated: page.length < rest.length,
        Parts: page.map((part) => ({
          PartNumber: part.number,
          LastModified: lastModified(part),
          ETag: `"${part.md5}"`,
          Size: part.size,
          ...(checksum ? { [`Checksum${checksum.algorithm}`]: part.checksum } : {}),
        })),
        Initiator: owner,
        Owner: owner,
        StorageClass: about.storageClass ?? 'STANDARD',
        ...(checksum ? { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type } : {}),
      }
    },
  }
}

import type { Caller, Operation } from '../../../record/index.ts'
import { ownerOf } from '../core/owner.ts'
import { pageUploads } from '../core/upload-page.ts'
import { assertBucket } from '../guards.ts'
import { keyWriter, pageSize } from '../pages.ts'
import type { ObjectStore, UploadDescription } from '../ports.ts'
import { type ListingInput, listingMembers } from '../shapes.ts'

interface Input extends ListingInput {
  readonly KeyMarker?: string
  readonly UploadIdMarker?: string
  readonly MaxUploads?: number
}

export function listMultipartUploads(store: ObjectStore): Operation<Input> {
  return {
    name: 'ListMultipartUploads',
    members: {
      ...listingMembers,
      KeyMarker: { type: 'string' },
      UploadIdMarker: { type: 'string' },
      MaxUploads: { type: 'integer' },
    },
    async run(input, caller) {
      const { Bucket: bucket, Prefix: prefix = '', Delimiter: delimiter, EncodingType: encoding } = input
      const { KeyMarker: keyMarker = '', UploadIdMarker: idMarker } = input
      const limit = pageSize(input.MaxUploads, 'max-uploads')
      const write = keyWriter(input)
      await assertBucket(store, input, caller)
      const all = await store.listUploads(bucket)
      const page = pageUploads(all, { prefix, delimiter, keyMarker, idMarker, limit })
      return {
        Bucket: bucket,
        KeyMarker: write(keyMarker),
        UploadIdMarker: idMarker ?? '',
        Prefix: write(prefix),
        MaxUploads: limit,
        IsTruncated: page.next !== undefined,
        ...(delimiter ? { Delimiter: write(delimiter) } : {}),
        ...(encoding === undefined ? {} : { EncodingType: encoding }),
        Uploads: page.uploads.map((upload) => shown(upload, write, caller)),
        CommonPrefixes: page.prefixes.map((one) => ({ Prefix: write(one) })),
        ...(page.next ? { NextKeyMarker: write(page.next.key), NextUploadIdMarker: page.next.id } : {}),
      }
    },
  }
}

function shown(
  { id, key, startedAt, about }: UploadDescription,
  write: (key: string) => string,
  caller: Caller,
) {
  const owner = ownerOf(caller.account)
  const { checksum } = about
  return {
    UploadId: id,
    Key: write(key),
    Initiated: new Date(startedAt),
    StorageClass: about.storageClass ?? 'STANDARD',
    Owner: owner,
    Initiator: owner,
    ...(checksum ? { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type } : {}),
  }
}

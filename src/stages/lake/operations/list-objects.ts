import type { Operation } from '../../../record/index.ts'
import { assertBucket } from '../guards.ts'
import { keyWriter, listingBody, listingHead, pageSize } from '../pages.ts'
import type { ObjectStore } from '../ports.ts'
import { type ListingInput, listingMembers } from '../shapes.ts'

interface Input extends ListingInput {
  readonly Marker?: string
}

export function listObjects(store: ObjectStore): Operation<Input> {
  return {
    name: 'ListObjects',
    members: {
      ...listingMembers,
      Marker: { type: 'string' },
      MaxKeys: { type: 'integer' },
      /** `RestoreStatus`, of which there is none: nothing is archived. */
      OptionalObjectAttributes: { type: 'list', element: { type: 'string' } },
    },
    async run(input, caller) {
      const { Bucket: bucket, Prefix: prefix, Delimiter: delimiter, Marker: after } = input
      const limit = pageSize(input.MaxKeys, 'maxKeys')
      const write = keyWriter(input)
      await assertBucket(store, input, caller)
      const page = await store.list(bucket, { prefix, delimiter, after, limit })
      return {
        ...listingHead(input, limit),
        ...listingBody(input, page, caller),
        // Of all that a listing repeats, only this prefix stays as it is: boto3 reads it so.
        Prefix: prefix ?? '',
        Marker: write(after ?? ''),
        // S3 names it only where the last key of the page would not do.
        ...(page.next !== undefined && delimiter ? { NextMarker: write(page.next) } : {}),
      }
    },
  }
}

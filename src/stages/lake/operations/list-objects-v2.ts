import type { Operation } from '../../../record/index.ts'
import { readToken, tokenOf } from '../core/listing.ts'
import { errors } from '../errors.ts'
import { assertBucket } from '../guards.ts'
import { keyWriter, listingBody, listingHead, pageSize } from '../pages.ts'
import type { ObjectStore } from '../ports.ts'
import { type ListingInput, listingMembers } from '../shapes.ts'

interface Input extends ListingInput {
  readonly ContinuationToken?: string
  readonly FetchOwner?: boolean
  readonly StartAfter?: string
}

export function listObjectsV2(store: ObjectStore): Operation<Input> {
  return {
    name: 'ListObjectsV2',
    members: {
      ...listingMembers,
      MaxKeys: { type: 'integer' },
      ContinuationToken: { type: 'string' },
      FetchOwner: { type: 'boolean' },
      StartAfter: { type: 'string' },
      /** `RestoreStatus`, of which there is none: nothing is archived. */
      OptionalObjectAttributes: { type: 'list', element: { type: 'string' } },
    },
    async run(input, caller) {
      const { Bucket: bucket, Prefix: prefix, Delimiter: delimiter, StartAfter: start } = input
      const { ContinuationToken: token, FetchOwner: owners } = input
      const limit = pageSize(input.MaxKeys, 'maxKeys')
      const write = keyWriter(input)
      const after = token === undefined ? start : readToken(token)
      if (token !== undefined && after === undefined) {
        throw errors.invalid('continuation-token', token, 'The continuation token provided is incorrect')
      }
      await assertBucket(store, input, caller)
      const page = await store.list(bucket, { prefix, delimiter, after, limit })
      return {
        ...listingHead(input, limit),
        ...listingBody(input, page, owners ? caller : undefined),
        KeyCount: page.objects.length + page.prefixes.length,
        ...(start === undefined ? {} : { StartAfter: write(start) }),
        ...(token === undefined ? {} : { ContinuationToken: token }),
        ...(page.next === undefined ? {} : { NextContinuationToken: tokenOf(page.next) }),
      }
    },
  }
}

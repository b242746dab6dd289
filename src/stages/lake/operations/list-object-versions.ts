import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { assertBucket } from '../guards.ts'
import { keyWriter, listed, listingHead, pageSize } from '../pages.ts'
import type { ObjectStore } from '../ports.ts'
import { type ListingInput, listingMembers } from '../shapes.ts'

interface Input extends ListingInput {
  readonly KeyMarker?: string
  readonly VersionIdMarker?: string
}

/** Buckets are not versioned: every object has one version, `null`, the latest. */
export function listObjectVersions(store: ObjectStore): Operation<Input> {
  return {
    name: 'ListObjectVersions',
    members: {
      ...listingMembers,
      MaxKeys: { type: 'integer' },
      KeyMarker: { type: 'string' },
      VersionIdMarker: { type: 'string' },
      /** `RestoreStatus`, of which there is none: nothing is archived. */
      OptionalObjectAttributes: { type: 'list', element: { type: 'string' } },
    },
    async run(input, caller) {
      const { Bucket: bucket, Prefix: prefix, Delimiter: delimiter } = input
      const { KeyMarker: after, VersionIdMarker: version } = input
      const limit = pageSize(input.MaxKeys, 'maxKeys')
      const write = keyWriter(input)
      if (version && !after) {
        const sentence = 'A version-id marker cannot be specified without a key marker.'
        throw errors.invalid('version-id-marker', version, sentence)
      }
      await assertBucket(store, input, caller)
      const { objects, prefixes, next } = await store.list(bucket, { prefix, delimiter, after, limit })
      return {
        ...listingHead(input, limit),
        KeyMarker: write(after ?? ''),
        VersionIdMarker: version ?? '',
        IsTruncated: next !== undefined,
        Versions: objects.map((object) => ({
          ...listed(object, write, caller),
          VersionId: 'null',
          IsLatest: true,
        })),
        CommonPrefixes: prefixes.map((one) => ({ Prefix: write(one) })),
        ...(next === undefined ? {} : { NextKeyMarker: write(next) }),
        ...(next === undefined || prefixes.includes(next) ? {} : { NextVersionIdMarker: 'null' }),
      }
    },
  }
}

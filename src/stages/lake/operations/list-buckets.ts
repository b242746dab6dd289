import type { Operation } from '../../../record/index.ts'
import { ownerOf } from '../core/owner.ts'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../ports.ts'

interface Input {
  readonly MaxBuckets?: number
  readonly ContinuationToken?: string
  readonly Prefix?: string
  readonly BucketRegion?: string
}

/** Pages by name: the continuation token is the last name given, in base64. */
export function listBuckets(store: ObjectStore): Operation<Input> {
  return {
    name: 'ListBuckets',
    members: {
      MaxBuckets: { type: 'integer' },
      ContinuationToken: { type: 'string' },
      Prefix: { type: 'string' },
      BucketRegion: { type: 'string' },
    },
    async run(
      { MaxBuckets: limit, ContinuationToken: token, Prefix: prefix = '', BucketRegion: region },
      caller,
    ) {
      if (limit !== undefined && (limit < 1 || limit > 10_000)) {
        throw errors.invalid(
          'max-buckets',
          limit,
          'Argument max-buckets must be an integer between 1 and 10000',
        )
      }
      const after = token ? Buffer.from(token, 'base64').toString() : ''
      const wanted = (await store.listBuckets()).filter(
        ({ name, region: own = 'us-east-1' }) =>
          name.startsWith(prefix) && name > after && (region === undefined || region === own),
      )
      const page = wanted.slice(0, limit)
      return {
        Buckets: page.map(({ name, createdAt, region: own = 'us-east-1' }) => ({
          Name: name,
          CreationDate: new Date(createdAt),
          BucketRegion: own,
          BucketArn: `arn:aws:s3:::${name}`,
        })),
        Owner: ownerOf(caller.account),
        ...(prefix ? { Prefix: prefix } : {}),
        ...(page.length < wanted.length ? { ContinuationToken: tokenOf(page[page.length - 1].name) } : {}),
      }
    },
  }
}

function tokenOf(name: string): string {
  return Buffer.from(name).toString('base64')
}

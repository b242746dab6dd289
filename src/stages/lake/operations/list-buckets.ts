import type { Operation } from '../../../record/index.ts'
import type { ObjectStore } from '../ports.ts'

interface Input {
  readonly MaxBuckets?: number
  readonly ContinuationToken?: string
  readonly Prefix?: string
  readonly BucketRegion?: string
}

/** Pages by name: the continuation token is the last name given. */
export function listBuckets(store: ObjectStore): Operation<Input> {
  return {
    name: 'ListBuckets',
    members: {
      MaxBuckets: { type: 'integer', min: 1, max: 10_000 },
      ContinuationToken: { type: 'string', min: 0, max: 1024 },
      Prefix: { type: 'string' },
      BucketRegion: { type: 'string' },
    },
    async run(
      { MaxBuckets: limit, ContinuationToken: after = '', Prefix: prefix = '', BucketRegion: region },
      caller,
    ) {
      const here = region === undefined || region === caller.region
      const all = here ? await store.listBuckets() : []
      const wanted = all.filter(({ name }) => name.startsWith(prefix) && name > after)
      const page = wanted.slice(0, limit)
      return {
        Buckets: page.map(({ name, createdAt }) => ({
          Name: name,
          CreationDate: new Date(createdAt),
          BucketRegion: caller.region,
          BucketArn: `arn:aws:s3:::${name}`,
        })),
        Owner: { ID: caller.account },
        ...(prefix ? { Prefix: prefix } : {}),
        ...(page.length < wanted.length ? { ContinuationToken: page[page.length - 1].name } : {}),
      }
    },
  }
}

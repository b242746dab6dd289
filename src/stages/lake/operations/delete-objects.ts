import { type Operation, ServiceError } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { storing } from '../finding.ts'
import { assertBucket, assertKey, isOnlyVersion } from '../guards.ts'
import type { ObjectStore } from '../ports.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'
import { assertNoBypass, removalCheck } from './delete-object.ts'

interface Identifier {
  readonly Key: string
  readonly VersionId?: string
  readonly ETag?: string
  readonly LastModifiedTime?: Date
  readonly Size?: number
}

interface Input extends BucketInput {
  readonly Delete?: { readonly Objects?: readonly Identifier[]; readonly Quiet?: boolean }
  readonly BypassGovernanceRetention?: boolean
}

/** Removals under way at once: each waits for the disk. */
const AT_ONCE = 16

export function deleteObjects(store: ObjectStore): Operation<Input> {
  return {
    name: 'DeleteObjects',
    members: {
      ...bucketMembers,
      RequestPayer: { type: 'string' },
      ChecksumAlgorithm: { type: 'string' },
      MFA: {
        type: 'string',
        refused: 'buckets are not versioned: there is no removal to guard with a device.',
      },
      BypassGovernanceRetention: { type: 'boolean' },
      Delete: {
        type: 'structure',
        members: {
          Quiet: { type: 'boolean' },
          Objects: {
            type: 'list',
            element: {
              type: 'structure',
              members: {
                Key: { type: 'string' },
                VersionId: { type: 'string' },
                ETag: { type: 'string' },
                LastModifiedTime: { type: 'timestamp' },
                Size: { type: 'number' },
              },
            },
          },
        },
      },
    },
    async run(input, caller) {
      const { Bucket: bucket, Delete: wanted } = input
      const objects = wanted?.Objects ?? []
      if (objects.length < 1 || objects.length > 1000) throw errors.malformed()
      if (objects.some(({ Key: key }) => !key)) throw errors.malformed()
      await assertBucket(store, input, caller)
      assertNoBypass(input)
      const results: (Failure | undefined)[] = []
      for (let at = 0; at < objects.length; at += AT_ONCE) {
        const some = objects.slice(at, at + AT_ONCE)
        results.push(...(await Promise.all(some.map((one) => remove(store, bucket, one)))))
      }
      const gone = objects.filter((_, at) => !results[at])
      return {
        Deleted: wanted?.Quiet ? [] : gone.map(({ Key, VersionId }) => ({ Key, VersionId })),
        Errors: results.filter((result) => result !== undefined),
      }
    },
  }
}

interface Failure {
  readonly Key: string
  readonly VersionId?: string
  readonly Code: string
  readonly Message: string
}

/** One object's refusal is its own: the others go. */
async function remove(store: ObjectStore, bucket: string, one: Identifier): Promise<Failure | undefined> {
  const { Key: key, VersionId: version, ETag: etag, LastModifiedTime: time, Size: size } = one
  const input = { Bucket: bucket, Key: key, VersionId: version }
  const check = removalCheck({ Key: key, IfMatch: etag, IfMatchLastModifiedTime: time, IfMatchSize: size })
  try {
    assertKey(key)
    if (!isOnlyVersion(version)) throw errors.noSuchVersion(key, String(version))
    await storing(input, () => store.remove(bucket, key, check))
    return undefined
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    return { Key: key, VersionId: version, Code: error.type, Message: error.message }
  }
}

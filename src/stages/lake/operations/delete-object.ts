import type { Operation } from '../../../record/index.ts'
import { matches, wholeSeconds } from '../core/conditions.ts'
import { errors } from '../errors.ts'
import { storing } from '../finding.ts'
import { assertBucket, assertKey, assertVersion } from '../guards.ts'
import type { Check, ObjectStore } from '../ports.ts'
import { type ObjectInput, objectMembers } from '../shapes.ts'

interface Input extends ObjectInput {
  readonly BypassGovernanceRetention?: boolean
  readonly IfMatch?: string
  readonly IfMatchLastModifiedTime?: Date
  readonly IfMatchSize?: number
}

export function deleteObject(store: ObjectStore): Operation<Input> {
  return {
    name: 'DeleteObject',
    members: {
      ...objectMembers,
      VersionId: { type: 'string' },
      MFA: {
        type: 'string',
        refused: 'buckets are not versioned: there is no removal to guard with a device.',
      },
      BypassGovernanceRetention: { type: 'boolean' },
      IfMatch: { type: 'string' },
      IfMatchLastModifiedTime: { type: 'timestamp' },
      IfMatchSize: { type: 'number' },
    },
    async run(input, caller) {
      await assertBucket(store, input, caller)
      assertNoBypass(input)
      assertKey(input.Key)
      assertVersion(input)
      await storing(input, () => store.remove(input.Bucket, input.Key, removalCheck(input)))
      return input.VersionId === undefined ? {} : { VersionId: input.VersionId }
    },
  }
}

export function assertNoBypass({
  BypassGovernanceRetention: bypass,
}: {
  BypassGovernanceRetention?: boolean
}) {
  if (!bypass) return
  throw errors.invalid(
    'x-amz-bypass-governance-retention',
    bypass,
    'x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.',
  )
}

/** A condition on what is not there fails as the object's absence. */
export function removalCheck(conditions: {
  readonly Key: string
  readonly IfMatch?: string
  readonly IfMatchLastModifiedTime?: Date
  readonly IfMatchSize?: number
}): Check {
  const { Key: key, IfMatch: etag, IfMatchLastModifiedTime: time, IfMatchSize: size } = conditions
  return (existing) => {
    if (etag === undefined && time === undefined && size === undefined) return
    if (!existing) throw errors.noSuchKey(key)
    if (etag !== undefined && !matches(etag, existing.etag)) throw errors.preconditionFailed('If-Match')
    if (time !== undefined && wholeSeconds(existing.modifiedAt) !== wholeSeconds(time.getTime())) {
      throw errors.preconditionFailed('x-amz-if-match-last-modified-time')
    }
    if (size !== undefined && existing.size !== size) throw errors.preconditionFailed('x-amz-if-match-size')
  }
}

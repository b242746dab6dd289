import type { Operation } from '../../../record/index.ts'
import { wholeSeconds } from '../core/conditions.ts'
import { errors } from '../errors.ts'
import { findUpload, storing } from '../finding.ts'
import type { ObjectStore } from '../ports.ts'
import { type ObjectInput, objectMembers } from '../shapes.ts'

interface Input extends ObjectInput {
  readonly UploadId: string
  readonly IfMatchInitiatedTime?: Date
}

export function abortMultipartUpload(store: ObjectStore): Operation<Input> {
  return {
    name: 'AbortMultipartUpload',
    members: {
      ...objectMembers,
      UploadId: { type: 'string', required: true },
      IfMatchInitiatedTime: { type: 'timestamp' },
    },
    async run(input, caller) {
      const { startedAt } = await findUpload(store, input, caller)
      const begun = input.IfMatchInitiatedTime
      if (begun && wholeSeconds(begun.getTime()) !== wholeSeconds(startedAt)) {
        throw errors.preconditionFailed('x-amz-if-match-initiated-time')
      }
      await storing(input, () => store.abortUpload(input.Bucket, input.UploadId))
      return {}
    },
  }
}

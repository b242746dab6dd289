import type { Operation } from '../../../record/index.ts'
import { settingMembers } from '../configuration.ts'
import { errors } from '../errors.ts'
import { assertBucket } from '../guards.ts'
import type { ObjectStore } from '../ports.ts'
import type { BucketInput } from '../shapes.ts'

interface Input extends BucketInput {
  readonly BucketLoggingStatus?: object
}

/** Only an empty status, which turns off what is off. */
export function putBucketLogging(store: ObjectStore): Operation<Input> {
  return {
    name: 'PutBucketLogging',
    members: {
      ...settingMembers,
      BucketLoggingStatus: {
        type: 'structure',
        members: {
          LoggingEnabled: { type: 'structure', refused: 'requests to buckets are not logged to a bucket.' },
        },
      },
    },
    async run(input, caller) {
      if (!input.BucketLoggingStatus) throw errors.missingBody()
      await assertBucket(store, input, caller)
      return {}
    },
  }
}

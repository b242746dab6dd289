import type { Operation } from '../../../record/index.ts'
import { settingMembers } from '../configuration.ts'
import { errors } from '../errors.ts'
import { assertBucket } from '../guards.ts'
import type { ObjectStore } from '../ports.ts'
import type { BucketInput } from '../shapes.ts'

interface Input extends BucketInput {
  readonly NotificationConfiguration?: object
}

const nobody = 'events of objects are sent to nobody.'

/** Only an empty configuration, which turns off what is off. */
export function putBucketNotificationConfiguration(store: ObjectStore): Operation<Input> {
  return {
    name: 'PutBucketNotificationConfiguration',
    members: {
      ...settingMembers,
      NotificationConfiguration: {
        type: 'structure',
        members: {
          TopicConfigurations: { type: 'list', refused: nobody },
          QueueConfigurations: { type: 'list', refused: nobody },
          LambdaFunctionConfigurations: { type: 'list', refused: nobody },
          EventBridgeConfiguration: { type: 'structure', refused: nobody },
        },
      },
      /** There is no destination to validate. */
      SkipDestinationValidation: { type: 'boolean' },
    },
    async run(input, caller) {
      if (!input.NotificationConfiguration) throw errors.missingBody()
      await assertBucket(store, input, caller)
      return {}
    },
  }
}

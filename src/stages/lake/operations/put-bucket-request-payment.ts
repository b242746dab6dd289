import type { Operation } from '../../../record/index.ts'
import { settingMembers } from '../configuration.ts'
import { errors } from '../errors.ts'
import { assertBucket } from '../guards.ts'
import type { ObjectStore } from '../ports.ts'
import type { BucketInput } from '../shapes.ts'

interface Input extends BucketInput {
  readonly RequestPaymentConfiguration?: { readonly Payer?: string }
}

/** BucketOwner is how it is: nobody pays. */
export function putBucketRequestPayment(store: ObjectStore): Operation<Input> {
  return {
    name: 'PutBucketRequestPayment',
    members: {
      ...settingMembers,
      RequestPaymentConfiguration: { type: 'structure', members: { Payer: { type: 'string' } } },
    },
    async run(input, caller) {
      if (!input.RequestPaymentConfiguration) throw errors.missingBody()
      const { Payer: payer } = input.RequestPaymentConfiguration
      if (payer === 'Requester') throw errors.notImplemented('Payer', 'nobody pays for requests.')
      if (payer !== 'BucketOwner') throw errors.malformed()
      await assertBucket(store, input, caller)
      return {}
    },
  }
}

import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import type { Registry } from '../registry.ts'
import { deliveryStreamName } from './shapes.ts'

interface Input {
  readonly DeliveryStreamName: string
  /** Skips the retirement of KMS grants in AWS; there are none here. */
  readonly AllowForceDelete?: boolean
}

export function deleteDeliveryStream(registry: Registry): Operation<Input> {
  return {
    name: 'DeleteDeliveryStream',
    members: { DeliveryStreamName: deliveryStreamName, AllowForceDelete: { type: 'boolean' } },
    async run({ DeliveryStreamName: name }, { account }) {
      const entry = registry.get(name)
      if (!entry) throw errors.notFound(name, account)
      if (entry.status === 'DELETING') throw errors.deleting(name, account)
      await registry.remove(name)
      return {}
    },
  }
}

import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import type { Registry } from '../registry.ts'
import { flag } from './shapes/constraint.ts'
import { deliveryStreamName } from './shapes/stream.ts'

interface Input {
  readonly DeliveryStreamName: string
  /** Skips the retirement of KMS grants in AWS; there are none here, so that every deletion is that easy. */
  readonly AllowForceDelete?: boolean
}

export function deleteDeliveryStream(registry: Registry): Operation<Input> {
  return {
    name: 'DeleteDeliveryStream',
    members: { DeliveryStreamName: deliveryStreamName, AllowForceDelete: flag },
    async run({ DeliveryStreamName: name }, { account }) {
      const entry = registry.get(name)
      if (!entry) throw errors.notFound(name, account)
      const { status } = entry
      if (status === 'CREATING' || status === 'DELETING') throw errors.inUse(name, account, status)
      await registry.remove(entry)
      return {}
    },
  }
}

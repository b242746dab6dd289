import type { Operation } from '../../../record/index.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { Registry } from '../registry.ts'
import { switchEncryption } from './encryption.ts'
import { deliveryStreamName } from './shapes/stream.ts'

interface Input {
  readonly DeliveryStreamName: string
}

export function stopDeliveryStreamEncryption(ports: DeliveryPorts, registry: Registry): Operation<Input> {
  return {
    name: 'StopDeliveryStreamEncryption',
    members: { DeliveryStreamName: deliveryStreamName },
    async run({ DeliveryStreamName: name }, { account }) {
      await switchEncryption(ports, registry, { name, account }, undefined)
      return {}
    },
  }
}

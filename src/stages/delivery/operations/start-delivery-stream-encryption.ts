import type { Operation } from '../../../record/index.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { Registry } from '../registry.ts'
import { assertKey, switchEncryption } from './encryption.ts'
import type { EncryptionInput } from './inputs.ts'
import { deliveryStreamName, encryption } from './shapes/stream.ts'

interface Input {
  readonly DeliveryStreamName: string
  readonly DeliveryStreamEncryptionConfigurationInput?: EncryptionInput
}

/** The state is kept and told, as AWS does; records lie on the disk as everything else does. */
export function startDeliveryStreamEncryption(ports: DeliveryPorts, registry: Registry): Operation<Input> {
  return {
    name: 'StartDeliveryStreamEncryption',
    members: {
      DeliveryStreamName: deliveryStreamName,
      DeliveryStreamEncryptionConfigurationInput: encryption,
    },
    async run(
      {
        DeliveryStreamName: name,
        DeliveryStreamEncryptionConfigurationInput: key = { KeyType: 'AWS_OWNED_CMK' },
      },
      { account },
    ) {
      assertKey(key)
      await switchEncryption(ports, registry, { name, account }, key)
      return {}
    },
  }
}

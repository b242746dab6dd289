import type { Caller, Operation } from '../../../record/index.ts'
import { encryptionTypeNotKms } from '../errors.ts'
import { type StreamAddress, streamAddress } from '../shapes.ts'
import type { Control } from './control.ts'
import { oncePerQuota } from './quotas.ts'

export type EncryptionInput = StreamAddress & { readonly EncryptionType: string; readonly KeyId: string }

/** Kinesis's quota for each of them, for a stream in a rolling 24 hours. */
const A_DAY = 25

/**
 * Both encryption actions. The key is kept and shown and records are marked with it, as clients expect; what is on
 * disk stays as it is (see docs/kinesis.md).
 */
export function encryptionOperation(
  name: string,
  control: Control,
  keyAfter: (input: EncryptionInput) => string | undefined,
): Operation<EncryptionInput, object> {
  return {
    name,
    members: {
      EncryptionType: { type: 'string', required: true, values: ['NONE', 'KMS'] },
      KeyId: { type: 'string', required: true, min: 1, max: 2048 },
      ...streamAddress,
    },
    async run(input: EncryptionInput, caller: Caller) {
      const stream = control.findActive(input, caller)
      if (input.EncryptionType !== 'KMS') throw encryptionTypeNotKms(name)
      const encryptionKey = keyAfter(input)
      if (encryptionKey === stream.attributes.encryptionKey) return {}
      const dailyChanges = oncePerQuota(name, stream, A_DAY, control.now(), caller)
      await control.change(stream, caller, { encryptionKey, dailyChanges })
      return {}
    },
  }
}

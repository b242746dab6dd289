import type { Control } from './control.ts'
import { encryptionOperation } from './encryption.ts'

export function startStreamEncryption(control: Control) {
  return encryptionOperation('StartStreamEncryption', control, ({ KeyId }) => KeyId)
}

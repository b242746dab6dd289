import type { Control } from './control.ts'
import { encryptionOperation } from './encryption.ts'

export function stopStreamEncryption(control: Control) {
  return encryptionOperation('StopStreamEncryption', control, () => undefined)
}

import type { AccessKey } from '../ports.ts'

/** Random bytes that a new pair of keys is made of. */
export const NEW_KEY_BYTES = 16 + 30

const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A pair in AWS's form: 20 characters from AKIA on (80 random bits), and 40 of base64 (240 random bits). */
export function newKey(random: Uint8Array, created: string): AccessKey {
  if (random.length < NEW_KEY_BYTES) throw new Error(`a new key takes ${NEW_KEY_BYTES} random bytes`)
  const id = Array.from(random.subarray(0, 16), (byte) => ID_LETTERS[byte % 32]).join('')
  const secret = Buffer.from(random.subarray(16, 46)).toString('base64')
  return { accessKeyId: `AKIA${id}`, secretAccessKey: secret, created }
}

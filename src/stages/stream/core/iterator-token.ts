import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'

/**
 * What a shard iterator says. Clients see base64 of the length that Kinesis's own have:
 *
 *   token   = 0:u56 1:u8 iv:12 tag:16 sealed
 *   sealed  = AES-256-GCM of  version:u8 madeAt:f64 createdAt:f64 shard:u32 counter:f64 length:u8 name 0…
 *
 * The iv is made of the content (a keyed hash), so that the same content gives the same token and no two contents
 * share an iv.
 */
export interface IteratorToken {
  readonly stream: string
  readonly shardIndex: number
  /** Creation of the shard, ms: tells it from one of a stream made anew under the same name. */
  readonly createdAt: number
  /** Counter of the next record to read. */
  readonly counter: number
  /** ms since 1970. */
  readonly madeAt: number
}

export const KEY_BYTES = 32
const VERSION = 1
const PREFIX = Buffer.from([0, 0, 0, 0, 0, 0, 0, 1])
const IV_BYTES = 12
const TAG_BYTES = 16
const HEAD = PREFIX.length + IV_BYTES + TAG_BYTES
const NAME_AT = 30

export function writeIterator(token: IteratorToken, key: Uint8Array): string {
  const name = Buffer.from(token.stream)
  const content = Buffer.alloc(116 + Math.floor((name.length + 2) / 16) * 16)
  content.writeUInt8(VERSION, 0)
  content.writeDoubleBE(token.madeAt, 1)
  content.writeDoubleBE(token.createdAt, 9)
  content.writeUInt32BE(token.shardIndex, 17)
  content.writeDoubleBE(token.counter, 21)
  content.writeUInt8(name.length, NAME_AT - 1)
  name.copy(content, NAME_AT)
  const iv = createHmac('sha256', key).update(content).digest().subarray(0, IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const sealed = Buffer.concat([cipher.update(content), cipher.final()])
  return Buffer.concat([PREFIX, iv, cipher.getAuthTag(), sealed]).toString('base64')
}

/** Undefined for a text that was not made with this key. */
export function readIterator(text: string, key: Uint8Array): IteratorToken | undefined {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length < HEAD + NAME_AT || bytes.toString('base64') !== text) return undefined
  if (!bytes.subarray(0, PREFIX.length).equals(PREFIX)) return undefined
  const content = opened(bytes, key)
  if (!content || content[0] !== VERSION) return undefined
  return {
    madeAt: content.readDoubleBE(1),
    createdAt: content.readDoubleBE(9),
    shardIndex: content.readUInt32BE(17),
    counter: content.readDoubleBE(21),
    stream: content.toString('utf8', NAME_AT, NAME_AT + content[NAME_AT - 1]),
  }
}

function opened(bytes: Buffer, key: Uint8Array): Buffer | undefined {
  const iv = bytes.subarray(PREFIX.length, PREFIX.length + IV_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, iv)
  decipher.setAuthTag(bytes.subarray(PREFIX.length + IV_BYTES, HEAD))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(HEAD)), decipher.final()])
  } catch {
    return undefined
  }
}

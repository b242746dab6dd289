import type { RecordBatch } from '../../../record/index.ts'

/** How a stored batch has its keys: see batch-value.ts. */
export type KeysFormat = 'one' | 'mixed' | 'apart'

/** One key as it is; several as their lengths, then all of them in one piece. */
export function encodeKeys(keys: readonly string[]): Uint8Array {
  if (keys.length === 1) return Buffer.from(keys[0])
  const lengths = keys.length * 4
  const text = keys.join('')
  const size = Buffer.byteLength(text)
  const bytes = Buffer.allocUnsafe(lengths + size)
  const isAscii = size === text.length
  for (let at = 0; at < keys.length; at++) {
    bytes.writeUInt32LE(isAscii ? keys[at].length : Buffer.byteLength(keys[at]), at * 4)
  }
  bytes.write(text, lengths, isAscii ? 'latin1' : 'utf8')
  return bytes
}

/**
 * The batch, its keys decoded when somebody asks: thousands of strings for every batch that is kept in memory cost
 * the garbage collector more than all else (measured: 17 % of the time of PutRecords), and few consumers look at them.
 */
export function batchWith(
  fields: Omit<RecordBatch, 'keys'>,
  bytes: Uint8Array,
  format: KeysFormat,
): RecordBatch {
  const count = fields.ends.length
  return Object.defineProperty({ ...fields } as RecordBatch, 'keys', {
    enumerable: true,
    configurable: true,
    get(this: RecordBatch) {
      const value = decodeKeys(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), format, count)
      Object.defineProperty(this, 'keys', { enumerable: true, value })
      return value
    },
  })
}

function decodeKeys(bytes: Buffer, format: KeysFormat, count: number): string[] {
  if (format === 'one') return [bytes.toString()]
  return format === 'apart' ? decodeApart(bytes, count) : decodeMixed(bytes)
}

function decodeApart(bytes: Buffer, count: number): string[] {
  const text = bytes.toString('utf8', count * 4)
  const isAscii = text.length === bytes.length - count * 4
  const keys = new Array<string>(count)
  for (let at = 0, from = isAscii ? 0 : count * 4; at < count; at++) {
    const to = from + bytes.readUInt32LE(at * 4)
    keys[at] = isAscii ? text.slice(from, to) : bytes.toString('utf8', from, to)
    from = to
  }
  return keys
}

/** As versions before resharding wrote them. */
function decodeMixed(bytes: Buffer): string[] {
  const keys: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const from = at + 4
    at = from + bytes.readUInt32LE(at)
    keys.push(bytes.toString('utf8', from, at))
  }
  return keys
}

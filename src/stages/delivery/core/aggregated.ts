import { createHash } from 'node:crypto'

/**
 * Records that the Kinesis Producer Library put into one:
 *
 *   record = %xF3.89.9A.C2 message md5(message)          ; 4 bytes, the message, 16 bytes
 *   message AggregatedRecord { string partition_key_table = 1 (repeated); string explicit_hash_key_table = 2
 *     (repeated); Record records = 3 (repeated) }
 *   message Record { uint64 partition_key_index = 1; uint64 explicit_hash_key_index = 2; bytes data = 3; Tag tags = 4 }
 *
 * Answers the data of each, or undefined when these bytes are something else (they then are one record, as they are).
 */
export function aggregatedRecords(body: Uint8Array): Uint8Array[] | undefined {
  if (!isAggregated(body)) return undefined
  const message = body.subarray(MAGIC.length, body.length - DIGEST)
  const digest = createHash('md5').update(message).digest()
  if (!digest.equals(body.subarray(body.length - DIGEST))) return undefined
  try {
    return fieldsOf(message).flatMap(({ number, bytes }) => (number === 3 && bytes ? [dataOf(bytes)] : []))
  } catch {
    return undefined
  }
}

export function isAggregated(body: Uint8Array): boolean {
  return (
    body[0] === 0xf3 && body.length >= MAGIC.length + DIGEST && MAGIC.every((byte, at) => body[at] === byte)
  )
}

const MAGIC = [0xf3, 0x89, 0x9a, 0xc2]
const DIGEST = 16

function dataOf(record: Uint8Array): Uint8Array {
  const data = fieldsOf(record).find(({ number, bytes }) => number === 3 && bytes)?.bytes
  if (!data) throw new Error('A record without data.')
  return data
}

interface Field {
  readonly number: number
  /** Of length-delimited fields. */
  readonly bytes?: Uint8Array
}

/** field = varint(number << 3 | kind) value; kind 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes. */
function fieldsOf(message: Uint8Array): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      if (at >= message.length || shift > 63) throw new Error('A number without end.')
      const byte = message[at++]
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }
  const take = (length: number) => {
    if (at + length > message.length) throw new Error('A field that is longer than its message.')
    at += length
    return message.subarray(at - length, at)
  }
  while (at < message.length) {
    const tag = varint()
    const [number, kind] = [Math.floor(tag / 8), tag % 8]
    if (kind === 0) varint()
    else if (kind === 1) take(8)
    else if (kind === 5) take(4)
    else if (kind !== 2) throw new Error('A field of no known kind.')
    fields.push(kind === 2 ? { number, bytes: take(varint()) } : { number })
  }
  return fields
}

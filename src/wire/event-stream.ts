import { crc32 } from 'node:zlib'
import { ServiceError } from '../record/index.ts'
import type { OperationContract } from './contract.ts'
import type { Slot, Structure } from './shape.ts'

/** How a protocol writes the payload of one event. */
export interface EventPayload {
  readonly contentType: string
  write(value: unknown, shape: Structure): string | Uint8Array
}

export const EVENT_STREAM = 'application/vnd.amazon.eventstream'

/**
 * The frames of an output's event stream: the output's other members first (`initial-response`), then an event at a
 * time as the operation yields it, `{EventName: {…}}`. What it throws, or yields of an error's shape, ends the stream
 * as AWS does it: an exception frame if the stream's model has that error, otherwise an error frame.
 */
export async function* eventFrames(
  output: Readonly<Record<string, unknown>>,
  { output: shape, events }: OperationContract,
  payload: EventPayload,
  onFailure: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  const union = events?.shape
  if (!events || union?.kind !== 'structure') throw new Error('an operation without an event stream')
  const rest = { ...shape, members: shape.members.filter((slot) => slot !== events) }
  yield frame('event', 'initial-response', payload.write(output, rest), payload.contentType)
  try {
    for await (const event of output[events.name] as AsyncIterable<Record<string, unknown>>) {
      const [name, value] = Object.entries(event)[0] ?? []
      const slot = name === undefined ? undefined : union.byName.get(name)
      if (slot) yield frameOf(slot, value, payload)
    }
  } catch (error) {
    yield failureFrame(error, union, payload, onFailure)
  }
}

function frameOf(slot: Slot, value: unknown, payload: EventPayload): Uint8Array {
  const { shape } = slot
  if (shape.kind !== 'structure') throw new Error(`an event that is no structure: ${slot.name}`)
  const type = shape.traits.error ? 'exception' : 'event'
  return frame(type, slot.name, payload.write(value, shape), payload.contentType)
}

function failureFrame(
  error: unknown,
  events: Structure,
  payload: EventPayload,
  onFailure: (error: unknown) => void,
): Uint8Array {
  const known = error instanceof ServiceError ? events.byName.get(error.type) : undefined
  if (error instanceof ServiceError && known) {
    return frameOf(known, { ...error.details, message: error.message, Message: error.message }, payload)
  }
  if (!(error instanceof ServiceError)) onFailure(error)
  const said = error instanceof ServiceError ? error : new ServiceError('InternalFailure', 'Internal failure')
  return encode({ ':message-type': 'error', ':error-code': said.type, ':error-message': said.message }, '')
}

function frame(
  kind: 'event' | 'exception',
  name: string,
  body: string | Uint8Array,
  contentType: string,
): Uint8Array {
  return encode({ [`:${kind}-type`]: name, ':content-type': contentType, ':message-type': kind }, body)
}

// frame    = length(4) headers-length(4) crc32(4, of these eight) headers payload crc32(4, of all before)
// header   = name-length(1) name 7 (it is a text) value-length(2) value            all big-endian

function encode(headers: Readonly<Record<string, string>>, body: string | Uint8Array): Uint8Array {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)))
  const payload = typeof body === 'string' ? Buffer.from(body) : body
  const bytes = Buffer.allocUnsafe(12 + head.length + payload.length + 4)
  bytes.writeUInt32BE(bytes.length, 0)
  bytes.writeUInt32BE(head.length, 4)
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8)
  bytes.set(head, 12)
  bytes.set(payload, 12 + head.length)
  bytes.writeUInt32BE(crc32(bytes.subarray(0, -4)), bytes.length - 4)
  return bytes
}

const TEXT = 7
const MAX_HEADER_TEXT = 32_767

function header(name: string, value: string): Buffer {
  const [nameBytes, valueBytes] = [Buffer.from(name), Buffer.from(value).subarray(0, MAX_HEADER_TEXT)]
  const length = Buffer.allocUnsafe(2)
  length.writeUInt16BE(valueBytes.length)
  return Buffer.concat([Buffer.of(nameBytes.length), nameBytes, Buffer.of(TEXT), length, valueBytes])
}

import { EventStreamCodec } from '@smithy/core/event-streams'
import { ServiceError } from '../record/index.ts'
import type { OperationContract } from './contract.ts'
import type { Slot, Structure } from './shape.ts'

/** How a protocol writes the payload of one event. */
export interface EventPayload {
  readonly contentType: string
  write(value: unknown, shape: Structure): string | Uint8Array
}

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
)

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

function encode(headers: Readonly<Record<string, string>>, body: string | Uint8Array): Uint8Array {
  const entries = Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }])
  return codec.encode({
    headers: Object.fromEntries(entries),
    body: typeof body === 'string' ? Buffer.from(body) : body,
  })
}

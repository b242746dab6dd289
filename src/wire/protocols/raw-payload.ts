import type { Slot } from '../shape.ts'
import type { Body } from './rest.ts'

/** A body that is one member as it stands: bytes, text or a stream. */
export function readRawPayload(body: Buffer, { name, shape }: Slot): Record<string, unknown> {
  if (shape.kind === 'string') return body.length === 0 ? {} : { [name]: body.toString() }
  return { [name]: body }
}

export function rawPayload(value: unknown, { shape }: Slot): Body {
  if (value === undefined || value === null) return { headers: {} }
  const type = shape.kind === 'string' ? 'application/json' : 'application/octet-stream'
  return { headers: { 'content-type': type }, body: value as Exclude<Body['body'], undefined> }
}

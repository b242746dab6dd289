import { parseIndexBody } from './index-body.ts'
import type { Composed } from './index-templates.ts'
import { rootNode } from './json.ts'

/** A data stream, as the room's state keeps it under `stream/<name>`; its indices say that they are its own. */
export interface Stream {
  readonly timestamp_field: { readonly name: string }
  readonly generation: number
  /** The index template that makes its backing indices. */
  readonly template: string
}

export const STREAM_PREFIX = 'stream/'
export const TIMESTAMP = '@timestamp'

export const backingName = (stream: string, generation: number) =>
  `.ds-${stream}-${String(generation).padStart(6, '0')}`

/** The backing index of a generation, its timestamp a date whatever the template says of it. */
export function backingIndex(name: string, stream: Stream, { body }: Pick<Composed, 'body'>) {
  const { mapping, attributes } = parseIndexBody(rootNode(body))
  const field = stream.timestamp_field.name
  return {
    index: backingName(name, stream.generation),
    mapping: { ...mapping, [field]: mapping[field] ?? ('date' as const) },
    attributes: { ...attributes, stream: name, settings: { ...attributes.settings, hidden: 'true' } },
  }
}

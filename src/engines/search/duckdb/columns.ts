import { type Column, NONE, type TextColumn } from '../../../record/index.ts'
import type { Typed } from './document.ts'
import type { Field } from './model.ts'

/** One field's values of several documents as a column. */
export function columnOf({ name, type }: Field, values: readonly (Typed | undefined)[]): Column {
  switch (type) {
    case 'keyword':
    case 'text':
    case 'ip':
      return { name, type, ...textColumn(values as readonly (string | undefined)[]) }
    case 'boolean':
      return {
        name,
        type,
        values: Uint8Array.from(values, (value) => (value === undefined ? 2 : value ? 1 : 0)),
      }
    case 'geo_point': {
      const part = (at: 0 | 1) =>
        Float64Array.from(values, (value) => (Array.isArray(value) ? value[at] : Number.NaN))
      return { name, type, lat: part(0), lon: part(1) }
    }
    default:
      return {
        name,
        type,
        values: Float64Array.from(values, (value) => (value === undefined ? Number.NaN : Number(value))),
      }
  }
}

export function textColumn(
  values: readonly (string | undefined)[],
): Pick<TextColumn, 'bytes' | 'starts' | 'ends'> {
  const parts = values.map((value) => (value === undefined ? undefined : Buffer.from(value)))
  const starts = new Uint32Array(values.length)
  const ends = new Uint32Array(values.length)
  let end = 0
  parts.forEach((part, at) => {
    starts[at] = part ? end : NONE
    end += part?.length ?? 0
    ends[at] = end
  })
  return { bytes: Buffer.concat(parts.filter((part) => part !== undefined)), starts, ends }
}

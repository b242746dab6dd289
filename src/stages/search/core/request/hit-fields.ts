import type { Hit } from '../../ports.ts'
import { DEFAULT_FORMAT, dateFormat } from '../date/format.ts'
import { UTC } from '../date/zone.ts'
import type { Fields } from '../fields.ts'
import { globMatches } from '../glob.ts'
import { flag, isObject, items, members, type Node, text } from '../json.ts'
import { leavesOf } from './source.ts'

/** `fields` and `docvalue_fields`: names or patterns, a date perhaps with a format. */
export interface FieldWish {
  readonly field: string
  readonly format?: string
}

export function fieldWishes(node: Node | undefined, owner: string): readonly FieldWish[] {
  if (node === undefined) return []
  return items(node).map((item) => {
    if (!isObject(item.value)) return { field: text(item, owner, 'search') }
    const { field = '', format } = members(item, owner, { field: text, format: text, include_unmapped: flag })
    return { field, ...(format === undefined || format === 'use_field_mapping' ? {} : { format }) }
  })
}

/** `{name: [values]}` of one hit; names without a value are left out. */
export function fieldsOfHit(hit: Hit, wishes: readonly FieldWish[], fields: Fields) {
  const shown: Record<string, readonly unknown[]> = {}
  const leaves = leavesOf(hit.source)
  for (const { field, format } of wishes) {
    for (const [name, values] of leaves) {
      const named = globMatches(field, name) ? name : field === `${name}.keyword` ? field : undefined
      if (named === undefined) continue
      const dated = fields.typeOf(name) === 'date'
      shown[named] = dated ? values.map((value) => showDate(value, format ?? DEFAULT_FORMAT)) : values
    }
  }
  return shown
}

function showDate(value: unknown, format: string): unknown {
  const span =
    typeof value === 'number'
      ? { from: value }
      : dateFormat(`${DEFAULT_FORMAT}||epoch_second`).parse(String(value), UTC)
  return span ? dateFormat(format).print(span.from, UTC) : value
}

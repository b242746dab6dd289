import { illegal, noMappingForSort, notServed, textNotOptimised } from '../../errors.ts'
import type { SortKey } from '../../ports.ts'
import { DEFAULT_FORMAT, dateFormat } from '../date/format.ts'
import { resolveDate } from '../date/math.ts'
import { UTC } from '../date/zone.ts'
import type { Fields } from '../fields.ts'
import { entries, items, members, type Node, oneOf, text } from '../json.ts'

export interface Sort {
  readonly key: SortKey
  /** How a date's sort value is shown in hits; a number without it. */
  readonly format?: string
}

const PARAMETERS = {
  order: oneOf('asc', 'desc'),
  missing: oneOf('_first', '_last'),
  unmapped_type: text,
  format: text,
  mode: oneOf('min', 'max'),
  numeric_type: oneOf('long', 'double', 'date'),
} as const

/** `"field"`, `{field: "desc"}`, `{field: {order, missing, …}}`, or a list of such. */
export function sortOf(node: Node | undefined, fields: Fields): readonly Sort[] {
  if (node === undefined) return []
  return items(node).flatMap((item) => {
    if (typeof item.value === 'string') return [sortBy(item.value, {}, fields)]
    return entries(item, 'sort').map(([field, value]) => {
      if (typeof value.value === 'string') {
        return sortBy(field, { order: PARAMETERS.order(value, field, 'sort') }, fields)
      }
      return sortBy(field, members(value, 'sort', PARAMETERS), fields)
    })
  })
}

function sortBy(
  field: string,
  given: { order?: 'asc' | 'desc'; missing?: '_first' | '_last'; unmapped_type?: string; format?: string },
  fields: Fields,
): Sort {
  const order = given.order ?? (field === '_score' ? 'desc' : 'asc')
  if (field === '_score' || field === '_doc') return { key: { field, order } }
  const type = fields.typeOf(field)
  if (field.startsWith('_') && type === undefined) {
    throw notServed(`sorting by [${field}]`, 'sort by a field, by _score or by _doc')
  }
  if (type === 'text') throw textNotOptimised(field)
  if (type === 'geo_point')
    throw illegal(`can't sort on geo_point field [${field}] without using specific sorting`)
  if (type === undefined && given.unmapped_type === undefined && fields.names.length > 0) {
    throw noMappingForSort(field)
  }
  return {
    key: { field, order, ...(given.missing ? { missing: given.missing } : {}) },
    ...(given.format !== undefined && type === 'date' ? { format: given.format } : {}),
  }
}

type SortValue = string | number | boolean | null

/** `search_after`: one value a sort key; a date may be given as its text. */
export function searchAfterOf(
  node: Node | undefined,
  sorts: readonly Sort[],
  fields: Fields,
  now: number,
): readonly SortValue[] | undefined {
  if (node === undefined) return undefined
  if (!Array.isArray(node.value)) throw illegal('[search_after] must be a list of sort values', node.path)
  if (sorts.length === 0) throw illegal('Sort must contain at least one field.', node.path)
  if (node.value.length !== sorts.length) {
    throw illegal(`search_after has ${node.value.length} value(s) but sort has ${sorts.length}.`, node.path)
  }
  return node.value.map((value: unknown, at) => {
    if (value !== null && typeof value === 'object') {
      throw illegal(`Can't handle [search_after] field value of type [object]`, [...node.path, at])
    }
    const { key, format } = sorts[at]
    if (typeof value !== 'string' || fields.typeOf(key.field) !== 'date') return value as SortValue
    return resolveDate(value, { now, zone: UTC, format: format ?? DEFAULT_FORMAT }).from
  })
}

/** A hit's sort values as the client asked to see them. */
export function showSort(values: readonly SortValue[], sorts: readonly Sort[]): readonly SortValue[] {
  return values.map((value, at) => {
    const format = sorts[at]?.format
    return format !== undefined && typeof value === 'number' ? dateFormat(format).print(value, UTC) : value
  })
}

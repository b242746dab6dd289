import type { FieldType, IndexDescription, Mapping } from '../ports.ts'
import { globMatches } from './glob.ts'

/** What is known of the fields of the indices that a request names. */
export interface Fields {
  /** Type of a field, `x.keyword` under a text field included; undefined when no index maps it. */
  typeOf(field: string): FieldType | undefined
  /** Mapped names that fit a pattern with `*`, or the name itself. */
  matching(pattern: string): readonly string[]
  readonly names: readonly string[]
}

const NUMERIC = new Set<FieldType>(['long', 'integer', 'short', 'float', 'double'])
export const isNumeric = (type: FieldType | undefined) => type !== undefined && NUMERIC.has(type)

/** Where indices disagree about a field, the last in name order (the newest day) decides. */
export function fieldsOf(indices: readonly Pick<IndexDescription, 'mapping' | 'attributes'>[]): Fields {
  const types = new Map<string, FieldType>()
  let last: Mapping | undefined
  for (const { mapping } of indices) {
    if (mapping === last) continue
    for (const name in mapping) types.set(name, mapping[name])
    last = mapping
  }
  for (const { attributes } of indices) {
    for (const [name, { definition }] of Object.entries(attributes?.rules?.fields ?? {})) {
      const type = definition.type === 'alias' ? types.get(String(definition.path)) : undefined
      if (type) types.set(name, type)
    }
  }
  const names = [...types.keys()]
  return {
    names,
    typeOf: (field) => types.get(field) ?? subFieldType(types, field),
    matching: (pattern) =>
      pattern.includes('*') ? names.filter((name) => globMatches(pattern, name)) : [pattern],
  }
}

function subFieldType(types: ReadonlyMap<string, FieldType>, field: string): FieldType | undefined {
  if (!field.endsWith('.keyword')) return undefined
  return types.get(field.slice(0, -'.keyword'.length)) === 'text' ? 'keyword' : undefined
}

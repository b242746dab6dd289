import type { IndexDescription } from '../ports.ts'
import { globMatches } from './glob.ts'

interface Capability {
  type: string
  searchable: boolean
  aggregatable: boolean
  indices?: readonly string[]
  metadata_field?: boolean
}

const METADATA = ['_id', '_index', '_source']

/** `_field_caps`: each field's types over the indices; `indices` is said where they disagree. */
export function fieldCapabilities(
  indices: readonly IndexDescription[],
  patterns: readonly string[],
  includeUnmapped: boolean,
) {
  const byField = new Map<string, Map<string, string[]>>()
  const wanted = (name: string) => patterns.some((pattern) => globMatches(pattern, name))
  const note = (field: string, type: string, index: string) => {
    if (!wanted(field)) return
    const types = byField.get(field) ?? new Map<string, string[]>()
    types.set(type, [...(types.get(type) ?? []), index])
    byField.set(field, types)
  }
  for (const { name, mapping } of indices) {
    for (const field of METADATA) note(field, field, name)
    for (const [field, type] of Object.entries(mapping)) {
      note(field, type, name)
      if (type === 'text') note(`${field}.keyword`, 'keyword', name)
    }
  }
  const fields = Object.fromEntries(
    [...byField]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([field, types]) => [field, shown(types, indices, includeUnmapped)]),
  )
  return { indices: indices.map(({ name }) => name), fields }
}

function shown(
  types: ReadonlyMap<string, readonly string[]>,
  indices: readonly IndexDescription[],
  includeUnmapped: boolean,
): Record<string, Capability> {
  const mapped = new Set([...types.values()].flat())
  const unmapped = indices.map(({ name }) => name).filter((name) => !mapped.has(name))
  const several = types.size > 1 || (includeUnmapped && unmapped.length > 0)
  const all: Record<string, Capability> = {}
  for (const [type, names] of types) {
    const metadata = type.startsWith('_')
    all[type] = {
      type,
      searchable: type !== '_source',
      aggregatable: type !== 'text' && !metadata,
      ...(metadata ? { metadata_field: true } : {}),
      ...(several ? { indices: names } : {}),
    }
  }
  if (includeUnmapped && unmapped.length > 0) {
    all.unmapped = { type: 'unmapped', searchable: false, aggregatable: false, indices: unmapped }
  }
  return all
}

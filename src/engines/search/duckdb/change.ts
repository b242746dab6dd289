import type { IndexAttributes, IndexChange } from '../../../stages/search/ports.ts'
import type { ParsedDocument } from './document.ts'
import { indexExists, indexNotFound } from './errors.ts'
import type { IndexModel } from './model.ts'
import { text } from './sql/literal.ts'
import type { Transaction } from './transaction.ts'
import { mapFields, type Widening } from './widen.ts'

/** Deletions first, then new indices, then changes, then the room's own state. */
export async function applyChange(transaction: Transaction, change: IndexChange): Promise<void> {
  for (const name of change.remove ?? []) {
    const index = transaction.index(name)
    if (!index) throw indexNotFound(name)
    await transaction.drop(index)
  }
  for (const { index: name, mapping, attributes } of change.create ?? []) {
    if (transaction.index(name)) throw indexExists(name)
    const index = await transaction.apply(mapFields(await transaction.indexOrNew(name), mapping))
    await transaction.apply(withAttributes(index, attributes))
  }
  for (const { index: name, mapping = {}, attributes } of change.update ?? []) {
    const index = transaction.index(name)
    if (!index) throw indexNotFound(name)
    const mapped = await transaction.apply(mapFields(index, mapping))
    if (attributes) await transaction.apply(withAttributes(mapped, attributes))
  }
  for (const [key, value] of Object.entries(change.state ?? {})) transaction.keep(key, value)
}

export function withAttributes(index: IndexModel, attributes: IndexAttributes): Widening {
  const value = text(JSON.stringify(attributes))
  return {
    index: { ...index, attributes },
    statements: [
      `INSERT INTO catalogue_attributes VALUES (${index.number}, ${value}) ON CONFLICT (index_number) DO UPDATE SET value = excluded.value`,
    ],
  }
}

/** The index with the rules that its templates gave to fields which a document brought. */
export function withFreshRules(
  index: IndexModel,
  { freshRules, freshObjects }: Pick<ParsedDocument, 'freshRules' | 'freshObjects'>,
): Widening {
  const { attributes = {} } = index
  const { rules = {} } = attributes
  const fields = { ...rules.fields, ...Object.fromEntries(freshRules) }
  const objects = { ...rules.objects, ...Object.fromEntries(freshObjects) }
  return withAttributes(index, { ...attributes, rules: { ...rules, fields, objects } })
}

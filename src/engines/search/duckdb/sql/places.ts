import type { Field, IndexModel, Place } from '../model.ts'

/** Alias of the fact table in every statement. */
export const FACT = 'f'

/** A condition on one value, for any expression that has the value. */
export type Test = (expression: string) => string

export interface FieldTest {
  readonly field: Field
  readonly test: Test
}

/**
 * Whether any of the tests holds for a row. Tests on a dimension run over its few words, once for all of the
 * dimension's columns; the rows then compare ids.
 */
export function anyOf(index: IndexModel, tests: readonly FieldTest[]): string {
  const conditions: string[] = []
  const onWords = new Map<string, string[]>()
  for (const { field, test } of tests) {
    for (const { dimension, column } of field.places) {
      if (dimension === undefined) conditions.push(test(`${FACT}.${column}`))
      else onWords.set(dimension, [...(onWords.get(dimension) ?? []), test(column)])
    }
  }
  for (const [key, words] of onWords) {
    const { table, idColumn } = index.dimensions.get(key)!
    conditions.push(`${FACT}.${idColumn} IN (SELECT id FROM ${table} WHERE ${words.join(' OR ')})`)
  }
  return conditions.length === 0 ? 'FALSE' : `(${conditions.join(' OR ')})`
}

/** Whether the row has a value. The words of a dimension always have one. */
export function hasValue(index: IndexModel, field: Field): string {
  const whole = field.places.filter((at) => at.dimension === field.name)
  const others = { ...field, places: field.places.filter((at) => at.dimension !== field.name) }
  const conditions = whole.map((at) => `${FACT}.${idColumnOf(index, at)} IS NOT NULL`)
  if (others.places.length > 0)
    conditions.push(anyOf(index, [{ field: others, test: (x) => `${x} IS NOT NULL` }]))
  return conditions.length === 0 ? 'FALSE' : `(${conditions.join(' OR ')})`
}

export function idColumnOf(index: IndexModel, at: Place): string {
  return index.dimensions.get(at.dimension!)!.idColumn
}

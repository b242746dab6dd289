import type { Field, IndexModel, Place } from '../model.ts'
import type { Coverage } from './coverage.ts'
import { type WordSets, wordsCondition } from './word-sets.ts'

/** Alias of the fact table in every statement. */
export const FACT = 'f'

/** A condition on one value, for any expression that has the value. */
export type Test = (expression: string) => string

export interface FieldTest {
  readonly field: Field
  readonly test: Test
}

/** An index, and what has been looked up of it for this request. */
export interface Indexed {
  readonly index: IndexModel
  readonly words?: WordSets
  readonly coverage?: Coverage
}

/**
 * Whether any of the tests holds for a row. Tests on a dimension run over its few words, once for all of the
 * dimension's columns; the rows then compare ids.
 */
export function anyOf({ index, words }: Indexed, tests: readonly FieldTest[]): string {
  const conditions: string[] = []
  const onWords = new Map<string, string[]>()
  for (const { field, test } of tests) {
    for (const { dimension, column } of field.places) {
      if (dimension === undefined) conditions.push(test(`${FACT}.${column}`))
      else onWords.set(dimension, [...(onWords.get(dimension) ?? []), test(column)])
    }
  }
  for (const [key, conditionsOnWords] of onWords) {
    const { table, idColumn } = index.dimensions.get(key)!
    const select = `SELECT id FROM ${table} WHERE ${conditionsOnWords.join(' OR ')}`
    conditions.push(wordsCondition(`${FACT}.${idColumn}`, select, words))
  }
  return conditions.length === 0 ? 'FALSE' : `(${conditions.join(' OR ')})`
}

/** Whether the row has a value. The words of a dimension always have one. */
export function hasValue(indexed: Indexed, field: Field): string {
  const whole = field.places.filter((at) => at.dimension === field.name)
  const others = { ...field, places: field.places.filter((at) => at.dimension !== field.name) }
  const conditions = whole.map((at) => `${FACT}.${idColumnOf(indexed.index, at)} IS NOT NULL`)
  if (others.places.length > 0)
    conditions.push(anyOf(indexed, [{ field: others, test: (x) => `${x} IS NOT NULL` }]))
  return conditions.length === 0 ? 'FALSE' : `(${conditions.join(' OR ')})`
}

export function idColumnOf(index: IndexModel, at: Place): string {
  return index.dimensions.get(at.dimension!)!.idColumn
}

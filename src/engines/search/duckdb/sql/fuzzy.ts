import type { Query } from '../../../../stages/search/ports.ts'
import { type Field, isText } from '../model.ts'
import { text } from './literal.ts'
import type { Test } from './places.ts'
import { tokensOf } from './token.ts'

/** Lengths are looked at first: most words are told apart by them, and a distance costs far more. */
export function fuzzyTest(query: Extract<Query, { kind: 'fuzzy' }>, field: Field, whole: boolean): Test {
  if (!isText(field.type)) return () => 'FALSE'
  const value = whole && !query.anyCase ? query.value : query.value.toLowerCase()
  const signs = [...value]
  const edits = Math.trunc(query.edits)
  const measure = query.transpositions ? 'damerau_levenshtein' : 'levenshtein'
  const start = signs.slice(0, Math.trunc(query.prefix)).join('')
  const near = (x: string) => {
    const tests = [
      `length(${x}) BETWEEN ${signs.length - edits} AND ${signs.length + edits}`,
      ...(start === '' ? [] : [`starts_with(${x}, ${text(start)})`]),
    ]
    return `(CASE WHEN ${tests.join(' AND ')} THEN ${measure}(${x}, ${text(value)}) <= ${edits} ELSE FALSE END)`
  }
  if (whole) return query.anyCase ? (x) => near(`lower(${x})`) : near
  return (x) => `len(list_filter(${tokensOf(x)}, t -> ${near('t')})) > 0`
}

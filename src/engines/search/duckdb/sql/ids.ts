import type { IndexModel } from '../model.ts'
import { list, number, text } from './literal.ts'
import { FACT } from './places.ts'

/** Prefix of ids to its number in the table `prefixes`. */
export type Prefixes = ReadonlyMap<string, number>

/** Rows with one of these ids. An id of appended rows is not stored: it is its prefix's number and a number. */
export function idCondition(index: IndexModel, prefixes: Prefixes, ids: readonly string[]): string {
  const conditions: string[] = []
  const numbers = new Map<number, string[]>()
  for (const id of ids) {
    for (const { prefix, rest } of splits(id, prefixes)) {
      numbers.set(prefix, [...(numbers.get(prefix) ?? []), number(rest)])
    }
  }
  for (const [prefix, rest] of numbers) {
    conditions.push(`(${FACT}._p = ${prefix} AND ${FACT}._n IN ${list(rest)})`)
  }
  if (index.keepsSources && ids.length > 0) conditions.push(`${FACT}._i IN ${list(ids.map(text))}`)
  return conditions.length === 0 ? 'FALSE' : `(${conditions.join(' OR ')})`
}

/** A row's id as an expression. */
export function idExpression(index: IndexModel): string {
  const derived = `(SELECT prefix FROM prefixes WHERE id = ${FACT}._p) || CAST(${FACT}._n AS VARCHAR)`
  return index.keepsSources ? `coalesce(${FACT}._i, ${derived})` : `(${derived})`
}

function* splits(id: string, prefixes: Prefixes): Generator<{ prefix: number; rest: number }> {
  for (let at = id.length - 1; at >= 0 && id.length - at <= 16; at--) {
    if (id[at] < '0' || id[at] > '9') return
    const prefix = prefixes.get(id.slice(0, at))
    if (prefix === undefined || (id[at] === '0' && at < id.length - 1)) continue
    const rest = Number(id.slice(at))
    if (Number.isSafeInteger(rest)) yield { prefix, rest }
  }
}

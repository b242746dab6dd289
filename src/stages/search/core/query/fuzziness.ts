import { badQuery, parsing } from '../../errors.ts'
import type { Query } from '../../ports.ts'
import type { Reader } from '../json.ts'
import { NONE } from './clause.ts'
import type { QueryContext } from './context.ts'

/** How many edits a word of so many signs may be away. */
export type Fuzziness = (length: number) => number

/** `AUTO`, `AUTO:3,6`, or 0 to 2 edits. */
export const fuzziness: Reader<Fuzziness> = (node, name, owner) => {
  const given = String(node.value).toUpperCase()
  const auto = /^AUTO(?::(\d+),(\d+))?$/.exec(given)
  if (auto) {
    const [low, high] = [Number(auto[1] ?? 3), Number(auto[2] ?? 6)]
    return (length) => (length < low ? 0 : length < high ? 1 : 2)
  }
  if (/^[012](?:\.0)?$/.test(given)) return () => Number(given)
  throw parsing(
    `[${owner}] [${name}]: Valid edit distances are [0, 1, 2, AUTO] but was [${String(node.value)}]`,
    node.path,
  )
}

export const AUTO: Fuzziness = (length) => (length < 3 ? 0 : length < 6 ? 1 : 2)

export interface FuzzyOptions {
  readonly prefix?: number
  readonly transpositions?: boolean
  readonly anyCase?: boolean
}

/** A word (or whole keyword) so many edits away. */
export function fuzzy(
  field: string,
  value: string,
  edits: number,
  context: QueryContext,
  { prefix = 0, transpositions = true, anyCase = false }: FuzzyOptions = {},
): Query {
  const type = context.fields.typeOf(field)
  if (type === undefined) return NONE
  if (type !== 'text' && type !== 'keyword') {
    throw badQuery(
      `Can only use fuzzy queries on keyword and text fields - not on [${field}] which is of type [${type}]`,
    )
  }
  return { kind: 'fuzzy', field, value, edits, prefix, transpositions, ...(anyCase ? { anyCase } : {}) }
}

import { badQuery, parsing } from '../../errors.ts'
import type { Reader } from '../json.ts'

/** A number, a percentage, either negative, or conditions such as `2<-25% 9<-3`. */
export const minimumShouldMatch: Reader<string> = (node, name, owner) => {
  const { value } = node
  if (typeof value === 'number' && Number.isInteger(value)) return String(value)
  if (typeof value === 'string' && /^\s*-?\d+(?:%|<-?\d+%?(?:\s+-?\d+<-?\d+%?)*)?\s*$/.test(value))
    return value
  throw parsing(
    `[${owner}] [${name}] must be a count such as 2 or -1, a percentage such as 75% or conditions such as 3<90%, but was [${String(value)}]`,
    node.path,
  )
}

/** How many of `optional` clauses must match. */
export function leastOf(rule: string, optional: number): number {
  const spec = rule.trim()
  if (!spec.includes('<')) return Math.max(0, simple(spec, optional))
  let result = optional
  for (const condition of spec.split(/\s+/)) {
    const [above, then] = condition.split('<')
    if (optional <= Number(above)) return Math.max(0, result)
    result = simple(then, optional)
  }
  return Math.max(0, result)
}

function simple(spec: string, optional: number): number {
  const amount = Number.parseInt(spec, 10)
  if (Number.isNaN(amount)) throw badQuery(`Invalid minimum_should_match [${spec}]`)
  if (!spec.endsWith('%')) return amount < 0 ? optional + amount : amount
  const share = Math.trunc((optional * amount) / 100)
  return share < 0 ? optional + share : share
}

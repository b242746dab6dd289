import { parsing } from '../../errors.ts'
import type { Query } from '../../ports.ts'
import { boost, flag, integer, isObject, members, type Node, oneOf, onlyEntry, scalar } from '../json.ts'
import type { QueryContext } from './context.ts'
import { AUTO, fuzziness, fuzzy } from './fuzziness.ts'

/** `{ field: value }` or `{ field: { value, fuzziness, prefix_length, … } }`. */
export function parseFuzzy(query: Node, context: QueryContext): Query {
  const [field, body] = onlyEntry(query, 'fuzzy')
  const whole = isObject(body.value) ? body : { value: { value: body.value }, path: body.path }
  const read = members(whole, 'fuzzy', {
    value: scalar,
    fuzziness,
    prefix_length: integer(0),
    max_expansions: integer(1),
    transpositions: flag,
    rewrite: oneOf('constant_score', 'constant_score_boolean', 'scoring_boolean'),
    boost,
  })
  if (read.value === undefined) throw parsing('[fuzzy] value cannot be null', body.path)
  const value = String(read.value)
  const edits = (read.fuzziness ?? AUTO)([...value].length)
  return fuzzy(field, value, edits, context, {
    ...(read.prefix_length === undefined ? {} : { prefix: read.prefix_length }),
    ...(read.transpositions === undefined ? {} : { transpositions: read.transpositions }),
  })
}

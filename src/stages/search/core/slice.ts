import { illegal, parsing } from '../errors.ts'
import type { Query } from '../ports.ts'
import { integer, members, type Node, text } from './json.ts'

/** OpenSearch's `index.max_slices_per_scroll`. */
const MOST = 1024

/** `{id, max}` of a scroll or point in time: that part of the documents, by their sequence numbers. */
export function sliceOf(node: Node): Query {
  const { id, max } = members(node, 'slice', { id: integer(0), max: integer(2), field: text })
  if (id === undefined || max === undefined) throw parsing('[slice] needs [id] and [max]', node.path)
  if (max > MOST)
    throw illegal(
      `The number of slices [${max}] is too large. It must be less than [${MOST}]. ` +
        'This limit can be set by changing the [index.max_slices_per_scroll] index level setting.',
      node.path,
    )
  if (id >= max) throw illegal('max must be greater than id', node.path)
  return { kind: 'slice', id, max }
}

import { parsing } from '../../errors.ts'
import { entries, items, type Node, oneOf } from '../json.ts'

export interface Order {
  readonly by: string
  readonly order: 'asc' | 'desc'
}

const direction = oneOf('asc', 'desc')

/** `{ "_count": "desc" }`, or a list of such. */
export function orderOf(node: Node | undefined, owner: string): readonly Order[] {
  if (node === undefined) return []
  return items(node).flatMap((item) => {
    const found = entries(item, `${owner}] [order`)
    if (found.length !== 1) {
      throw parsing(
        `[${owner}] Must specify at least one field for [order], and one in each object`,
        item.path,
      )
    }
    const [[name, value]] = found
    // `_term` and `_time` were the key's names before OpenSearch 1.0; Grafana's older panels still say so.
    const by = name === '_term' || name === '_time' ? '_key' : name
    return [{ by, order: direction(value, name, `${owner}] [order`) }]
  })
}

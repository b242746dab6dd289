import { unknownField } from '../../errors.ts'
import { type Node, type Reader, members as read } from '../json.ts'

/** As `members` of queries; an unknown one is refused in the words that OpenSearch has for aggregations. */
export const members = <S extends Readonly<Record<string, Reader<unknown>>>>(
  node: Node,
  owner: string,
  known: S,
) => read(node, owner, known, unknownField)

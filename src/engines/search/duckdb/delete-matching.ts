import type { Query } from '../../../stages/search/ports.ts'
import type { Catalogue } from './catalogue.ts'
import { indexNotFound } from './errors.ts'
import { type IndexModel, tableOf } from './model.ts'
import { condition } from './sql/query.ts'
import type { Transaction } from './transaction.ts'

/** Deletes what matches, oldest first up to `limit`, in one transaction. */
export async function deleteMatching(
  transaction: Transaction,
  { prefixes }: Catalogue,
  indices: readonly string[],
  query: Query,
  limit = Number.POSITIVE_INFINITY,
): Promise<number> {
  let deleted = 0
  for (const name of indices) {
    const index = transaction.index(name)
    if (!index) throw indexNotFound(name)
    const matching = `SELECT f._s FROM ${tableOf(index)} f WHERE ${condition(query, { index, prefixes })}`
    const some = Number.isFinite(limit) ? ` ORDER BY f._s LIMIT ${Math.trunc(limit - deleted)}` : ''
    const [[count]] = await transaction.session.rows(
      `DELETE FROM ${tableOf(index)} WHERE _s IN (${matching}${some})`,
    )
    shrunk(transaction, index, Number(count))
    deleted += Number(count)
    if (deleted >= limit) break
  }
  return deleted
}

/** An index's size is an estimate: it loses what its documents have on average. */
export function shrunk(transaction: Transaction, index: IndexModel, count: number): void {
  if (count === 0) return
  const { documents, bytes } = index
  transaction.grew(index.name, -count, (-count * bytes) / Math.max(1, documents))
}

import { oneOf } from '../../json.ts'
import { type BucketsPath, type Results, valueAt } from './path.ts'

/** What a bucket without documents, or without a value, counts as. */
export const gapPolicy = oneOf('skip', 'insert_zeros', 'keep_values')
export type GapPolicy = ReturnType<typeof gapPolicy>

/** The path's number for a bucket; NaN is a gap that is to be passed over. */
export function resolved(bucket: Results, path: BucketsPath, policy: GapPolicy): number {
  const value = valueAt(bucket, path)
  const number = typeof value === 'number' ? value : Number.NaN
  const counts = path.steps.at(-1)?.name === '_count'
  const empty = bucket.doc_count === 0 && !counts && policy !== 'keep_values'
  if (Number.isFinite(number) && !empty) return number
  return policy === 'insert_zeros' ? 0 : Number.NaN
}

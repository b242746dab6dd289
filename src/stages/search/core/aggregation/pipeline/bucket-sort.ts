import { illegal, parsing } from '../../../errors.ts'
import { entries, integer, isObject, items, type Node, node, oneOf, text } from '../../json.ts'
import { members } from '../members.ts'
import { gapPolicy, resolved } from './gap.ts'
import { type BucketsPath, bucketsPath, type Results } from './path.ts'
import type { PipelineParser } from './pipeline.ts'

interface Key {
  readonly path: BucketsPath
  readonly sign: 1 | -1
}

type Ranked = number | string | undefined

/** Orders the buckets, and keeps some of them. */
export const parseBucketSort: PipelineParser = ({ name, node: body }) => {
  const read = members(body, 'bucket_sort', {
    sort: node,
    from: integer(Number.MIN_SAFE_INTEGER),
    size: integer(Number.MIN_SAFE_INTEGER),
    gap_policy: gapPolicy,
  })
  const { from = 0, size, gap_policy: policy = 'skip' } = read
  if (from < 0) throw illegal(`[from] must be a non-negative integer: [${from}]`, body.path)
  if (size !== undefined && size <= 0) {
    throw illegal(`[size] must be a positive integer: [${size}]`, body.path)
  }
  const keys = read.sort ? items(read.sort).flatMap(keyOf) : []
  if (keys.length === 0 && size === undefined && from === 0) {
    throw illegal(
      `[${name}] is configured to perform nothing. Please set either of [sort, size, from] to use bucket_sort`,
      body.path,
    )
  }
  const rank = (bucket: Results, { path }: Key): Ranked => {
    if (path.steps.length === 1 && path.steps[0].name === '_key') {
      return typeof bucket.key === 'number' ? bucket.key : String(bucket.key)
    }
    const value = resolved(bucket, path, policy)
    return Number.isNaN(value) ? undefined : value
  }
  return {
    place: 'parent',
    kind: 'bucket_sort',
    name,
    paths: keys.map(({ path }) => path).filter(({ steps }) => steps[0].name !== '_key'),
    inSequence: false,
    apply(buckets) {
      const ranked = buckets.map((shown) => ({ shown, ranks: keys.map((key) => rank(shown.bucket, key)) }))
      const kept =
        keys.length === 0 ? ranked : ranked.filter(({ ranks }) => ranks.some((one) => one !== undefined))
      const sorted = kept.toSorted((a, b) => {
        for (const [at, { sign }] of keys.entries()) {
          const gap = compared(a.ranks[at], b.ranks[at], sign)
          if (gap !== 0) return gap
        }
        return 0
      })
      return sorted.slice(from, size === undefined ? undefined : from + size).map(({ shown }) => shown)
    },
  }
}

/** Buckets without the value come last whatever the order. */
function compared(a: Ranked, b: Ranked, sign: 1 | -1): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1
  return a === b ? 0 : (a < b ? -1 : 1) * sign
}

const direction = oneOf('asc', 'desc')

function keyOf(item: Node): readonly Key[] {
  if (!isObject(item.value)) return [{ path: bucketsPath(text(item, 'sort', 'bucket_sort')), sign: 1 }]
  return entries(item, 'bucket_sort').map(([name, value]) => {
    const given = isObject(value.value)
      ? members(value, 'sort', { order: direction, missing: text }).order
      : direction(value, name, 'bucket_sort')
    if (name === '_score') throw parsing('[bucket_sort] cannot sort by _score', value.path)
    return { path: bucketsPath(name), sign: given === 'desc' ? -1 : 1 }
  })
}

import { type HashRange, hashRanges } from './hash-range.ts'

/** An open shard: its id and its part of the hash space, bounds included. */
export interface OpenShard extends HashRange {
  readonly id: string
}

/** Shards that one transaction closes and opens: only splits, or only merges. */
export interface ScalingStep {
  readonly close: readonly string[]
  readonly open: readonly (HashRange & { readonly parent: string; readonly adjacentParent?: string })[]
}

/**
 * Boundaries nearer to one another than this are the same: 2^128 divides into few counts, so that the rounded thirds
 * of a stream are not quite every other sixth.
 */
const ROUNDING = 1n << 64n

/**
 * The next step from these open shards (which cover the hash space) to `target` equal ones, by Kinesis's own means: a
 * shard is split in two, two neighbours are merged. Undefined when there is nothing left to do, so that the caller
 * repeats it with what is open then; an interrupted scaling is ended by asking for it again.
 */
export function nextScalingStep(open: readonly OpenShard[], target: number): ScalingStep | undefined {
  const shards = open.toSorted((a, b) => (a.start < b.start ? -1 : 1))
  const wanted = hashRanges(target)
    .slice(1)
    .map(({ start }) => start)
  return splits(shards, wanted) ?? merges(shards, wanted)
}

/** Each shard that a wanted boundary cuts, cut at the middle one of those. */
function splits(shards: readonly OpenShard[], wanted: readonly bigint[]): ScalingStep | undefined {
  const steps = shards.flatMap((shard) => {
    const cuts = wanted.filter((cut) => cut - shard.start >= ROUNDING && shard.end - cut >= ROUNDING)
    return cuts.length === 0 ? [] : [{ shard, cut: cuts[cuts.length >> 1] }]
  })
  if (steps.length === 0) return undefined
  return {
    close: steps.map(({ shard }) => shard.id),
    open: steps.flatMap(({ shard, cut }) => [
      { start: shard.start, end: cut - 1n, parent: shard.id },
      { start: cut, end: shard.end, parent: shard.id },
    ]),
  }
}

/** Neighbours with no wanted boundary between them, two by two. */
function merges(shards: readonly OpenShard[], wanted: readonly bigint[]): ScalingStep | undefined {
  const kept = new Set(wanted.map((cut) => nearest(shards, cut)))
  const pairs: [OpenShard, OpenShard][] = []
  for (let at = 0; at + 1 < shards.length; at++) {
    const [lower, upper] = [shards[at], shards[at + 1]]
    if (kept.has(upper)) continue
    pairs.push([lower, upper])
    at++
  }
  if (pairs.length === 0) return undefined
  return {
    close: pairs.flatMap(([lower, upper]) => [lower.id, upper.id]),
    open: pairs.map(([lower, upper]) => ({
      start: lower.start,
      end: upper.end,
      parent: lower.id,
      adjacentParent: upper.id,
    })),
  }
}

/** The shard that begins nearest to the boundary. */
function nearest(shards: readonly OpenShard[], cut: bigint): OpenShard {
  return shards.reduce((best, shard) =>
    distance(shard.start, cut) < distance(best.start, cut) ? shard : best,
  )
}

function distance(a: bigint, b: bigint): bigint {
  return a > b ? a - b : b - a
}

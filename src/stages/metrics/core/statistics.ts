import type { Distribution, Statistic } from '../../../record/index.ts'

/** A statistic as a client names it: `Sum`, `p99.9`, `tm90`, `TM(2%:98%)`, `PR(:300)`, `IQM`. */
export interface Stat {
  /** Whether it needs the distribution of the values. */
  readonly values: boolean
  /** Absent where it can't be told: no distribution is known, or values are negative. */
  of(statistic: Readonly<Statistic>): number | undefined
}

/** Undefined: CloudWatch knows no such statistic. */
export function parseStat(name: string): Stat | undefined {
  const simple = SIMPLE.get(name)
  if (simple) return { values: false, of: simple }
  const extended = parseExtended(name)
  return extended && { values: true, of: (statistic) => ofValues(statistic, extended) }
}

type Simple = (statistic: Statistic) => number

export const SIMPLE: ReadonlyMap<string, Simple> = new Map<string, Simple>([
  ['SampleCount', ({ count }) => count],
  ['Average', ({ sum, count }) => sum / count],
  ['Sum', ({ sum }) => sum],
  ['Minimum', ({ minimum }) => minimum],
  ['Maximum', ({ maximum }) => maximum],
])

/** Values in rising order, each with how often it was seen. */
type Sorted = readonly (readonly [value: number, count: number])[]
type Extended = (sorted: Sorted, statistic: Statistic) => number | undefined

/** CloudWatch has no percentiles where a value is negative. */
function ofValues(statistic: Statistic, extended: Extended): number | undefined {
  const { values, minimum, count } = statistic
  if (!values || minimum < 0 || count <= 0) return undefined
  return extended(sort(values), statistic)
}

function sort({ counts }: Distribution): Sorted {
  return [...counts].sort(([one], [two]) => one - two)
}

function parseExtended(name: string): Extended | undefined {
  const percentile = /^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(name)
  if (percentile) {
    const percent = Number(percentile[1])
    return percent <= 100 ? (sorted, statistic) => percentileOf(sorted, statistic, percent) : undefined
  }
  if (/^iqm$/i.test(name)) return trimmedMean({ low: { percent: 25 }, high: { percent: 75 } })
  const short = /^(tm|wm|tc|ts)(\d{1,3}(?:\.\d{1,10})?)$/i.exec(name)
  if (short) {
    const percent = Number(short[2])
    return percent <= 100 ? KINDS[short[1].toUpperCase()]({ high: { percent } }) : undefined
  }
  const long = /^(TM|WM|TC|TS|PR)\(([^:()]*):([^:()]*)\)$/i.exec(name)
  if (!long) return undefined
  const bounds = parseBounds(long[2], long[3])
  if (!bounds) return undefined
  const kind = long[1].toUpperCase()
  const byPercent = [bounds.low, bounds.high].some((bound) => bound && 'percent' in bound)
  return kind === 'PR' && byPercent ? undefined : KINDS[kind](bounds)
}

type Bound = { readonly percent: number } | { readonly value: number }

interface Bounds {
  /** Exclusive. */
  readonly low?: Bound
  /** Inclusive. */
  readonly high?: Bound
}

function parseBounds(low: string, high: string): Bounds | undefined {
  const [lower, upper] = [parseBound(low), parseBound(high)]
  if (lower === null || upper === null || !(lower || upper)) return undefined
  const mixed = lower && upper && 'percent' in lower !== 'percent' in upper
  if (mixed || (lower && upper && numberOf(lower) >= numberOf(upper))) return undefined
  return { ...(lower ? { low: lower } : {}), ...(upper ? { high: upper } : {}) }
}

/** Null: no bound at all. */
function parseBound(text: string): Bound | undefined | null {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  const found = /^(\d+(?:\.\d+)?)(%?)$/.exec(trimmed)
  if (!found) return null
  const number = Number(found[1])
  if (found[2] === '') return { value: number }
  return number <= 100 ? { percent: number } : null
}

const numberOf = (bound: Bound) => ('percent' in bound ? bound.percent : bound.value)

const KINDS: Readonly<Record<string, (bounds: Bounds) => Extended>> = {
  TM: trimmedMean,
  WM: winsorizedMean,
  TC: (bounds) => (sorted, statistic) => within(sorted, statistic, bounds).count,
  TS: (bounds) => (sorted, statistic) => within(sorted, statistic, bounds).sum,
  PR: (bounds) => (sorted, statistic) => (100 * within(sorted, statistic, bounds).count) / countOf(sorted),
}

function trimmedMean(bounds: Bounds): Extended {
  return (sorted, statistic) => {
    const { sum, count } = within(sorted, statistic, bounds)
    return count > 0 ? sum / count : undefined
  }
}

/** What lies outside counts as much as the bound beside it. */
function winsorizedMean(bounds: Bounds): Extended {
  return (sorted, statistic) => {
    const { low, high } = edges(sorted, statistic, bounds)
    let sum = 0
    for (const [value, count] of sorted) sum += Math.min(Math.max(value, low), high) * count
    return sum / countOf(sorted)
  }
}

function within(sorted: Sorted, statistic: Statistic, bounds: Bounds) {
  const { low, high } = edges(sorted, statistic, bounds)
  let [sum, count] = [0, 0]
  for (const [value, times] of sorted) {
    if (value <= low || value > high) continue
    sum += value * times
    count += times
  }
  return { sum, count }
}

function edges(sorted: Sorted, statistic: Statistic, { low, high }: Bounds) {
  const edge = (bound: Bound | undefined, otherwise: number) => {
    if (!bound || ('percent' in bound && bound.percent === 0)) return otherwise
    return 'percent' in bound ? percentileOf(sorted, statistic, bound.percent) : bound.value
  }
  return { low: edge(low, Number.NEGATIVE_INFINITY), high: edge(high, Number.POSITIVE_INFINITY) }
}

/** The nearest rank: the smallest value with at least that share of all at or below it. */
function percentileOf(sorted: Sorted, { minimum, maximum }: Statistic, percent: number): number {
  if (percent === 0) return minimum
  if (percent === 100) return maximum
  const rank = (percent / 100) * countOf(sorted) * (1 - 1e-12)
  let seen = 0
  for (const [value, count] of sorted) {
    seen += count
    // A bucket's own value may lie a little outside of what was really seen.
    if (seen >= rank) return Math.min(Math.max(value, minimum), maximum)
  }
  return maximum
}

function countOf(sorted: Sorted): number {
  return sorted.reduce((sum, [, count]) => sum + count, 0)
}

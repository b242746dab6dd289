/** A seeded source of chance: the same seed gives the same run of values on every machine. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number
  /** Whole number, 0 ≤ x < below. */
  below(below: number): number
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** Exponential waiting time with this mean. */
  wait(mean: number): number
  /** An independent source; forks with different labels do not disturb each other. */
  fork(label: string): Random
}

/** sfc32 (Doty-Humphrey, PractRand), seeded by hashing `seed`. */
export function createRandom(seed: number | string): Random {
  let a = hash(`${seed}/a`)
  let b = hash(`${seed}/b`)
  let c = hash(`${seed}/c`)
  let d = 1
  const word = () => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return t >>> 0
  }
  for (let i = 0; i < 12; i++) word()
  const next = () => word() / 4294967296
  return {
    next,
    below: (below) => Math.floor(next() * below),
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick: (from) => from[Math.floor(next() * from.length)],
    wait: (mean) => -Math.log(1 - next()) * mean,
    fork: (label) => createRandom(`${seed}/${label}`),
  }
}

/** FNV-1a over the string's code units, then murmur3's finaliser; 32 bits, unsigned. */
export function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

export interface Weighted {
  readonly weight: number
}

/** Prepares picking by weight. Throws on an empty table: that is a bug, not an input. */
export function weighted<T extends Weighted>(table: readonly T[]): (random: Random) => T {
  if (table.length === 0) throw new Error('A weighted table needs an entry.')
  let total = 0
  const bounds = table.map((entry) => {
    total += entry.weight
    return total
  })
  return (random) => table[lowerBound(bounds, random.next() * total)]
}

/** Zipf's law over ranks 0 … size - 1: rank r has weight 1 / (r + 1) ** exponent. */
export function zipf(size: number, exponent = 1): (random: Random) => number {
  const bounds = new Float64Array(size)
  let total = 0
  for (let rank = 0; rank < size; rank++) {
    total += 1 / (rank + 1) ** exponent
    bounds[rank] = total
  }
  return (random) => lowerBound(bounds, random.next() * total)
}

/** First place whose bound is above `value`, or the last place. */
function lowerBound(bounds: ArrayLike<number>, value: number): number {
  let low = 0
  let high = bounds.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (bounds[middle] > value) high = middle
    else low = middle + 1
  }
  return low
}

/** What was counted until one moment, by meter and by what it counts (a file, a shard, a delivery stream). */
export interface Sample<M extends string = string> {
  /** ms since 1970, by the clock of who counts */
  readonly at: number
  /** They only grow, but begin anew when the program is started again. */
  readonly counters: Readonly<Record<M, Counts>>
  /** They grow and shrink; only growth counts. */
  readonly sizes?: Readonly<Partial<Record<M, Counts>>>
}

type Counts = Readonly<Record<string, number>>

/** A little more than the longest window below and the length of a sparkline. */
const KEPT_MILLIS = 75_000
const NOTHING: Counts = {}

/** The samples with the new one. A clock that went back, or stood still, begins again with the newest. */
export function withSample<M extends string>(
  samples: readonly Sample<M>[],
  sample: Sample<M>,
): readonly Sample<M>[] {
  const last = samples.at(-1)
  if (last && sample.at <= last.at) return [sample]
  const from = samples.findLastIndex(({ at }) => sample.at - at >= KEPT_MILLIS)
  return [...samples.slice(Math.max(0, from)), sample]
}

/** Records a second over the last `millis`, of what `only` picks; undefined until there are two samples. */
export function rateOf<M extends string>(
  samples: readonly Sample<M>[],
  meter: M,
  millis: number,
  only: (name: string) => boolean = all,
): number | undefined {
  const last = samples.at(-1)
  if (!last || samples.length < 2) return undefined
  const base = Math.max(
    0,
    samples.findLastIndex(({ at }) => last.at - at >= millis),
  )
  let sum = 0
  for (let i = base + 1; i < samples.length; i++) sum += growth(samples[i - 1], samples[i], meter, only)
  return (sum * 1000) / (last.at - samples[base].at)
}

/** Records a second between each two samples, oldest first: the newest `length` of them, as far as there are. */
export function seriesOf<M extends string>(
  samples: readonly Sample<M>[],
  meter: M,
  length: number,
): readonly number[] {
  return samples
    .slice(1)
    .map((after, i) => (growth(samples[i], after, meter, all) * 1000) / (after.at - samples[i].at))
    .slice(-length)
}

const all = () => true
const counted = (was: number, is: number) => (is < was ? is : is - was)
const grown = (was: number, is: number) => Math.max(0, is - was)

function growth<M extends string>(
  before: Sample<M>,
  after: Sample<M>,
  meter: M,
  only: (name: string) => boolean,
): number {
  return (
    sumOf(before.counters[meter], after.counters[meter], counted, only) +
    sumOf(before.sizes?.[meter], after.sizes?.[meter], grown, only)
  )
}

/** What is new has no difference yet, and what has gone has none any more. */
function sumOf(
  before: Counts = NOTHING,
  after: Counts = NOTHING,
  step: (was: number, is: number) => number,
  only: (name: string) => boolean,
): number {
  return Object.entries(after).reduce((sum, [name, is]) => {
    const was = before[name]
    return was === undefined || !only(name) ? sum : sum + step(was, is)
  }, 0)
}

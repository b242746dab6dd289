import {
  type Distribution,
  emptyDistribution,
  mergeDistribution,
  type Statistic,
} from '../../../record/index.ts'
import type { PointRun } from '../ports.ts'
import type { Window } from './periods.ts'

export interface Datapoint extends Readonly<Statistic> {
  /** Start of its period, ms since 1970. */
  readonly at: number
}

/** The points in the window, joined into its periods, oldest first. Periods without data have no datapoint. */
export function aggregate(runs: readonly PointRun[], window: Window): Datapoint[] {
  const { start, end, period } = window
  const millis = period * 1000
  const periods = createPeriods(window)
  for (const run of runs) {
    const { times } = run
    for (let at = 0; at < times.length; at++) {
      const time = times[at]
      if (time < start || time >= end) continue
      periods.join(Math.floor((time - start) / millis), run, at)
    }
  }
  return periods.told()
}

interface Open {
  readonly at: number
  sum: number
  count: number
  minimum: number
  maximum: number
  /** The point's own while it is the period's only one; nobody else's after that. */
  values?: Distribution | undefined
  points: number
}

/** As many periods as a day of fine data or two months of five minutes have lie in an array, more in a map. */
const MOST_IN_ARRAY = 20_000

function createPeriods({ start, end, period }: Window) {
  const number = Math.ceil((end - start) / (period * 1000))
  const dense = number <= MOST_IN_ARRAY ? new Array<Open | undefined>(number).fill(undefined) : undefined
  const sparse = new Map<number, Open>()
  const find = (place: number) => (dense ? dense[place] : sparse.get(place))

  function open(place: number, run: PointRun, at: number) {
    // Written out: a spread costs ten times the rest of this.
    const made: Open = {
      at: start + place * period * 1000,
      sum: run.sums[at],
      count: run.counts[at],
      minimum: run.minima[at],
      maximum: run.maxima[at],
      values: run.values?.[at],
      points: 1,
    }
    if (dense) dense[place] = made
    else sparse.set(place, made)
  }

  return {
    join(place: number, run: PointRun, at: number) {
      const into = find(place)
      if (into) joinPoint(into, run, at)
      else open(place, run, at)
    },
    told: (): Datapoint[] => dense?.filter((each) => each !== undefined) ?? [...sparse.values()].sort(byTime),
  }
}

const byTime = (one: Open, two: Open) => one.at - two.at

function joinPoint(into: Open, run: PointRun, at: number) {
  into.sum += run.sums[at]
  into.count += run.counts[at]
  into.minimum = Math.min(into.minimum, run.minima[at])
  into.maximum = Math.max(into.maximum, run.maxima[at])
  const values = run.values?.[at]
  if (into.values && values) {
    if (into.points === 1) into.values = copyOf(into.values)
    mergeDistribution(into.values, values)
  } else into.values = undefined
  into.points++
}

function copyOf(values: Distribution): Distribution {
  const copy = emptyDistribution()
  mergeDistribution(copy, values)
  return copy
}

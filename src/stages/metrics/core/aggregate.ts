import { emptyStatistic, mergeDistribution, type Statistic } from '../../../record/index.ts'
import type { PointRun } from '../ports.ts'
import type { Window } from './periods.ts'

export interface Datapoint {
  /** Start of its period, ms since 1970. */
  readonly at: number
  readonly statistic: Statistic
}

/** The points in the window, joined into its periods, oldest first. Periods without data have no datapoint. */
export function aggregate(runs: readonly PointRun[], { start, end, period }: Window): Datapoint[] {
  const millis = period * 1000
  const periods = new Map<number, Statistic>()
  for (const run of runs) {
    const { times } = run
    for (let at = 0; at < times.length; at++) {
      if (times[at] < start || times[at] >= end) continue
      const place = Math.floor((times[at] - start) / millis)
      let into = periods.get(place)
      if (!into) {
        into = emptyStatistic()
        periods.set(place, into)
      }
      join(into, run, at)
    }
  }
  return [...periods]
    .sort(([one], [two]) => one - two)
    .map(([place, statistic]) => ({ at: start + place * millis, statistic }))
}

function join(into: Statistic, run: PointRun, at: number) {
  into.sum += run.sums[at]
  into.count += run.counts[at]
  into.minimum = Math.min(into.minimum, run.minima[at])
  into.maximum = Math.max(into.maximum, run.maxima[at])
  const values = run.values?.[at]
  if (into.values && values) mergeDistribution(into.values, values)
  else into.values = undefined
}

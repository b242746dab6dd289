import type { AggregationResult } from '../../ports.ts'
import type { Present } from './plan.ts'
import { type PrintValue, withTexts } from './shown-values.ts'

interface Sums {
  readonly count: number
  readonly min: number | null
  readonly max: number | null
  readonly sum: number
  readonly sum_of_squares: number | null
}

/** The figures that follow from count, sum and sum of squares, by OpenSearch's own formulas. `sigma`: width of the bounds. */
export function statisticsOf({ count, min, max, sum, sum_of_squares }: Sums, sigma: number) {
  const squares = sum_of_squares ?? 0
  const avg = count > 0 ? sum / count : null
  const spread = count > 0 ? Math.max(0, squares - (sum * sum) / count) : 0
  const population = count > 0 ? spread / count : null
  // One value has no sample variance: NaN in Java, shown as a text.
  const sampling = count > 1 ? spread / (count - 1) : null
  const root = (variance: number | null) => (variance === null ? null : Math.sqrt(variance))
  const bound = (deviation: number | null, sign: 1 | -1) =>
    avg === null || deviation === null ? null : avg + sign * sigma * deviation
  const [wide, narrow] = [root(population), root(sampling)]
  const unknown = count === 1 ? 'NaN' : null
  return {
    count,
    min,
    max,
    avg,
    sum,
    sum_of_squares: count > 0 ? squares : null,
    variance: population,
    variance_population: population,
    variance_sampling: sampling ?? unknown,
    std_deviation: wide,
    std_deviation_population: wide,
    std_deviation_sampling: narrow ?? unknown,
    std_deviation_bounds: {
      upper: bound(wide, 1),
      lower: bound(wide, -1),
      upper_population: bound(wide, 1),
      lower_population: bound(wide, -1),
      upper_sampling: bound(narrow, 1) ?? unknown,
      lower_sampling: bound(narrow, -1) ?? unknown,
    },
  }
}

export function extendedStats(sigma: number, print: PrintValue): Present {
  const texts = withTexts(print)
  return (result, count) => {
    const whole = statisticsOf(result as unknown as Sums, sigma)
    if (!print) return whole
    const shown = texts(whole as AggregationResult, count)
    const bounds = texts(whole.std_deviation_bounds as AggregationResult, count)
    const named = Object.entries(bounds).filter(([key]) => key.endsWith('_as_string'))
    const own = Object.fromEntries(named.map(([key, value]) => [key.replace('_as_string', ''), value]))
    return { ...shown, ...(named.length > 0 ? { std_deviation_bounds_as_string: own } : {}) }
  }
}

import type { Value } from '../database.ts'
import { number } from './literal.ts'

/**
 * Quantiles of a list of values, counted from their middles: the value at `quantile * n - 0.5`, between two values
 * a straight line (Hyndman and Fan's type 5, and what a t-digest says as long as every value is a centroid).
 */
export function midpoints(list: Value | undefined, quantiles: readonly number[]): readonly number[] {
  const values = (Array.isArray(list) ? (list as readonly Value[]) : [])
    .filter((value) => typeof value === 'number')
    .sort((a, b) => a - b)
  if (values.length === 0) return []
  return quantiles.map((quantile) => {
    const place = Math.min(Math.max(quantile * values.length - 0.5, 0), values.length - 1)
    const below = values[Math.floor(place)]
    return below + (values[Math.ceil(place)] - below) * (place - Math.floor(place))
  })
}

/** The same of a list in SQL, for ordering. */
export function midpointSql(list: string, quantile: number): string {
  const sorted = `list_sort(list_filter(${list}, x -> x IS NOT NULL))`
  const place = `least(greatest(CAST(${number(quantile)} AS DOUBLE) * len(l) - 0.5, 0), len(l) - 1)`
  const at = (rounded: string) => `l[CAST(${rounded}(${place}) AS INTEGER) + 1]`
  const [below, above] = [at('floor'), at('ceil')]
  const value = `${below} + (${above} - ${below}) * (${place} - floor(${place}))`
  return `list_transform([${sorted}], l -> ${value})[1]`
}

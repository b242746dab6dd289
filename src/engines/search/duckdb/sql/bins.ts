import type { Value } from '../database.ts'
import { groupSql, type Key, type Source, type Tuple } from './group.ts'
import { tupleName } from './level.ts'
import { number } from './literal.ts'

/*
 * Percentiles of many documents: values are counted in bins, and a percentile is the mean of the bin that it falls
 * into. A bin is a value rounded to nine binary digits, so that a percentile is never off by more than 0.2 %, and
 * exact where a bin holds one distinct value, as with times in whole milliseconds. A t-digest costs more than twice
 * as much (51 to 123 ms of CPU on 2 M rows) and has no such bound.
 */

/** 2^44 + 1: Veltkamp's splitting, x * s - (x * s - x), leaves 53 - 44 digits of x. */
const SPLITTER = 2 ** 44 + 1
/** Bins are a row each: with more buckets than this a sketch a bucket is the better answer. */
export const BINNED_BUCKETS = 50

/**
 * Rows (keys, count, sum, one boolean a quantile): the bins that a bucket's quantiles fall into. Found in SQL, since
 * 28,000 bins of 29 buckets take 30 ms to become rows here.
 */
export function binsSql(
  field: string,
  source: Source,
  keys: readonly Key[],
  quantiles: readonly number[],
  chosen?: readonly Tuple[],
): string {
  const bins = groupSql(
    source,
    [...keys, binOf(field)],
    [
      { operation: 'rows', where: [] },
      { operation: 'sum', field, where: [] },
    ],
    chosen,
  )
  const outer = keys.map((_, at) => `k${at}`)
  const bucket = outer.length > 0 ? `PARTITION BY ${outer.join(', ')}` : ''
  const upTo = `sum(a0) OVER (${bucket} ORDER BY k${keys.length})`
  const ranked = `SELECT *, ${upTo} AS up_to, sum(a0) OVER (${bucket}) AS n FROM (${bins}) b`
  const falls = quantiles.map((quantile) => {
    const rank = `CAST(${number(quantile)} AS DOUBLE) * (n - 1)`
    return `(${rank} < up_to AND ${rank} >= up_to - a0)`
  })
  const columns = [...outer, 'a0', 'a1', ...falls.map((fall, at) => `${fall} AS q${at}`)]
  return `SELECT * FROM (SELECT ${columns.join(', ')} FROM (${ranked}) r) f WHERE ${falls.map((_, at) => `q${at}`).join(' OR ')}`
}

function binOf(field: string): Key {
  return {
    field,
    expression: (value) => {
      const scaled = `CAST(${value} AS DOUBLE) * ${SPLITTER}.0`
      return `(${scaled} - (${scaled} - CAST(${value} AS DOUBLE)))`
    },
  }
}

/** Of `binsSql`'s rows the quantiles of each bucket, by the bucket's name. */
export function quantilesOfBins(
  rows: readonly (readonly Value[])[],
  keys: number,
  quantiles: number,
): Map<string, number[]> {
  const found = new Map<string, number[]>()
  for (const row of rows) {
    const name = tupleName(row.slice(0, keys))
    const values = found.get(name) ?? new Array<number>(quantiles)
    found.set(name, values)
    const mean = Number(row[keys + 1]) / Number(row[keys])
    for (let at = 0; at < quantiles; at++) if (row[keys + 2 + at] === true) values[at] = mean
  }
  return found
}

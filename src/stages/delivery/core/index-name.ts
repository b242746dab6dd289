import { isoWeek, usWeek } from './date-pattern.ts'

export type Rotation = 'NoRotation' | 'OneHour' | 'OneDay' | 'OneWeek' | 'OneMonth'

/**
 * The index of a record that arrived at `time` (ms since 1970): `x`, `x-2016-02-25-13`, `x-2016-02-25`,
 * `x-2016-w09`, `x-2016-02`; UTC.
 *
 * OneWeek is a trap: AWS's guide states the US rule (weeks from Sunday, week 1 has the year's first Saturday:
 * 2016-02-25 is in w09) and prints an example by ISO 8601 (w08). The rule is what is said in words, so `us` is
 * what delivery uses; `iso` is here for whoever finds AWS doing otherwise.
 */
export function indexName(
  name: string,
  rotation: Rotation,
  time: number,
  weeks: 'us' | 'iso' = 'us',
): string {
  const date = new Date(time)
  const iso = date.toISOString()
  switch (rotation) {
    case 'NoRotation':
      return name
    case 'OneHour':
      return `${name}-${iso.slice(0, 10)}-${iso.slice(11, 13)}`
    case 'OneDay':
      return `${name}-${iso.slice(0, 10)}`
    case 'OneMonth':
      return `${name}-${iso.slice(0, 7)}`
    case 'OneWeek': {
      const { year, week } = weeks === 'us' ? usWeek(date) : isoWeek(date)
      return `${name}-${year}-w${String(week).padStart(2, '0')}`
    }
  }
}

/** Where runs of records that share an index begin and end: `[0, n]` when they all do. */
export function rotationEdges(rotation: Rotation, times: Float64Array): number[] {
  const edges = [0]
  if (rotation !== 'NoRotation') {
    // Every rotation changes at a full hour in UTC, so that within an hour no name needs to be made.
    let hour = Math.floor(times[0] / HOUR)
    let name = indexName('', rotation, times[0])
    for (let at = 1; at < times.length; at++) {
      const here = Math.floor(times[at] / HOUR)
      if (here === hour) continue
      hour = here
      const next = indexName('', rotation, times[at])
      if (next === name) continue
      name = next
      edges.push(at)
    }
  }
  edges.push(times.length)
  return edges
}

const HOUR = 3_600_000

import type { AutoUnit, BucketAggregation } from '../../../../stages/search/ports.ts'
import { notNumeric } from '../errors.ts'
import { boundsOf, fixedRounding, type Rounding } from './date-histogram.ts'
import type { Source } from './group.ts'
import { filled, limited } from './histogram.ts'
import type { Env, Kind } from './level.ts'
import { orElse, unify } from './value.ts'
import { isoIn, type Zone, zoneOf } from './zone.ts'

type Auto = Extract<BucketAggregation, { kind: 'auto_date_histogram' }>

interface Unit {
  readonly name: AutoUnit
  readonly sign: string
  /** ms; months and years have no length of their own. */
  readonly millis?: number
  readonly months?: number
  /** How many of the unit a bucket may be. */
  readonly steps: readonly number[]
}

const HOUR = 3_600_000

/** OpenSearch's table. */
const UNITS: readonly Unit[] = [
  { name: 'second', sign: 's', millis: 1000, steps: [1, 5, 10, 30] },
  { name: 'minute', sign: 'm', millis: 60_000, steps: [1, 5, 10, 30] },
  { name: 'hour', sign: 'h', millis: HOUR, steps: [1, 3, 12] },
  { name: 'day', sign: 'd', millis: 24 * HOUR, steps: [1, 7] },
  { name: 'month', sign: 'M', months: 1, steps: [1, 3] },
  { name: 'year', sign: 'y', months: 12, steps: [1, 5, 10, 20, 50, 100] },
]

interface Bounds {
  readonly min: number
  readonly max: number
}

/**
 * One step for all buckets of the level: the first of the table under which the documents, from first to last, fill at
 * most so many buckets. Buckets begin with the first document's unit.
 */
export async function autoDateHistogramKind(auto: Auto, source: Source, env: Env): Promise<Kind> {
  const unified = unify(env.scopes, auto.field)
  const { type, sql } = unified
  if (type !== undefined && sql === 'VARCHAR') throw notNumeric(auto.field, type, 'auto_date_histogram')
  const found = await boundsOf(auto.field, source, env)
  const bounds =
    auto.missing === undefined
      ? found
      : { min: Math.min(found.min, auto.missing), max: Math.max(found.max, auto.missing) }
  const zone = zoneOf(auto.timeZone)
  const { unit, step } = stepOf(auto, zone, bounds)
  const rounding = roundingFrom(unit, step, zone, bounds)
  return {
    keys: [
      {
        field: auto.field,
        ...(auto.missing === undefined ? {} : { total: true }),
        expression: (value) => rounding.sql(orElse(value, unified, auto.missing)),
      },
    ],
    keepsAll: true,
    inline: new Set(),
    select: limited,
    present: (buckets, empty) => ({
      buckets: filled(buckets, empty, 0, env, { next: rounding.next }).map(({ key, count, children }) => {
        const utc = rounding.toUtc(Number(key))
        return { key_as_string: isoIn(zone, utc), key: utc, doc_count: count, ...children }
      }),
      interval: `${step}${unit.sign}`,
    }),
  }
}

function stepOf({ buckets, minimum }: Auto, zone: Zone, bounds: Bounds): { unit: Unit; step: number } {
  const usable = UNITS.slice(UNITS.findIndex(({ name }) => name === minimum))
  for (const unit of usable) {
    const count = countOf(unit, zone, bounds)
    const step = unit.steps.find((size) => Math.ceil(count / size) <= buckets)
    if (step !== undefined) return { unit, step }
  }
  const last = usable[usable.length - 1]
  return { unit: last, step: last.steps[last.steps.length - 1] }
}

function countOf(unit: Unit, zone: Zone, { min, max }: Bounds): number {
  const [first, last] = [localOf(zone, min), localOf(zone, max)]
  if (unit.millis) return Math.floor(last / unit.millis) - Math.floor(first / unit.millis) + 1
  const months = unit.months!
  return Math.floor(monthOf(last) / months) - Math.floor(monthOf(first) / months) + 1
}

const localOf = (zone: Zone, utc: number) => utc + (zone.utc ? 0 : zone.offsetAt(utc))

/** Months since the year 0. */
function monthOf(local: number): number {
  const date = new Date(local)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

function roundingFrom(unit: Unit, step: number, zone: Zone, bounds: Bounds): Rounding {
  const first = localOf(zone, bounds.min)
  if (unit.millis) {
    const origin = Math.floor(first / unit.millis) * unit.millis
    const millis = unit.millis * step
    return fixedRounding(millis, origin % millis, zone, bounds, unit.millis < HOUR)
  }
  const months = unit.months! * step
  const origin = Math.floor(monthOf(first) / unit.months!) * unit.months!
  const start = (index: number) => Date.UTC(Math.floor(index / 12), index % 12, 1)
  const floor = (local: number) => origin + Math.floor((monthOf(local) - origin) / months) * months
  return {
    sql(utc) {
      const local = zone.utc ? utc : zone.localSql(utc, bounds.min, bounds.max)
      const time = `make_timestamp(CAST(${local} AS BIGINT) * 1000)`
      const index = `((year(${time}) * 12 + month(${time}) - 1 - ${origin}) // ${months} * ${months} + ${origin})`
      return `epoch_ms(CAST(make_date(${index} // 12, ${index} % 12 + 1, 1) AS TIMESTAMP))`
    },
    round: (utc) => start(floor(localOf(zone, utc))),
    next: (raw) => start(monthOf(raw) + months),
    toUtc: zone.utc ? (raw) => raw : zone.toUtc,
  }
}

import { DEFAULT_FORMAT, dateFormat } from '../date/format.ts'
import { resolveDate } from '../date/math.ts'
import { UTC } from '../date/zone.ts'
import { flag, node, type Reader, scalar, text } from '../json.ts'
import { zone } from '../query/zone.ts'
import { dateOnly, fieldFor } from './field.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import { missingValue } from './missing.ts'
import type { Bucket, EnginePlan } from './plan.ts'
import { rangePlan, rangesOf } from './range.ts'

/** A range aggregation over instants; bounds may be date math, and show their text beside the number. */
export function parseDateRange({ name, node: body, children, context }: AggregationBody): EnginePlan {
  const read = members(body, 'date_range', {
    field: text,
    ranges: node,
    keyed: flag,
    format: text,
    time_zone: zone,
    missing: scalar,
  })
  const { format = DEFAULT_FORMAT, time_zone: inZone = UTC } = read
  const field = fieldFor('date_range', read.field, body, context, dateOnly)
  const { print } = dateFormat(format)
  const bound: Reader<number> = (value, key, owner) => {
    const given = scalar(value, key, owner)
    if (typeof given === 'number') return given
    return resolveDate(String(given), { now: context.now, zone: inZone, format }).from
  }
  const show = (instant: number) => print(instant, inZone)
  const ranges = rangesOf(name, read.ranges, body, bound, show)
  const dress = (bucket: Bucket): Bucket => {
    const { key, from, to, ...rest } = bucket
    return { key, ...side('from', from, show), ...side('to', to, show), ...rest }
  }
  const { missing } = missingValue(field, read.missing, context, { format, zone: inZone })
  const instead = missing === undefined ? undefined : Number(missing)
  return rangePlan(name, field, ranges, read.keyed ?? false, children, dress, instead)
}

function side(name: string, value: unknown, show: (instant: number) => string) {
  return typeof value === 'number' ? { [name]: value, [`${name}_as_string`]: show(value) } : {}
}

import { DEFAULT_FORMAT, dateFormat } from '../date/format.ts'
import { UTC } from '../date/zone.ts'
import { integer, oneOf, scalar, text } from '../json.ts'
import { zone } from '../query/zone.ts'
import { dateOnly, fieldFor } from './field.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import { missingValue } from './missing.ts'
import { aggregationsOf, bucketsOf, type EnginePlan, presentBucket } from './plan.ts'

/** Buckets of whatever length makes about so many of them. */
export function parseAutoDateHistogram({ name, node: body, children, context }: AggregationBody): EnginePlan {
  const read = members(body, 'auto_date_histogram', {
    field: text,
    buckets: integer(1, 10_000),
    format: text,
    time_zone: zone,
    missing: scalar,
    minimum_interval: oneOf('second', 'minute', 'hour', 'day', 'month', 'year'),
  })
  const { time_zone: inZone = UTC } = read
  const field = fieldFor('auto_date_histogram', read.field, body, context, dateOnly)
  const { missing } = missingValue(field, read.missing, context, {
    zone: inZone,
    ...(read.format ? { format: read.format } : {}),
  })
  const { print } = dateFormat(read.format ?? DEFAULT_FORMAT)
  return {
    aggregation: {
      name,
      kind: 'auto_date_histogram',
      field,
      buckets: read.buckets ?? 10,
      timeZone: inZone.name,
      minimum: read.minimum_interval ?? 'second',
      ...(missing === undefined ? {} : { missing: Number(missing) }),
      children: aggregationsOf(children),
    },
    present: (result, count) => ({
      buckets: bucketsOf(result).map(({ key, key_as_string: _, ...rest }) =>
        presentBucket(
          { key_as_string: print(Number(key), inZone), key: Number(key), ...rest },
          children,
          count,
        ),
      ),
      interval: result.interval,
    }),
  }
}

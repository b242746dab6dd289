import { aggregationFailed, illegal, parsing, tooManyBuckets } from '../../errors.ts'
import type { CompositeSource, Scalar } from '../../ports.ts'
import { dateFormat } from '../date/format.ts'
import { resolveDate } from '../date/math.ts'
import { UTC } from '../date/zone.ts'
import {
  entries,
  flag,
  integer,
  isObject,
  items,
  type Node,
  node,
  number,
  oneOf,
  only,
  onlyEntry,
  scalar,
  text,
} from '../json.ts'
import type { QueryContext } from '../query/context.ts'
import { zone } from '../query/zone.ts'
import { offsetOf } from './date-histogram.ts'
import { anyValue, dateOnly, fieldFor, numeric, pointOnly } from './field.ts'
import type { AggregationBody } from './index.ts'
import { intervalOf } from './interval.ts'
import { members } from './members.ts'
import {
  aggregationsOf,
  type Bucket,
  bucketsOf,
  type EnginePlan,
  MAX_BUCKETS,
  presentBucket,
} from './plan.ts'

interface Source {
  readonly source: CompositeSource
  /** A key as the client sees it, and back. */
  show(value: unknown): unknown
  read(value: Node): Scalar | null
}

/** Buckets by several sources, page after page. */
export function parseComposite(body: AggregationBody): EnginePlan {
  const { name, children, context, depth } = body
  if (depth > 0) {
    throw aggregationFailed('[composite] aggregation cannot be used with a parent aggregation')
  }
  const read = members(body.node, 'composite', { sources: node, size: integer(1, 0x7fffffff), after: node })
  const sources = sourcesOf(read.sources, body)
  const size = read.size ?? 10
  if (size > MAX_BUCKETS) throw tooManyBuckets(size, MAX_BUCKETS)
  const after = read.after && afterOf(read.after, sources)
  return {
    aggregation: {
      name,
      kind: 'composite',
      size,
      sources: sources.map(({ source }) => source),
      ...(after ? { after } : {}),
      children: aggregationsOf(children),
    },
    present(result, count) {
      const buckets = bucketsOf(result).map(({ key, ...rest }): Bucket => {
        const shown = Object.fromEntries(
          sources.map(({ source, show }) => {
            const value = (key as Readonly<Record<string, unknown>>)[source.name]
            return [source.name, value === null ? null : show(value)]
          }),
        )
        return presentBucket({ key: shown, ...rest }, children, count)
      })
      const last = buckets.at(-1)
      return { ...(last ? { after_key: last.key } : {}), buckets }
    },
  }

  function sourcesOf(given: Node | undefined, { node: at }: AggregationBody): readonly Source[] {
    const listed = given
      ? items(given).flatMap((item) =>
          isObject(item.value) ? entries(item, 'composite') : [onlyEntry(item, 'composite')],
        )
      : []
    if (listed.length === 0) throw illegal(`Composite [sources] cannot be null or empty: [${name}]`, at.path)
    const names = listed.map(([own]) => own)
    const twice = names.find((own, place) => names.indexOf(own) < place)
    if (twice !== undefined)
      throw illegal(`Composite source names must be unique, found duplicates: [${twice}]`, at.path)
    return listed.map(([own, definition]) => sourceOf(own, definition, context))
  }
}

const SHARED = {
  field: text,
  order: oneOf('asc', 'desc'),
  missing_bucket: flag,
  missing_order: oneOf('first', 'last', 'default'),
  value_type: text,
  script: only(),
} as const

type Shared = { order?: 'asc' | 'desc'; missing_bucket?: boolean; missing_order?: string }

function sharedOf(name: string, { order = 'asc', missing_bucket, missing_order }: Shared) {
  const first =
    missing_order === undefined || missing_order === 'default' ? order === 'asc' : missing_order === 'first'
  return {
    name,
    order,
    ...(missing_bucket ? { missing: first ? ('first' as const) : ('last' as const) } : {}),
  }
}

function sourceOf(name: string, definition: Node, context: QueryContext): Source {
  const [kind, body] = onlyEntry(definition, `composite] [${name}`)
  switch (kind) {
    case 'terms': {
      const read = members(body, 'terms', { ...SHARED, format: text })
      const field = fieldFor('composite', read.field, body, context, anyValue)
      const dated = context.fields.typeOf(field) === 'date'
      return {
        source: { kind, field, ...sharedOf(name, read) },
        ...(dated ? asDate(read.format, context) : plain),
      }
    }
    case 'histogram': {
      const read = members(body, 'histogram', { ...SHARED, interval: number })
      const interval = read.interval ?? 0
      if (!(interval > 0))
        throw illegal('[interval] must be greater than 0 for [histogram] source', body.path)
      const field = fieldFor('composite', read.field, body, context, numeric)
      return { source: { kind, field, interval, ...sharedOf(name, read) }, ...plain }
    }
    case 'date_histogram': {
      const read = members(body, 'date_histogram', {
        ...SHARED,
        interval: node,
        fixed_interval: node,
        calendar_interval: node,
        time_zone: zone,
        offset: node,
        format: text,
      })
      const field = fieldFor('composite', read.field, body, context, dateOnly)
      const { interval: legacy, fixed_interval, calendar_interval, time_zone = UTC } = read
      const interval = intervalOf({ interval: legacy, fixed_interval, calendar_interval }, body)
      const offsetMillis = offsetOf(read.offset)
      return {
        source: { kind, field, interval, timeZone: time_zone.name, offsetMillis, ...sharedOf(name, read) },
        ...asDate(read.format, context, time_zone),
      }
    }
    case 'geotile_grid': {
      const read = members(body, 'geotile_grid', { ...SHARED, precision: integer(0, 29), bounds: only() })
      const field = fieldFor('composite', read.field, body, context, pointOnly)
      const precision = read.precision ?? 7
      return { source: { kind: 'geotile', field, precision, ...sharedOf(name, read) }, ...plain }
    }
    default:
      throw parsing(
        `[composite] invalid source type [${kind}] of [${name}]: it must be terms, histogram, date_histogram or geotile_grid`,
        body.path,
      )
  }
}

const plain: Pick<Source, 'show' | 'read'> = {
  show: (value) => value,
  read: (value) => (value.value === null ? null : scalar(value, 'after', 'composite')),
}

function asDate(
  format: string | undefined,
  context: QueryContext,
  inZone = UTC,
): Pick<Source, 'show' | 'read'> {
  return {
    show: (value) =>
      format === undefined || typeof value !== 'number' ? value : dateFormat(format).print(value, inZone),
    read(value) {
      if (value.value === null) return null
      const given = scalar(value, 'after', 'composite')
      if (typeof given === 'number') return given
      const how = { now: context.now, zone: inZone, ...(format === undefined ? {} : { format }) }
      return resolveDate(String(given), how).from
    },
  }
}

function afterOf(after: Node, sources: readonly Source[]): readonly (Scalar | null)[] {
  const given = new Map(entries(after, 'after'))
  if (given.size !== sources.length) {
    throw illegal(`[after] has ${given.size} value(s) but [sources] has ${sources.length}`, after.path)
  }
  return sources.map(({ source, read }) => {
    const value = given.get(source.name)
    if (!value) throw illegal(`Missing value for [after.${source.name}]`, after.path)
    return read(value)
  })
}

import { illegal, parsing } from '../../errors.ts'
import { DEFAULT_FORMAT, dateFormat } from '../date/format.ts'
import { UTC } from '../date/zone.ts'
import { flag, integer, items, node, oneOf, only, scalar, text } from '../json.ts'
import { anyValue, fieldFor } from './field.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import { missingValue } from './missing.ts'
import { orderOf } from './order.ts'
import { aggregationsOf, bucketsOf, type EnginePlan, MAX_BUCKETS, presentBucket } from './plan.ts'
import { checkOrder } from './terms.ts'

const PARAMETERS = {
  terms: node,
  size: integer(1, 0x7fffffff),
  shard_size: integer(-1),
  min_doc_count: integer(1),
  shard_min_doc_count: integer(0),
  order: node,
  show_term_doc_count_error: flag,
  collect_mode: oneOf('breadth_first', 'depth_first'),
} as const

const TERM = {
  field: text,
  missing: scalar,
  value_type: text,
  format: text,
  script: only(),
} as const

/** Buckets by the values of two or more fields together. */
export function parseMultiTerms({ name, node: body, children, context }: AggregationBody): EnginePlan {
  const read = members(body, 'multi_terms', PARAMETERS)
  const given = read.terms ? items(read.terms) : []
  if (given.length < 2) {
    throw illegal(`multi term aggregation must has at least 2 terms: [${name}]`, body.path)
  }
  if (given.length > 10) throw parsing('[multi_terms] takes up to 10 terms', body.path)
  const terms = given.map((item) => {
    const term = members(item, 'multi_terms', TERM)
    const field = fieldFor('multi_terms', term.field, item, context, anyValue)
    const type = context.fields.typeOf(field)
    const show = (value: unknown) =>
      type === 'date' && typeof value === 'number'
        ? dateFormat(term.format ?? DEFAULT_FORMAT).print(value, UTC)
        : value
    return { field, ...missingValue(field, term.missing, context, term), show }
  })
  const order = orderOf(read.order, 'multi_terms')
  checkOrder(order, children, name)
  return {
    aggregation: {
      name,
      kind: 'multi_terms',
      fields: terms.map(({ show: _, ...field }) => field),
      size: Math.min(read.size ?? 10, MAX_BUCKETS + 1),
      minDocCount: read.min_doc_count ?? 1,
      order: order.length > 0 ? order : [{ by: '_count', order: 'desc' }],
      children: aggregationsOf(children),
    },
    present: (result, count) => ({
      doc_count_error_upper_bound: 0,
      sum_other_doc_count: 0,
      ...result,
      buckets: bucketsOf(result).map(({ key, ...rest }) => {
        const shown = (key as readonly unknown[]).map((value, at) => terms[at].show(value))
        const bucket = { key: shown, key_as_string: shown.map(String).join('|'), ...rest }
        return {
          ...presentBucket(bucket, children, count),
          ...(read.show_term_doc_count_error ? { doc_count_error_upper_bound: 0 } : {}),
        }
      }),
    }),
  }
}

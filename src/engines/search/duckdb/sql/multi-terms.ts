import type { BucketAggregation, FieldType } from '../../../../stages/search/ports.ts'
import type { Value } from '../database.ts'
import { shown } from './display.ts'
import type { Env, Kind } from './level.ts'
import { keyOf, metricsIn, orderSql, topSql } from './terms.ts'
import { unify } from './value.ts'

type MultiTerms = Extract<BucketAggregation, { kind: 'multi_terms' }>

/** Buckets by the values of several fields together. Dates come as ms, truths as such. */
export function multiTermsKind(terms: MultiTerms, env: Env): Kind {
  const types = terms.fields.map(({ field }) => unify(env.scopes, field))
  const width = terms.fields.length
  const enough = terms.minDocCount > 1 ? ` WHERE a0 >= ${Math.trunc(terms.minDocCount)}` : ''
  return {
    keys: terms.fields.map((field, at) => ({ ...keyOf(field, types[at]), restrict: undefined })),
    inline: metricsIn(terms.order),
    select(grouped, keys, level) {
      const own = Array.from({ length: width }, (_, at) => `k${keys - width + at}`)
      return topSql(grouped, keys, width, orderSql(terms.order, own, level), enough, terms.size)
    },
    present(buckets) {
      const taken = buckets.reduce((sum, { count }) => sum + count, 0)
      const total = buckets.length > 0 ? Number(buckets[0].extra[0]) : 0
      return {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: Math.max(0, total - taken),
        buckets: buckets.map(({ keys, count, children }) => ({
          key: keys.map((key, at) => keyShown(key, types[at].type)),
          doc_count: count,
          ...children,
        })),
      }
    },
  }
}

export const keyShown = (key: Value, type: FieldType | undefined) => shown(key, type)

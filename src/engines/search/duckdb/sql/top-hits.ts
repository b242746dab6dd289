import type { AggregationResult, Hit, MetricAggregation, Query } from '../../../../stages/search/ports.ts'
import type { Value } from '../database.ts'
import { documentsAt } from './documents.ts'
import { literal } from './group.ts'
import { foundIn, placesSql, scoreOf } from './hits.ts'
import { type Env, type Job, tupleName } from './level.ts'
import { sortingOf } from './sort.ts'
import { type Joins, META_FIELDS, unify, valueIn } from './value.ts'

type TopHits = Extract<MetricAggregation, { kind: 'top_hits' }>

const BEST_FIRST = [{ field: '_score', order: 'desc' }] as const

/** The first documents of every bucket. */
export function topHitsJob(topHits: TopHits, where: readonly Query[], env: Env): Job {
  return {
    async run(context) {
      const { where: around, keys, tuples } = context
      const { session, scopes } = env
      const sorting = sortingOf(scopes, topHits.sort.length > 0 ? topHits.sort : BEST_FIRST)
      const types = keys.map(({ field }) => unify(scopes, field))
      const branches = scopes.map((scope, at) => {
        const joins: Joins = new Map()
        const columns = keys.map(
          (key, k) => `${key.expression(valueIn(scope, key.field, types[k], joins))} AS k${k}`,
        )
        columns.push(`${valueIn(scope, '_score', META_FIELDS._score, joins)} AS score`)
        return placesSql(scope, at, [...around, ...where], sorting, columns, joins)
      })
      const names = keys.map((_, at) => `k${at}`)
      const partition = names.length > 0 ? `PARTITION BY ${names.join(', ')}` : ''
      const chosen =
        names.length === 1 && !context.exact && tuples.every(([value]) => value !== null)
          ? ` WHERE k0 IN (${tuples.map(([value]) => literal(value)).join(', ')})`
          : ''
      const rows = await session.rows(
        `SELECT * FROM (SELECT *, count(*) OVER (${partition}) AS total, row_number() OVER (${partition} ORDER BY ${sorting.order}) AS number FROM (${branches.join(' UNION ALL ')}) u${chosen}) w WHERE number <= ${Math.max(1, Math.trunc(topHits.size))} ORDER BY number`,
      )
      // Columns: index, row, sort values, arrival number, keys, score, total, number.
      const keysAt = 3 + sorting.length
      const known = new Set(tuples.map(tupleName))
      const nameOf = (row: readonly Value[]) => tupleName(row.slice(keysAt, keysAt + keys.length))
      const own = rows.filter((row) => known.has(nameOf(row)))
      const scored = scoreOf(topHits.sort) !== null
      const found = own.map((row) => ({
        ...foundIn(row, sorting, topHits.sort.length),
        ...(scored ? { score: Number(row[keysAt + keys.length]) } : {}),
      }))
      const hits = await documentsAt(session, scopes, found, topHits.source, scoreOf(topHits.sort))
      const buckets = new Map<string, { total: number; hits: Hit[] }>()
      own.forEach((row, at) => {
        const bucket = buckets.get(nameOf(row)) ?? { total: Number(row[keysAt + keys.length + 1]), hits: [] }
        if (topHits.size > 0) bucket.hits.push(hits[at])
        buckets.set(nameOf(row), bucket)
      })
      return new Map([...buckets].map(([name, bucket]) => [name, show(bucket.total, bucket.hits)]))
    },
  }
}

function show(total: number, hits: readonly Hit[]): AggregationResult {
  return {
    hits: {
      total: { value: total, relation: 'eq' },
      max_score: hits[0]?.score ?? null,
      hits: hits.map((hit) => ({
        _index: hit.index,
        _id: hit.id,
        _score: hit.score,
        _source: hit.source,
        ...(hit.sort ? { sort: hit.sort } : {}),
      })),
    },
  }
}

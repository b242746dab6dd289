import type { BucketAggregation } from '../../../../stages/search/ports.ts'
import type { Value } from '../database.ts'
import { shown } from './display.ts'
import { groupSql, type Source } from './group.ts'
import { asCount, type Context, chosenIn, type Env, type Kind, tupleName } from './level.ts'
import { inclusion, keyOf } from './terms.ts'
import { unify } from './value.ts'

type SignificantTerms = Extract<BucketAggregation, { kind: 'significant_terms' }>

const ROWS = { operation: 'rows', where: [] } as const

/**
 * Values that are more frequent in a bucket than in the background. JLH: (here - there) * (here / there), of the shares
 * that a value has in both.
 */
export async function significantTermsKind(
  terms: SignificantTerms,
  source: Source,
  context: Context,
  env: Env,
): Promise<Kind> {
  const unified = unify(env.scopes, terms.field)
  const key = keyOf({ field: terms.field }, unified)
  const background: Source = { scopes: env.scopes, where: terms.background ? [terms.background] : [] }
  const [totals, there] = await Promise.all([
    env.session.rows(groupSql(source, context.keys, [ROWS], chosenIn(context))),
    env.session.rows(groupSql(background, [], [ROWS])),
  ])
  const width = context.keys.length
  const here = new Map(totals.map((row) => [tupleName(row.slice(0, width)), asCount(row[width])]))
  const all = asCount(there[0]?.[0])
  const parents = Array.from({ length: width }, (_, at) => `k${at}`)
  return {
    keys: [key],
    inline: new Set(),
    select(grouped, keys) {
      const own = `k${keys - 1}`
      const counted = groupSql(source, context.keys, [ROWS], chosenIn(context))
      const sizes = `SELECT ${parents.map((name) => `${name} AS p${name}, `).join('')}a0 AS here FROM (${counted}) s`
      const wide = `SELECT k0 AS word, a0 AS there FROM (${groupSql(background, [key], [ROWS])}) b`
      const same = parents.map((name) => `g.${name} IS NOT DISTINCT FROM s.p${name}`)
      const share = 'CAST(a0 AS DOUBLE) / here'
      const wideShare = `CAST(there AS DOUBLE) / ${Math.max(1, all)}`
      const score =
        terms.heuristic === 'jlh'
          ? `(${share} - ${wideShare}) * ((${share}) / (${wideShare}))`
          : 'CAST(a0 AS DOUBLE) / there'
      const included = inclusion(terms, unified, `g.${own}`)
      const where = [
        `a0 >= ${Math.trunc(terms.minDocCount)}`,
        ...(terms.heuristic === 'jlh' ? [`${share} > ${wideShare}`] : []),
        ...(included ? [included] : []),
      ]
      const scored = `SELECT g.*, there, ${score} AS score FROM (${grouped}) g JOIN (${wide}) b ON b.word = g.${own} JOIN (${sizes}) s ON ${same.length > 0 ? same.join(' AND ') : 'TRUE'} WHERE ${where.join(' AND ')}`
      const partition = width > 0 ? `PARTITION BY ${parents.join(', ')}` : ''
      return `SELECT * EXCLUDE (place) FROM (SELECT *, row_number() OVER (${partition} ORDER BY score DESC, ${own}) AS place FROM (${scored}) t) p WHERE place <= ${Math.trunc(terms.size)} ORDER BY place`
    },
    present: (buckets, _empty, parent) => ({
      doc_count: here.get(parent) ?? 0,
      bg_count: all,
      buckets: buckets.map(({ key: value, count, extra, children }) => ({
        key: shown(value as Value, unified.type),
        doc_count: count,
        score: Number(extra[1]),
        bg_count: asCount(extra[0]),
        ...children,
      })),
    }),
  }
}

import type { AggregationResult, BucketAggregation, Query } from '../../../../stages/search/ports.ts'
import { groupSql } from './group.ts'
import { placesSql } from './hits.ts'
import { asCount, chosenIn, type Env, type Job, newLevel, type Plan, tupleName } from './level.ts'
import { sortingOf } from './sort.ts'
import { type Joins, unify, valueIn } from './value.ts'

type Sampler = Extract<BucketAggregation, { kind: 'sampler' }>

/**
 * A row has one value of each field, so that it is in one bucket of each level: the sampled rows of all buckets are one
 * set, and what is inside is asked of that set.
 */
export function samplerJob(sampler: Sampler, where: readonly Query[], env: Env, plan: Plan): Job {
  return {
    async run(context) {
      const around = [...context.where, ...where]
      const sampled: Query = { kind: 'rows', rows: await rowsOf(sampler, around, context.keys, env) }
      const inside = { ...context, where: [...around, sampled] }
      const level = newLevel()
      level.add({ operation: 'rows', where: [] })
      const children = plan(sampler.children, [], level, env, new Set())
      const source = { scopes: env.scopes, where: inside.where }
      const rows = await env.session.rows(
        groupSql(source, context.keys, level.accumulators, chosenIn(context)),
      )
      await level.run(inside)
      const width = context.keys.length
      return new Map(
        rows.map((row): [string, AggregationResult] => {
          const at = { values: row.slice(width), tuple: tupleName(row.slice(0, width)) }
          return [at.tuple, { doc_count: asCount(at.values[0]), ...children(at) }]
        }),
      )
    },
  }
}

async function rowsOf(
  { size, field, perValue }: Sampler,
  where: readonly Query[],
  keys: Parameters<typeof groupSql>[1],
  env: Env,
): Promise<Record<string, number[]>> {
  const { session, scopes } = env
  const sorting = sortingOf(scopes, [{ field: '_score', order: 'desc' }])
  const types = keys.map((key) => unify(scopes, key.field))
  const diverse = field === undefined ? undefined : unify(scopes, field)
  const branches = scopes.map((scope, at) => {
    const joins: Joins = new Map()
    const columns = keys.map(
      (key, k) => `${key.expression(valueIn(scope, key.field, types[k], joins))} AS k${k}`,
    )
    if (diverse) columns.push(`${valueIn(scope, field!, diverse, joins)} AS v`)
    return placesSql(scope, at, where, sorting, columns, joins)
  })
  const parents = ['place', ...keys.map((_, at) => `k${at}`)].join(', ')
  const all = `SELECT * FROM (${branches.join(' UNION ALL ')}) u`
  const apart = diverse
    ? `SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY ${parents}, v ORDER BY ${sorting.order}) AS again FROM (${all}) d) e WHERE again <= ${Math.trunc(perValue)}`
    : all
  const rows = await session.rows(
    `SELECT place, row FROM (SELECT *, row_number() OVER (PARTITION BY ${parents} ORDER BY ${sorting.order}) AS number FROM (${apart}) a) n WHERE number <= ${Math.trunc(size)}`,
  )
  const found: Record<string, number[]> = Object.fromEntries(scopes.map(({ index }) => [index.name, []]))
  for (const [place, row] of rows) found[scopes[place as number].index.name].push(row as number)
  return found
}

import type { Query } from '../../../../stages/search/ports.ts'
import type { Session } from '../database.ts'
import { type Field, fieldOf, isText } from '../model.ts'
import { escapeRegexp, number, text } from './literal.ts'
import { anyQuery, condition, type Scope, type Score } from './query.ts'
import { inSequence, TOKEN_SIGN, tokensOf } from './token.ts'
import { fromOf, type Joins, unify, valueIn } from './value.ts'

/*
 * What a match scores: BM25, as OpenSearch 2 has it.
 *
 * score(word) = idf * 2.2 * tf / (tf + 1.2 * (0.25 + 0.75 * length / average length))
 * idf         = ln(1 + (N - n + 0.5) / (n + 0.5))     N documents with the field, n of them with the word
 *
 * N and n are counted per index, in one statement for all words of the request. The average length is that of the
 * first documents of the index, so that it costs the same in a large one. A value of a keyword field scores its idf, a
 * query that only narrows down scores 1.
 */
const K1 = 1.2
const B = 0.75
/** Documents whose lengths make the average. */
const SAMPLE = 10_000

/** The query without what only says how matches score. */
export function matchOf(query: Query): Query {
  switch (query.kind) {
    case 'boost':
    case 'constant':
    case 'boosting':
    case 'min_score':
      return matchOf(query.query)
    case 'dis_max':
      return anyQuery(query.queries.map(matchOf))
    case 'bool':
      return {
        ...query,
        must: query.must.map(matchOf),
        filter: query.filter.map(matchOf),
        should: query.should.map(matchOf),
        mustNot: query.mustNot.map(matchOf),
      }
    default:
      return query
  }
}

/** What is counted for a score. */
interface Counts {
  /** Documents that fit: of a field's any value, or of a word. */
  of(query: Query): number
  /** Mean words of a text field. */
  length(field: string): number
}

/** The scopes, each with what the query's matches score in it. */
export async function withScores(session: Session, scopes: readonly Scope[], query: Query): Promise<Scope[]> {
  const scored: Scope[] = []
  for (const scope of scopes) {
    const queries = new Map<string, Query>()
    const fields = new Set<string>()
    const listen: Counts = {
      of(one) {
        queries.set(JSON.stringify(one), one)
        return 1
      },
      length(field) {
        fields.add(field)
        return 1
      },
    }
    scoreOf(query, scope, listen)
    const counts = await countsOf(session, scope, queries, fields)
    scored.push({ ...scope, score: scoreOf(query, scope, counts) })
  }
  return scored
}

async function countsOf(
  session: Session,
  scope: Scope,
  queries: ReadonlyMap<string, Query>,
  fields: ReadonlySet<string>,
): Promise<Counts> {
  const counts = new Map<string, number>()
  const lengths = new Map<string, number>()
  if (queries.size > 0) {
    const columns = [...queries.values()].map((one) => `count(*) FILTER (WHERE ${condition(one, scope)})`)
    const [values] = await session.rows(`SELECT ${columns.join(', ')} FROM ${fromOf(scope, new Map())}`)
    for (const [at, name] of [...queries.keys()].entries()) counts.set(name, Number(values[at]))
  }
  for (const field of fields) {
    const joins: Joins = new Map()
    const value = valueIn(scope, field, unify([scope], field), joins)
    const [[mean]] = await session.rows(
      `SELECT avg(len(${tokensOf('x')})) FROM (SELECT ${value} AS x FROM ${fromOf(scope, joins)} WHERE ${value} IS NOT NULL LIMIT ${SAMPLE}) s`,
    )
    lengths.set(field, Math.max(1, Number(mean ?? 1)))
  }
  return {
    of: (one) => counts.get(JSON.stringify(one)) ?? 0,
    length: (field) => lengths.get(field) ?? 1,
  }
}

function scoreOf(query: Query, scope: Scope, counts: Counts): Score {
  switch (query.kind) {
    case 'none':
      return 0
    case 'bool':
      return boolScore(query, scope, counts)
    case 'terms':
      return termScore(query, scope, counts)
    case 'match':
      return matchScore(query, scope, counts)
    case 'boost':
      return times(scoreOf(query.query, scope, counts), query.boost)
    case 'constant':
      return query.score
    case 'min_score':
      return scoreOf(query.query, scope, counts)
    case 'dis_max':
      return bestOf(
        query.queries.map((one) => whenever(one, scoreOf(one, scope, counts), scope)),
        query.tie,
      )
    case 'boosting': {
      const score = scoreOf(query.query, scope, counts)
      const factor = `CASE WHEN ${condition(query.negative, scope)} THEN ${number(query.factor)} ELSE 1 END`
      return (joins) => `(${sql(score, joins)} * ${factor})`
    }
    default:
      return 1
  }
}

/** Filters and what must not be score nothing; what should be scores where it is. */
function boolScore(query: Extract<Query, { kind: 'bool' }>, scope: Scope, counts: Counts): Score {
  const must = query.must.map((one) => scoreOf(one, scope, counts))
  const needed = query.minimumShouldMatch === query.should.length
  const should = query.should.map((one) => {
    const score = scoreOf(one, scope, counts)
    return needed ? score : whenever(one, score, scope)
  })
  return sumOf([...must, ...should])
}

function termScore(query: Extract<Query, { kind: 'terms' }>, scope: Scope, counts: Counts): Score {
  const found = fieldOf(scope.index, query.field)
  if (!found || query.values.length !== 1) return 1
  const { type } = found.field
  const asWord = type === 'boolean' || (isText(type) && type !== 'ip')
  return asWord ? idfOf(query, query.field, counts) : 1
}

function idfOf(query: Query, field: string | undefined, counts: Counts): number {
  const all = counts.of(field === undefined ? { kind: 'all' } : { kind: 'exists', field })
  const some = counts.of(query)
  return Math.log(1 + (Math.max(all, some) - some + 0.5) / (some + 0.5))
}

/** Over many fields a word scores by how rare it is anywhere: which of the fields has it is not looked at again. */
function matchScore(query: Extract<Query, { kind: 'match' }>, scope: Scope, counts: Counts): Score {
  const [name, ...more] = query.fields
  const found = name === undefined || more.length > 0 ? undefined : fieldOf(scope.index, name)
  const single = (word: string): Query => ({ ...query, words: [word], operator: 'and', text: word })
  if (!found || found.whole || found.field.type !== 'text') {
    const words = query.operator === 'phrase' ? [query] : query.words.map(single)
    return sumOf(words.map((one) => whenever(one, idfOf(one, name, counts), scope)))
  }
  const { field } = found
  if (query.operator === 'phrase') {
    const idf = query.words.reduce((sum, word) => sum + idfOf(single(word), name, counts), 0)
    const pattern = inSequence(query.words.map((word) => `(?:${escapeRegexp(word)})`))
    const times = (x: string) => `greatest(1, len(regexp_extract_all(lower(${x}), ${text(pattern)})))`
    return weighted([{ idf, times }], field, scope, counts)
  }
  const plain = query.words.filter((word) => PLAIN.test(word))
  const parts = plain.map((word) => ({
    idf: idfOf(single(word), name, counts),
    times: () => `len(list_filter(t, w -> w = ${text(word)}))`,
  }))
  // What the analyzer keeps together is no one token here; it counts as once.
  const others = query.words.filter((word) => !PLAIN.test(word))
  const each = others.map((word) =>
    whenever(
      single(word),
      weighted([{ idf: idfOf(single(word), name, counts), times: () => '1' }], field, scope, counts),
      scope,
    ),
  )
  return sumOf([...(parts.length > 0 ? [weighted(parts, field, scope, counts)] : []), ...each])
}

const PLAIN = new RegExp(`^${TOKEN_SIGN}+$`, 'u')

interface Part {
  readonly idf: number
  /** How often it stands in the value `x`, whose words are `t`. */
  times(x: string): string
}

/** The value is cut into words once for all parts: patterns with classes of Unicode are slow to make ready. */
function weighted(parts: readonly Part[], field: Field, scope: Scope, counts: Counts): Score {
  const mean = `CAST(${number(counts.length(field.name))} AS DOUBLE)`
  return (joins) => {
    const value = valueIn(scope, field.name, unify([scope], field.name), joins)
    const norm = `${number(K1)} * (${number(1 - B)} + ${number(B)} * len(t) / ${mean})`
    const each = parts.map(({ idf, times }) => {
      const tf = times(value)
      return `CAST(${number(idf * (K1 + 1))} AS DOUBLE) * ${tf} / (${tf} + ${norm})`
    })
    return `coalesce(list_transform([${tokensOf(value)}], t -> ${each.join(' + ')})[1], 0)`
  }
}

const sql = (score: Score, joins: Joins) => (typeof score === 'number' ? number(score) : score(joins))

/** The score where the query matches. */
function whenever(query: Query, score: Score, scope: Scope): Score {
  const fits = condition(query, scope)
  if (fits === 'TRUE') return score
  if (fits === 'FALSE' || score === 0) return 0
  return (joins) => `CASE WHEN ${fits} THEN ${sql(score, joins)} ELSE 0 END`
}

function sumOf(scores: readonly Score[]): Score {
  const fixed = scores.reduce<number>((sum, one) => sum + (typeof one === 'number' ? one : 0), 0)
  const open = scores.filter((one) => typeof one !== 'number')
  if (open.length === 0) return fixed
  return (joins) => `(${[...open.map((one) => one(joins)), number(fixed)].join(' + ')})`
}

function times(score: Score, factor: number): Score {
  if (typeof score === 'number') return score * factor
  return (joins) => `(${score(joins)} * ${number(factor)})`
}

function bestOf(scores: readonly Score[], tie: number): Score {
  if (scores.length === 0) return 0
  if (scores.length === 1) return scores[0]
  return (joins) => {
    const each = scores.map((one) => sql(one, joins))
    const best = `greatest(${each.join(', ')})`
    return tie === 0 ? best : `(${best} + ${number(tie)} * ((${each.join(' + ')}) - ${best}))`
  }
}

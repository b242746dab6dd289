import { illegal, parsing } from '../../errors.ts'
import { isObject } from '../json.ts'

interface Given {
  text(name: string): string | undefined
  flag(name: string, fallback: boolean): boolean
}

/** Plain copies from the URL into the body, which they overrule. */
const COPIED = [
  'from',
  'size',
  'timeout',
  'version',
  'seq_no_primary_term',
  'track_total_hits',
  'track_scores',
  'explain',
  'terminate_after',
]

/** Accepted at the one value that holds here anyway. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  search_type: ['query_then_fetch', 'dfs_query_then_fetch'],
  analyzer: ['standard'],
}

/** A search body with what the URL says put into it, so that one parser reads both. */
export function withParameters(body: unknown, given: Given): Readonly<Record<string, unknown>> {
  if (!isObject(body)) throw parsing('Expected [START_OBJECT]: the request body must be a JSON object')
  checkFixed(given)
  const whole: Record<string, unknown> = { ...body }
  for (const name of COPIED) {
    const value = given.text(name)
    if (value !== undefined) whole[name] = value === '' ? 'true' : numberOr(value)
  }
  const q = given.text('q')
  if (q !== undefined) whole.query = { query_string: queryOf(q, given) }
  const sort = given.text('sort')
  if (sort !== undefined) whole.sort = sort.split(',').map(sortKey)
  for (const name of ['docvalue_fields', 'stored_fields']) {
    const value = given.text(name)
    if (value !== undefined) whole[name] = value.split(',')
  }
  const source = sourceFrom(given)
  if (source !== undefined) whole._source = source
  if (given.flag('rest_total_hits_as_int', false)) whole.track_total_hits ??= true
  return whole
}

function checkFixed(given: Given) {
  for (const [name, values] of Object.entries(FIXED)) {
    const value = given.text(name)
    if (value !== undefined && !values.includes(value)) {
      throw illegal(
        `[${name}] is not served by this engine except as [${values.join('], [')}], not [${value}]`,
      )
    }
  }
}

const numberOr = (value: string) => (/^-?\d+$/.test(value) ? Number(value) : value)

function queryOf(query: string, given: Given) {
  const df = given.text('df')
  const operator = given.text('default_operator')
  return {
    query,
    ...(df === undefined ? {} : { default_field: df }),
    ...(operator === undefined ? {} : { default_operator: operator }),
    ...(given.flag('lenient', false) ? { lenient: true } : {}),
  }
}

function sortKey(part: string) {
  const colon = part.lastIndexOf(':')
  return colon < 0 ? part : { [part.slice(0, colon)]: part.slice(colon + 1) }
}

function sourceFrom(given: Given): unknown {
  const [whole, includes, excludes] = ['_source', '_source_includes', '_source_excludes'].map(given.text)
  if (includes === undefined && excludes === undefined) {
    return whole === undefined || whole === 'true' || whole === 'false' ? whole : whole.split(',')
  }
  return { includes: includes?.split(',') ?? [], excludes: excludes?.split(',') ?? [] }
}

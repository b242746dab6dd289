/**
 * A stand-in for the search room, in memory: just enough of `_search` for the page's own queries. It is for
 * working on the page alone; what it answers is checked by nobody but the eye and the page's component tests.
 */
export type Doc = Record<string, unknown>
type Test = (doc: Doc) => boolean
// biome-ignore lint/suspicious/noExplicitAny: requests as they come, read by a stand-in.
type Json = Record<string, any>

// biome-ignore lint/suspicious/noExplicitAny: as above.
const only = (object: Json): [string, any] => Object.entries(object)[0]

export function compile(query: Json): Test {
  const [kind, spec] = only(query)
  switch (kind) {
    case 'match_all':
      return () => true
    case 'bool':
      return compileBool(spec)
    case 'term': {
      const [field, value] = only(spec)
      return (doc) => doc[field] !== undefined && String(doc[field]) === String(value)
    }
    case 'range': {
      const [field, { gte = -Infinity, lt = Infinity }] = only(spec)
      return (doc) => typeof doc[field] === 'number' && doc[field] >= gte && doc[field] < lt
    }
    case 'exists':
      return (doc) => doc[spec.field] !== undefined
    case 'prefix': {
      const [field, value] = only(spec)
      return (doc) => String(doc[field] ?? '').startsWith(value)
    }
    case 'wildcard': {
      const [field, { value }] = only(spec)
      const pattern = wildcard(value)
      return (doc) => doc[field] !== undefined && pattern.test(String(doc[field]))
    }
    case 'regexp': {
      const [field, { value }] = only(spec)
      const pattern = new RegExp(`^(?:${value})$`, 'is')
      return (doc) => doc[field] !== undefined && pattern.test(String(doc[field]))
    }
    case 'query_string':
      return compileText(spec.query)
    default:
      throw new Error(`[${kind}] is not in the mock`)
  }
}

function wildcard(value: string): RegExp {
  const text = value.replace(/\\?[\s\S]/g, (part) => {
    if (part === '*') return '.*'
    if (part === '?') return '.'
    return part.at(-1)!.replace(/[$()*+./?[\\\]^{|}-]/g, '\\$&')
  })
  return new RegExp(`^${text}$`, 'is')
}

function compileBool({ filter = [], must = [], must_not = [], should = [] }: Json): Test {
  const all = [...filter, ...must].map(compile)
  const none = must_not.map(compile) as Test[]
  const some = should.map(compile) as Test[]
  return (doc) =>
    all.every((test) => test(doc)) &&
    !none.some((test) => test(doc)) &&
    (some.length === 0 || some.some((test) => test(doc)))
}

/** Words and `field:value` joined by AND, with OR and NOT between two; no nesting. */
function compileText(query: string): Test {
  if (/[([{:]$/.test(query.trim())) throw new Error(`Failed to parse query [${query}]`)
  const any = query.split(/\s+OR\s+/).map((part) => {
    const tests = part.split(/\s+(?:AND\s+)?/).filter(Boolean)
    const compiled: Test[] = []
    let negate = false
    for (const word of tests) {
      if (word === 'NOT') {
        negate = true
        continue
      }
      const test = compileWord(word.replace(/^[-+]/, ''))
      compiled.push(negate || word.startsWith('-') ? (doc) => !test(doc) : test)
      negate = false
    }
    return (doc: Doc) => compiled.every((test) => test(doc))
  })
  return (doc) => any.some((test) => test(doc))
}

function compileWord(word: string): Test {
  const match = /^([\w.]+):(.+)$/.exec(word)
  const value = (match?.[2] ?? word).replace(/^"|"$/g, '')
  const compare = /^(>=|<=|>|<)(-?[\d.]+)$/.exec(value)
  if (match && compare) {
    const [, sign, text] = compare
    const limit = Number(text)
    return (doc) => {
      const at = doc[match[1]] as number
      return sign === '>' ? at > limit : sign === '<' ? at < limit : sign === '>=' ? at >= limit : at <= limit
    }
  }
  if (match && value === '*') return (doc) => doc[match[1]] !== undefined
  const pattern = wildcard(match ? value.replace(/\\(.)/g, '$1') : `*${value}*`)
  if (match) return (doc) => doc[match[1]] !== undefined && pattern.test(String(doc[match[1]]))
  return (doc) => Object.values(doc).some((entry) => typeof entry === 'string' && pattern.test(entry))
}

export function aggregate(docs: readonly Doc[], aggs: Json = {}): Json {
  return Object.fromEntries(Object.entries(aggs).map(([name, spec]) => [name, aggregateOne(docs, spec)]))
}

function aggregateOne(docs: readonly Doc[], spec: Json): Json {
  const { aggs, ...rest } = spec
  const [kind, options] = only(rest)
  const bucket = (part: readonly Doc[], extra: Json = {}) => ({
    ...extra,
    doc_count: part.length,
    ...aggregate(part, aggs),
  })
  const values = () => docs.map((doc) => doc[options.field]).filter((value) => value !== undefined)
  switch (kind) {
    case 'filter':
      return bucket(docs.filter(compile(options)))
    case 'filters':
      return {
        buckets: Object.fromEntries(
          Object.entries<Json>(options.filters).map(([key, query]) => [
            key,
            bucket(docs.filter(compile(query))),
          ]),
        ),
      }
    case 'range':
      return {
        buckets: options.ranges.map(({ key, from, to }: Json) =>
          bucket(docs.filter(compile({ range: { [options.field]: { gte: from, lt: to } } })), {
            key,
            from,
            to,
          }),
        ),
      }
    case 'terms':
      return terms(docs, options, bucket)
    case 'date_histogram':
      return dateHistogram(docs, options, bucket)
    case 'cardinality':
      return { value: new Set(values()).size }
    case 'value_count':
      return { value: values().length }
    case 'sum':
      return { value: (values() as number[]).reduce((sum, value) => sum + value, 0) }
    case 'avg': {
      const list = values() as number[]
      return { value: list.length ? list.reduce((sum, value) => sum + value, 0) / list.length : null }
    }
    case 'min':
    case 'max': {
      const list = values() as number[]
      const pick = kind === 'min' ? Math.min : Math.max
      return { value: list.length ? list.reduce((a, b) => pick(a, b)) : null }
    }
    case 'percentiles': {
      const list = (values() as number[]).sort((a, b) => a - b)
      const at = (percent: number) =>
        list[Math.min(list.length - 1, Math.floor((percent / 100) * list.length))]
      return {
        values: Object.fromEntries(options.percents.map((p: number) => [p.toFixed(1), at(p) ?? null])),
      }
    }
    default:
      throw new Error(`aggregation [${kind}] is not in the mock`)
  }
}

type MakeBucket = (part: readonly Doc[], extra?: Json) => Json

function terms(
  docs: readonly Doc[],
  { field, size = 10, min_doc_count = 1, order }: Json,
  bucket: MakeBucket,
) {
  const groups = new Map<unknown, Doc[]>()
  for (const doc of docs) {
    const value = doc[field]
    if (value === undefined) continue
    const group = groups.get(value)
    if (group) group.push(doc)
    else groups.set(value, [doc])
  }
  const sorted = [...groups].filter(([, group]) => group.length >= min_doc_count)
  sorted.sort((a, b) => b[1].length - a[1].length)
  const make = ([key, group]: [unknown, Doc[]]) =>
    typeof key === 'boolean'
      ? bucket(group, { key: Number(key), key_as_string: String(key) })
      : bucket(group, { key })
  let buckets = (order ? sorted : sorted.slice(0, size)).map(make)
  if (order) {
    const [path, way] = only(order)
    const [name, percent] = path.split('.')
    const at = (entry: Json) => entry[name].value ?? entry[name].values?.[`${percent}.0`] ?? 0
    buckets = buckets.sort((a, b) => (way === 'desc' ? at(b) - at(a) : at(a) - at(b))).slice(0, size)
  }
  const shown = buckets.reduce((sum, entry) => sum + entry.doc_count, 0)
  const total = sorted.reduce((sum, [, group]) => sum + group.length, 0)
  return { doc_count_error_upper_bound: 0, sum_other_doc_count: total - shown, buckets }
}

const UNITS: Json = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function dateHistogram(docs: readonly Doc[], options: Json, bucket: MakeBucket) {
  const { field, fixed_interval, min_doc_count = 0, extended_bounds } = options
  const step = Number.parseInt(fixed_interval, 10) * UNITS[fixed_interval.at(-1)]
  const shift = -new Date().getTimezoneOffset() * 60_000
  const floor = (at: number) => Math.floor((at + shift) / step) * step - shift
  const groups = new Map<number, Doc[]>()
  for (const doc of docs) {
    const key = floor(doc[field] as number)
    const group = groups.get(key)
    if (group) group.push(doc)
    else groups.set(key, [doc])
  }
  if (min_doc_count === 0 && extended_bounds) {
    for (let key = floor(extended_bounds.min); key <= extended_bounds.max; key += step) {
      if (!groups.has(key)) groups.set(key, [])
    }
  }
  const buckets = [...groups].sort(([a], [b]) => a - b).map(([key, group]) => bucket(group, { key }))
  return { buckets }
}

export function search(docs: readonly Doc[], body: Json): Json {
  const found = docs.filter(compile(body.query ?? { match_all: {} }))
  const hits = page(found, body).map(([doc, at]) => ({
    _index: 'web-logs-2026-11-20',
    _id: String(doc._id),
    _source: source(doc),
    sort: [doc.timestamp, at],
  }))
  return {
    took: 1,
    hits: {
      ...(body.track_total_hits === false ? {} : { total: { value: found.length, relation: 'eq' } }),
      hits,
    },
    ...(body.aggs ? { aggregations: aggregate(found, body.aggs) } : {}),
  }
}

function page(found: readonly Doc[], { size = 10, sort, search_after }: Json): [Doc, number][] {
  if (!size) return []
  const list = found.map((doc) => [doc, doc._id as number] as [Doc, number])
  if (sort) list.sort((a, b) => (b[0].timestamp as number) - (a[0].timestamp as number) || b[1] - a[1])
  if (!search_after) return list.slice(0, size)
  const [time, place] = search_after
  const start = list.findIndex(
    ([doc, at]) => (doc.timestamp as number) < time || (doc.timestamp === time && at < place),
  )
  return start < 0 ? [] : list.slice(start, start + size)
}

function source({ _id, ...doc }: Doc): Doc {
  return { ...doc, timestamp: new Date(doc.timestamp as number).toISOString() }
}

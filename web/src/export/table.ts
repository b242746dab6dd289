import { type Bucket, bucketsOf, type Results, type SearchAnswer } from '../queries/search-body.ts'

export type Cell = string | number | boolean | null | undefined
type Row = Record<string, Cell>

export interface ExportTable {
  readonly heads: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/**
 * An answer as one table. Hits are a row each; else each bucket is a row, and what lies in it (metrics, further
 * buckets) are its columns: `classes 4xx`, `time p95`. Buckets of several aggregations tell theirs in `part`.
 */
export function tableOf(answer: SearchAnswer): ExportTable {
  const { hits } = answer.hits
  if (hits.length > 0) return withHeads(hits.map(({ _source }) => columnsOfSource(_source, '')))
  const groups = groupsOf(answer.aggregations ?? {})
  const rows = groups.flatMap(({ name, buckets }) =>
    buckets.map((bucket) => ({
      ...(groups.length > 1 ? { part: name } : {}),
      ...keysOf(groups.length > 1 ? 'value' : name, bucket),
      requests: bucket.doc_count,
      ...columnsOf(bucket, ''),
    })),
  )
  const totals = columnsOf(answer.aggregations ?? {}, '', false)
  if (rows.length > 0) return withHeads(rows)
  return withHeads([{ requests: answer.hits.total?.value, ...totals }])
}

interface Group {
  readonly name: string
  readonly buckets: readonly Bucket[]
}

/** Bucket aggregations at the top, those in a filter of one bucket (`only errors › by path`) too. */
function groupsOf(results: Results): readonly Group[] {
  return Object.entries(results).flatMap(([name, result]): readonly Group[] => {
    if (!isResults(result)) return []
    if ('buckets' in result) return [{ name, buckets: bucketsOf(results, name) }]
    return 'doc_count' in result ? groupsOf(result) : []
  })
}

function columnsOf(results: Results, prefix: string, deep = true): Row {
  const row: Row = {}
  for (const [name, result] of Object.entries(results)) {
    if (!isResults(result) || name === 'key') continue
    const head = prefix + name
    if ('value' in result) row[head] = result.value as Cell
    else if (isResults(result.values)) {
      for (const [percent, value] of Object.entries(result.values)) {
        row[`${head} p${percent.replace(/\.0$/, '')}`] = value as Cell
      }
    } else if ('buckets' in result) {
      if (deep) Object.assign(row, columnsOfBuckets(bucketsOf(results, name), head))
    } else if ('doc_count' in result) {
      row[head] = result.doc_count as Cell
      Object.assign(row, columnsOf(result, `${head} `, deep))
    } else if (isResults(result.hits)) {
      const [first] = (result.hits.hits ?? []) as { _source?: Results }[]
      Object.assign(row, columnsOfSource(first?._source ?? {}, `${head} `))
    }
  }
  return row
}

function columnsOfBuckets(buckets: readonly Bucket[], head: string): Row {
  const row: Row = {}
  for (const bucket of buckets) {
    const name = `${head} ${bucket.key_as_string ?? bucket.key}`
    row[name] = bucket.doc_count
    Object.assign(row, columnsOf(bucket, `${name} `))
  }
  return row
}

/** Keys of several fields are columns of their own. */
function keysOf(name: string, { key, key_as_string }: Bucket): Row {
  if (isResults(key)) return key as Row
  return { [name]: key_as_string ?? key }
}

function columnsOfSource(source: Results, prefix: string): Row {
  return Object.fromEntries(
    Object.entries(source).map(([name, value]) => [
      prefix + name,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Cell),
    ]),
  )
}

function withHeads(rows: readonly Row[]): ExportTable {
  const heads = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return { heads, rows: rows.map((row) => heads.map((head) => row[head])) }
}

const isResults = (value: unknown): value is Results => typeof value === 'object' && value !== null

/** RFC 4180. Text that a spreadsheet would run as a formula is led by an apostrophe: logs hold what strangers sent. */
export function csvOf({ heads, rows }: ExportTable): string {
  return [heads, ...rows].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')
}

function quoted(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell !== 'string') return String(cell)
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

// The embedded index alone: appends 2 million web-log rows as the pipeline does, then asks what the page asks.
// node bench/search.mjs [rows] [rows a batch]   (after `npm run build`)
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuckDb } from '../dist/engines/search/duckdb/index.js'

const ROWS = Number(process.argv[2] ?? 2_000_000)
const BATCH = Number(process.argv[3] ?? 4096)
const INDEX = 'web-logs-2026-11-20'
const START = Date.UTC(2026, 10, 13)
const NONE = 0xffffffff

let seed = 42
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed / 4294967296
}

/** Words of a dimension with spans for each of its text columns. */
function vocabulary(size, columns) {
  const parts = []
  const starts = columns.names.map(() => new Uint32Array(size))
  const ends = columns.names.map(() => new Uint32Array(size))
  const stops = new Uint32Array(size)
  let end = 0
  for (let i = 0; i < size; i++) {
    const values = columns.of(i)
    values.forEach((value, c) => {
      if (value === undefined) {
        starts[c][i] = NONE
        return
      }
      const bytes = Buffer.from(value)
      parts.push(bytes)
      starts[c][i] = end
      end += bytes.length
      ends[c][i] = end
    })
    stops[i] = end
  }
  return {
    size,
    names: columns.names,
    types: columns.types,
    bytes: Buffer.concat(parts),
    starts,
    ends,
    stops,
    more: columns.more,
  }
}

const hex = (n) => n.toString(16)
const COUNTRIES = [
  ['FR', 'France'],
  ['US', 'United States'],
  ['DE', 'Germany'],
  ['GB', 'United Kingdom'],
  ['CN', 'China'],
]
const BROWSERS = ['Chrome', 'Firefox', 'Safari', 'Edge', 'Googlebot']
const dimensions = {
  host: vocabulary(60_000, {
    names: ['host', 'country', 'country_name', 'city'],
    types: ['ip', 'keyword', 'keyword', 'keyword'],
    of: (i) => [
      i % 10 === 0
        ? `2001:db8:${hex(i)}::${hex(i % 977)}`
        : `${1 + (i % 222)}.${(i >> 3) % 251}.${(i >> 5) % 199}.${i % 253}`,
      ...COUNTRIES[i % 5],
      `City ${i % 900}`,
    ],
    more: (ids) => [
      {
        name: 'location',
        type: 'geo_point',
        lat: Float64Array.from(ids, (i) => (i % 160) - 80 + 0.25),
        lon: Float64Array.from(ids, (i) => (i % 340) - 170 + 0.5),
      },
    ],
  }),
  request: vocabulary(400_000, {
    names: ['request', 'verb', 'uri', 'path', 'query', 'protocol'],
    types: Array(6).fill('keyword'),
    of: (i) => {
      const path =
        i < 3000 ? `/shop/products/item-${i}` : i < 300_000 ? `/search` : `/static/img/${i % 20_000}.png`
      const query = i < 3000 ? undefined : `q=${hex(Math.imul(i, 2654435761) >>> 0)}&page=${i % 17}`
      const uri = query ? `${path}?${query}` : path
      return [`GET ${uri} HTTP/1.1`, 'GET', uri, path, query, 'HTTP/1.1']
    },
    more: () => [],
  }),
  referer: vocabulary(2000, {
    names: ['referer', 'referer_host'],
    types: ['keyword', 'keyword'],
    of: (i) => [`https://site-${i % 300}.example.com/page/${i}`, `site-${i % 300}.example.com`],
    more: () => [],
  }),
  agent: vocabulary(500, {
    names: ['agent', 'browser', 'browser_version', 'os', 'os_version', 'device'],
    types: Array(6).fill('keyword'),
    of: (i) => [
      `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Build/${i} Safari/537.36`,
      BROWSERS[i % 5],
      `${100 + (i % 40)}.0`,
      ['Windows', 'macOS', 'Linux', 'Android', 'iOS'][i % 5],
      `${i % 12}`,
      ['Desktop', 'Mobile', 'Tablet'][i % 3],
    ],
    more: (ids) => [
      { name: 'bot', type: 'boolean', values: Uint8Array.from(ids, (i) => (i % 5 === 4 ? 1 : 0)) },
    ],
  }),
}

/** The batch's own small dictionary of the words that its rows have. */
function localDimension(key, vocabulary, rows, pick) {
  vocabulary.local ??= new Int32Array(vocabulary.size).fill(-1)
  const { local } = vocabulary
  const codes = new Uint32Array(rows)
  const ids = []
  for (let row = 0; row < rows; row++) {
    const id = pick()
    if (id === undefined) {
      codes[row] = NONE
      continue
    }
    if (local[id] < 0) local[id] = ids.push(id) - 1
    codes[row] = local[id]
  }
  for (const id of ids) local[id] = -1
  const length = ids.reduce(
    (sum, id) => sum + vocabulary.stops[id] - (id === 0 ? 0 : vocabulary.stops[id - 1]),
    0,
  )
  const bytes = new Uint8Array(length)
  const columns = vocabulary.names.map((name, c) => ({
    name,
    type: vocabulary.types[c],
    bytes,
    starts: new Uint32Array(ids.length),
    ends: new Uint32Array(ids.length),
  }))
  let to = 0
  ids.forEach((id, at) => {
    const from = id === 0 ? 0 : vocabulary.stops[id - 1]
    bytes.set(vocabulary.bytes.subarray(from, vocabulary.stops[id]), to)
    columns.forEach((column, c) => {
      const start = vocabulary.starts[c][id]
      column.starts[at] = start === NONE ? NONE : start - from + to
      column.ends[at] = start === NONE ? 0 : vocabulary.ends[c][id] - from + to
    })
    to += vocabulary.stops[id] - from
  })
  return { key, codes, size: ids.length, columns: [...columns, ...vocabulary.more(ids)] }
}

const nothing = (name, rows) => ({
  name,
  type: 'keyword',
  bytes: new Uint8Array(0),
  starts: new Uint32Array(rows).fill(NONE),
  ends: new Uint32Array(rows),
})

function batch(first, rows) {
  const skewed = (size, power) => () => Math.floor(random() ** power * size)
  const agent = skewed(500, 2)
  return {
    rows,
    unparsed: 0,
    records: Uint32Array.from({ length: rows }, (_, i) => i),
    columns: [
      {
        name: 'timestamp',
        type: 'date',
        values: Float64Array.from({ length: rows }, (_, i) => START + Math.floor((first + i) * 300)),
      },
      {
        name: 'status',
        type: 'short',
        values: Float64Array.from(
          { length: rows },
          () => [200, 200, 200, 200, 304, 301, 404, 404, 500, 200][Math.floor(random() * 10)],
        ),
      },
      {
        name: 'bytes',
        type: 'long',
        values: Float64Array.from({ length: rows }, () => Math.floor(random() ** 3 * 200_000)),
      },
      {
        name: 'request_time',
        type: 'float',
        values: Float64Array.from({ length: rows }, () => Math.round(random() ** 4 * 4000) / 1000),
      },
      nothing('ident', rows),
      nothing('user', rows),
    ],
    dimensions: [
      localDimension('host', dimensions.host, rows, skewed(60_000, 2)),
      localDimension('request', dimensions.request, rows, () =>
        Math.floor((random() < 0.6 ? random() ** 3 : random()) * 400_000),
      ),
      localDimension('referer', dimensions.referer, rows, () =>
        random() < 0.4 ? undefined : Math.floor(random() ** 3 * 2000),
      ),
      localDimension('agent', dimensions.agent, rows, agent),
    ],
  }
}

/** CPU of every thread but this one, which makes the rows, in ms (Linux only; elsewhere of all threads). */
function cpu() {
  try {
    let ticks = 0
    for (const thread of readdirSync('/proc/self/task')) {
      if (Number(thread) === process.pid) continue
      const fields = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8').split(') ')[1].split(' ')
      ticks += Number(fields[11]) + Number(fields[12])
    }
    return ticks * 10
  } catch {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
}
const rss = () => process.memoryUsage().rss / 1e6
const folder = mkdtempSync(join(tmpdir(), 'tailrace-bench-'))
const path = join(folder, 'index.duckdb')

const before = rss()

const engine = await openDuckDb({ path, now: Date.now })
const began = cpu()
const wall = performance.now()
const latencies = []
const flying = new Set()
let peak = 0
for (let first = 0; first < ROWS; first += BATCH) {
  const rows = Math.min(BATCH, ROWS - first)
  const sent = performance.now()
  const done = engine
    .append(
      [{ index: INDEX, documents: batch(first, rows), ids: { prefix: 'shardId-000000000000-', first } }],
      { key: 'search', value: String(first + rows) },
    )
    .then(() => {
      latencies.push(performance.now() - sent)
      flying.delete(done)
    })
  flying.add(done)
  if (flying.size >= 8) await Promise.race(flying)
  peak = Math.max(peak, rss())
}
await Promise.all(flying)
const seconds = (performance.now() - wall) / 1000
const used = cpu() - began
latencies.sort((a, b) => a - b)
console.log(
  `append   ${ROWS} rows in ${seconds.toFixed(2)} s (with making them): ${Math.round(ROWS / seconds)} rows/s`,
)
console.log(
  `         CPU ${(used / 1000).toFixed(2)} s ${((used * 1000) / ROWS).toFixed(2)} µs a row, ${Math.round((ROWS / used) * 1000)} rows/s of CPU`,
)
console.log(
  `         commit latency p50 ${latencies[latencies.length >> 1].toFixed(0)} ms, p99 ${latencies[Math.floor(latencies.length * 0.99)].toFixed(0)} ms`,
)
console.log(
  `memory   ${peak.toFixed(0)} MB at most, of which ${before.toFixed(0)} MB are this program's vocabulary; file ${(statSync(path).size / 1e6).toFixed(0)} MB`,
)

const all = { kind: 'all' }
const term = (field, ...values) => ({ kind: 'terms', field, values })
const terms = (field, more = {}) => ({
  name: field,
  kind: 'terms',
  field,
  size: 10,
  minDocCount: 1,
  order: [],
  children: [],
  ...more,
})
const metric = (kind, field) => ({ name: `${kind}_${field}`, kind, field })
const filterOf = (name, query) => ({ name, kind: 'filter', query, children: [] })
const errors = { kind: 'range', field: 'status', gte: 400 }
const days = (millis, children = []) => ({
  name: 'time',
  kind: 'date_histogram',
  field: 'timestamp',
  interval: { millis },
  timeZone: 'UTC',
  offsetMillis: 0,
  minDocCount: 0,
  children,
})
const classes = {
  name: 'class',
  kind: 'range',
  field: 'status',
  keyed: false,
  ranges: [100, 200, 300, 400, 500].map((from) => ({ from, to: from + 100 })),
  children: [],
}
const p95 = { name: 'p95', kind: 'percentiles', field: 'request_time', percents: [95], keyed: true }
const match = (text) => ({ kind: 'match', fields: [], words: text.split(' '), operator: 'and', text })
const request = (aggregations, query = all, more = {}) => ({
  query,
  from: 0,
  size: 0,
  sort: [],
  source: { includes: [], excludes: [] },
  trackTotalHits: true,
  aggregations,
  ...more,
})
const newest = { size: 50, sort: [{ field: 'timestamp', order: 'desc' }] }

const asked = {
  'totals strip': request([
    metric('sum', 'bytes'),
    metric('cardinality', 'host'),
    p95,
    filterOf('errors', errors),
  ]),
  'totals strip, one country': request(
    [metric('sum', 'bytes'), metric('cardinality', 'host'), p95, filterOf('errors', errors)],
    term('country', 'FR'),
  ),
  'requests over time by status class': request([days(3_600_000, [classes])]),
  'top paths': request([terms('path')]),
  'top requests': request([terms('request')]),
  'top hosts': request([terms('host')]),
  'top referers': request([terms('referer')]),
  'status codes': request([terms('status')]),
  countries: request([terms('country')]),
  'browsers > versions': request([terms('browser', { children: [terms('browser_version')] })]),
  'operating systems': request([terms('os')]),
  devices: request([terms('device')]),
  bots: request([terms('bot')]),
  'hour by hour (heat map)': request([days(3_600_000)]),
  'days in Paris': request([{ ...days(1), interval: { calendar: 'day' }, timeZone: 'Europe/Paris' }]),
  '404 paths': request([terms('path')], term('status', 404)),
  'slowest paths': request([
    terms('path', {
      order: [{ by: 'avg_request_time', order: 'desc' }],
      children: [metric('avg', 'request_time')],
    }),
  ]),
  'paths with p95': request([terms('path', { children: [p95] })]),
  'hosts of each country': request([terms('country', { children: [metric('cardinality', 'host')] })]),
  'newest 50': request([], all, newest),
  'newest 50 with text': request([], match('item-77'), newest),
  'text over everything': request([], match('googlebot 404')),
  'network 10.0.0.0/8': request([terms('host')], term('host', '10.0.0.0/8')),
}
let sum = 0
for (const [name, body] of Object.entries(asked)) {
  const times = []
  const cpus = []
  let total
  for (let run = 0; run < 4; run++) {
    const start = performance.now()
    const busy = cpu()
    total = (await engine.search([INDEX], body)).total
    if (run === 0) continue
    times.push(performance.now() - start)
    cpus.push(cpu() - busy)
  }
  const best = Math.min(...times)
  sum += best
  console.log(
    `${best.toFixed(0).padStart(6)} ms  ${Math.max(...times)
      .toFixed(0)
      .padStart(5)} at worst ${Math.min(...cpus)
      .toFixed(0)
      .padStart(5)} CPU  ${name} (${total?.value} matches)`,
  )
}
console.log(`${sum.toFixed(0).padStart(6)} ms  all together`)
await engine.close()
rmSync(folder, { recursive: true })

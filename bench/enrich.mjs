/**
 * Cost of parse and enrich, in µs a line of one core: the parser alone, and through the worker thread with its
 * messages. On a machine that does other things too, the fastest tenth of the batches tells what the code costs.
 * Half a million combined lines made in memory: 60,000 clients, 500 agents, one request in five unique.
 *
 *   npx tsc && node bench/enrich.mjs [lines]
 */

import { readAgent } from '../dist/stages/functions/core/agents/agent.js'
import { createParser } from '../dist/stages/functions/core/parser.js'
import { createGeoDatabase } from '../dist/stages/functions/geo-database.js'
import { createFunctions } from '../dist/stages/functions/index.js'

const LINES = Number(process.argv[2] ?? 500_000)
const BATCH_BYTES = 1 << 20

const random = seeded(7)
const pick = (count, skew = 1) => Math.floor(count * random() ** skew)
const batches = makeBatches(LINES)
const bytes = batches.reduce((sum, batch) => sum + batch.bytes.length, 0)

const rows = []
rows.push(parseAlone())
rows.push(await throughWorker())
console.log(`${LINES} lines, ${(bytes / 1e6).toFixed(0)} MB, batches of ${BATCH_BYTES / 1024} KiB`)
console.table(Object.fromEntries(rows))

/** The parser in this thread. Once only: the thread has one parser for good, and a second one runs slower code. */
function parseAlone() {
  const geo = createGeoDatabase({ now: Date.now })
  geo.locate('8.8.8.8')
  const parse = createParser({ enrichers: { locate: geo.locate, readAgent }, seed: 1 })
  const inputs = batches.map(inputOf)
  const started = performance.now()
  const before = process.cpuUsage()
  let parsed = 0
  const each = inputs.map((input) => {
    const from = performance.now()
    const { rows } = parse(input).documents
    parsed += rows
    return ((performance.now() - from) * 1000) / rows
  })
  each.sort((a, b) => a - b)
  return [
    'parser alone',
    {
      ...figures(performance.now() - started, process.cpuUsage(before), parsed),
      'fastest tenth of batches': each[Math.floor(each.length / 10)].toFixed(2),
    },
  ]
}

async function throughWorker() {
  const quiet = { info() {}, warn: console.warn, error: console.error, room: () => quiet }
  const functions = createFunctions({
    now: Date.now,
    log: quiet,
    account: '000000000000',
    region: 'us-east-1',
  })
  await functions.transform({ ...batches[0] })
  const started = performance.now()
  const main = process.cpuUsage()
  let parsed = 0
  const inFlight = []
  for (const batch of batches) {
    inFlight.push(functions.transform(batch).then((documents) => (parsed += documents.rows)))
    if (inFlight.length >= 3) await inFlight.shift()
  }
  await Promise.all(inFlight)
  const millis = performance.now() - started
  const cpu = process.cpuUsage(main)
  await functions.close()
  return ['worker thread, with messages', figures(millis, cpu, parsed)]
}

function figures(millis, cpu, parsed) {
  return {
    'µs/line': ((millis * 1000) / parsed).toFixed(2),
    'CPU µs/line, all threads': ((cpu.user + cpu.system) / parsed).toFixed(2),
    'lines/s': Math.round((parsed / millis) * 1000),
    'RSS MB': Math.round(process.memoryUsage.rss() / 1e6),
  }
}

function inputOf(batch) {
  const buffer = new ArrayBuffer(batch.bytes.length + (batch.bytes.length >>> 3) + 4096)
  new Uint8Array(buffer).set(batch.bytes)
  return { buffer, length: batch.bytes.length, ends: batch.ends, times: batch.times }
}

function makeBatches(count) {
  const clients = Array.from({ length: 60_000 }, () =>
    [1 + pick(220), pick(256), pick(256), pick(256)].join('.'),
  )
  const agents = Array.from({ length: 500 }, (_, i) => agentOf(i))
  const paths = Array.from(
    { length: 4000 },
    (_, i) => `/catalogue/books/${i}/${(i * 7919).toString(36)}.html`,
  )
  const made = []
  let lines = []
  let size = 0
  const close = () => {
    const body = Buffer.from(lines.join(''))
    const ends = new Uint32Array(lines.length)
    let end = 0
    lines.forEach((line, at) => {
      end += line.length
      ends[at] = end
    })
    made.push({ bytes: body, ends, times: new Float64Array(lines.length).fill(Date.now()), keys: ['a'] })
    lines = []
    size = 0
  }
  for (let i = 0; i < count; i++) {
    const line = lineOf(i, clients, agents, paths)
    lines.push(line)
    size += line.length
    if (size >= BATCH_BYTES) close()
  }
  if (lines.length > 0) close()
  return made
}

function lineOf(i, clients, agents, paths) {
  const time = new Date(1_795_000_000_000 + i * 20)
  const [, day, month, year, clock] = /, (\d\d) (\w+) (\d+) (\S+)/.exec(time.toUTCString())
  const path = paths[pick(paths.length, 2)]
  const query = random() < 0.2 ? `?session=${i.toString(36)}x${Math.floor(random() * 1e9).toString(36)}` : ''
  const referer = random() < 0.4 ? '-' : `https://books.example.com${paths[pick(400, 2)]}`
  const status = random() < 0.93 ? 200 : 404
  return (
    `${clients[pick(clients.length, 1.5)]} - - [${day}/${month}/${year}:${clock} +0000] "GET ${path}${query} HTTP/1.1" ` +
    `${status} ${pick(90_000)} "${referer}" "${agents[pick(agents.length, 2)]}"\n`
  )
}

function agentOf(i) {
  const version = 90 + (i % 50)
  if (i % 17 === 0) return `Mozilla/5.0 (compatible; Examplebot/${i}.0; +http://www.example.com/bot${i}.html)`
  if (i % 3 === 0) {
    return `Mozilla/5.0 (iPhone; CPU iPhone OS ${10 + (i % 8)}_${i % 7} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${i}.0 Mobile/15E148 Safari/604.1`
  }
  return `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.${i}.12 Safari/537.36`
}

function seeded(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

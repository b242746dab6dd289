// From a line written to the log to its being visible in a query, at a steady rate.
//   node bench/latency.mjs [--rate 5000] [--seconds 30]
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { cpuSeconds, residentBytes, spread, startUp, table } from './process.mjs'

const { values } = parseArgs({
  options: { rate: { type: 'string', default: '5000' }, seconds: { type: 'string', default: '30' } },
})
const rate = Number(values.rate)
const seconds = Number(values.seconds)
const scratch = mkdtempSync(join(tmpdir(), 'tailrace-latency-'))
const log = join(scratch, 'access.log')
const out = createWriteStream(log)
const ports = { aws: 14566, search: 19200, console: 15601 }
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Every line carries its number, so that a query can say how far it sees. */
function line(number, now) {
  const date = new Date(now)
  const two = (value) => String(value).padStart(2, '0')
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
  const client = `${1 + (number % 220)}.${(number * 7) % 256}.${(number * 13) % 256}.9`
  return (
    `${client} - - [${day}:${time} +0000] "GET /item/${number % 900}?n=${number} HTTP/1.1" 200 ${number % 9000} ` +
    '"https://example.org/" "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"\n'
  )
}

/** Number of the newest line that a query sees. */
async function newest() {
  const answer = await fetch(`http://127.0.0.1:${ports.search}/web-logs-*/_search?ignore_unavailable=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ size: 1, sort: [{ _doc: 'desc' }], _source: ['query'], track_total_hits: false }),
  })
  const { hits } = await answer.json()
  return Number(hits?.hits[0]?._source.query.slice(2) ?? -1)
}

const writtenAt = []
const seenAt = []
const up = await startUp([log, '--data', join(scratch, 'data')], ports)
const cpuBefore = cpuSeconds(up.pid)
const began = performance.now()
const end = began + seconds * 1000
const memory = []

async function write() {
  while (performance.now() < end) {
    const due = Math.floor(((performance.now() - began) / 1000) * rate)
    let text = ''
    const now = Date.now()
    for (let number = writtenAt.length; number < due; number++) text += line(number, now)
    if (text) out.write(text)
    const at = performance.now()
    while (writtenAt.length < due) writtenAt.push(at)
    await sleep(10)
  }
}

async function watch() {
  while (seenAt.length < writtenAt.length || performance.now() < end) {
    const number = await newest()
    const at = performance.now()
    while (seenAt.length <= number) seenAt.push(at)
    const resident = residentBytes(up.pid)
    if (resident) memory.push(resident)
    if (at > end + 20_000)
      throw new Error(`only ${seenAt.length} of ${writtenAt.length} lines became visible`)
    await sleep(20)
  }
}

try {
  await Promise.all([write(), watch()])
  const cpu = (cpuSeconds(up.pid) - cpuBefore) / ((performance.now() - began) / 1000)
  const { p50, p99, max } = spread(writtenAt.map((at, number) => seenAt[number] - at))
  table(`From line written to visible in a query, ${rate.toLocaleString('en-US')} lines/s for ${seconds} s`, [
    ['p50', 'p99', 'max', 'CPU', 'peak RSS'],
    [
      ...[p50, p99, max].map((value) => `${value.toFixed(0)} ms`),
      `${(cpu * 100).toFixed(0)} %`,
      `${Math.round(Math.max(...memory) / 1e6)} MB`,
    ],
  ])
} finally {
  await up.stop()
  out.end()
  rmSync(scratch, { recursive: true, force: true })
}

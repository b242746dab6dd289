// Whole journey of a 2-million-line log against GoAccess on the same file, then the Overview's queries over it.
//   node bench/journey.mjs [--lines N]
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { overviewQueries } from './overview-queries.mjs'
import { measure, residentBytes, spread, startUp, table, tailrace } from './process.mjs'

const { values } = parseArgs({ options: { lines: { type: 'string', default: '2000000' } } })
const lines = Number(values.lines)
const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`
const scratch = mkdtempSync(join(tmpdir(), 'tailrace-bench-'))
const log = join(scratch, 'access.log')
const data = join(scratch, 'data')

const generator = fileURLToPath(new URL('generate-log.mjs', import.meta.url))
spawnSync('node', [generator, '--lines', String(lines), '--seed', '1', '--out', log], { stdio: 'inherit' })
const size = statSync(log).size
console.log(
  `${lines.toLocaleString('en-US')} lines, ${megabytes(size)}; ${cpus()[0].model} × ${cpus().length}`,
)

const rate = (seconds) => Math.round(lines / seconds).toLocaleString('en-US')
const row = (name, run) => [
  name,
  `${run.seconds.toFixed(1)} s`,
  rate(run.seconds),
  `${run.cpu.toFixed(1)} s`,
  megabytes(run.peak),
]
const rows = [['', 'wall', 'lines/s', 'CPU', 'peak RSS']]

if (existsSync('/usr/bin/goaccess')) {
  const out = join(scratch, 'goaccess.json')
  rows.push(
    row('goaccess', await measure('goaccess', [log, '--log-format=COMBINED', '-o', out, '--no-progress'])),
  )
} else {
  console.log('goaccess is not installed (apt-get install goaccess): no comparison')
}
const run = await tailrace('import', log, '--data', data)
rows.push(row('tailrace import', run))
table('Whole journey: file → stream → parse, geo, browser → lake and index, searchable', rows)
const third = Math.floor(run.samples.length / 3)
const peakOf = (samples) => megabytes(Math.max(...samples))
console.log(
  `RSS by thirds: ${[0, 1, 2].map((part) => peakOf(run.samples.slice(part * third, (part + 1) * third))).join(', ')}`,
)
console.log(run.output.trim().split('\n').slice(-4).join('\n'))

// The queries are asked of lines that have a request time too: without it the percentiles would have nothing to do.
const timed = join(scratch, 'timed.log')
const timedData = join(scratch, 'timed-data')
spawnSync('node', [generator, '--lines', String(lines), '--seed', '1', '--time', '--out', timed], {
  stdio: 'ignore',
})
await tailrace('import', timed, '--data', timedData)

const ports = { aws: 14566, search: 19200, console: 15601 }
const up = await startUp(['--data', timedData], ports)
try {
  const ask = async (body) => {
    const began = performance.now()
    const answer = await fetch(`http://127.0.0.1:${ports.console}/api/search/web-logs-*`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${answer.status}: ${text.slice(0, 300)}`)
    return { millis: performance.now() - began, text }
  }
  const time = async (body) => (await ask(body)).millis
  const { text } = await ask({ size: 0, aggs: { span: { stats: { field: 'timestamp' } } } })
  const { min, max } = JSON.parse(text).aggregations.span
  const span = { from: min, to: max + 1, now: max + 1 }
  const queries = await overviewQueries({ ...span, query: '', filters: [], timeZone: 'Europe/Paris' })
  const results = [['query', 'median', 'max of 5']]
  for (const [name, body] of Object.entries(queries)) {
    const times = []
    await time(body)
    for (let i = 0; i < 5; i++) times.push(await time(body))
    const { p50, max } = spread(times)
    results.push([name, `${p50.toFixed(0)} ms`, `${max.toFixed(0)} ms`])
  }
  const began = performance.now()
  await Promise.all(Object.values(queries).map(time))
  results.push(['all at once', `${(performance.now() - began).toFixed(0)} ms`, ''])
  table(`The Overview's queries over ${lines.toLocaleString('en-US')} lines`, results)
  await sleep(90_000)
  console.log(`\nIdle, page closed, after 90 s: RSS ${megabytes(residentBytes(up.pid))}`)
} finally {
  await up.stop()
  rmSync(scratch, { recursive: true, force: true })
}

// How long does a row of 20 fields take as JSON, and as gzip? Run `npx tsc` first.
import { performance } from 'node:perf_hooks'
import { gzipSync } from 'node:zlib'
import { jsonLines } from '../dist/record/json-lines.js'
import { webLog } from './web-log-documents.mjs'

function measure(run, rows) {
  for (let i = 0; i < 30; i++) run()
  const times = Array.from({ length: 30 }, () => {
    const start = performance.now()
    run()
    return ((performance.now() - start) * 1000) / rows
  })
  return times.sort((a, b) => a - b)[15]
}

const table = []
for (const rows of [1024, 4096, 16384]) {
  const documents = webLog(rows)
  const json = jsonLines(documents)
  table.push({
    rows,
    'bytes/row': Math.round(json.length / rows),
    'jsonLines µs/row': measure(() => jsonLines(documents), rows).toFixed(3),
    'JSON.stringify µs/row': stringify(json, rows),
    'gzip level 1 µs/row': measure(() => gzipSync(json, { level: 1 }), rows).toFixed(3),
    'gzip ratio': (json.length / gzipSync(json, { level: 1 }).length).toFixed(1),
  })
}
console.table(table)

function stringify(json, rows) {
  const objects = Buffer.from(json)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  return measure(() => Buffer.from(objects.map((object) => JSON.stringify(object)).join('\n')), rows).toFixed(
    3,
  )
}

// Writes a big combined log for measurements:
//   node bench/generate-log.mjs --lines 2000000 --seed 1 --out /tmp/access.log [--time]
// Needs the compiled program (npm run build). The same options give the same bytes.
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { generateLog } from '../dist/stages/bookstore/core/bulk/generator.js'

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '2000000' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: '-' },
    start: { type: 'string', default: '2026-11-13T00:00:00Z' },
    days: { type: 'string', default: '7' },
    time: { type: 'boolean', default: false },
  },
})

function wholeNumber(name) {
  const value = Number(values[name])
  if (Number.isInteger(value) && value > 0) return value
  console.error(`--${name} must be a whole number above 0, not '${values[name]}'.`)
  process.exit(2)
}

const start = Date.parse(values.start)
if (Number.isNaN(start)) {
  console.error(`--start must be a time such as 2026-11-13T00:00:00Z, not '${values.start}'.`)
  process.exit(2)
}
const lines = wholeNumber('lines')
const end = start + wholeNumber('days') * 86_400_000
const out = values.out === '-' ? process.stdout : createWriteStream(values.out)
const began = performance.now()
let bytes = 0
for (const chunk of generateLog({ seed: values.seed, lines, start, end, withTime: values.time })) {
  bytes += chunk.length
  if (!out.write(chunk)) await once(out, 'drain')
}
if (out !== process.stdout) {
  out.end()
  await finished(out)
}
const seconds = (performance.now() - began) / 1000
console.error(
  `${lines} lines, ${(bytes / 1e6).toFixed(1)} MB, ${(bytes / lines).toFixed(1)} bytes a line, ` +
    `${Math.round(lines / seconds)} lines/s`,
)

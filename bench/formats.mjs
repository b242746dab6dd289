// What a generated log takes in the lake, in each form: lines/s (CPU of the form alone) and bytes a line.
//   npx tsc && node bench/formats.mjs [--lines 100000]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { openParquet } from '../dist/engines/delivery/parquet.js'
import { silentLog } from '../dist/observe/log.js'
import { batchOf } from '../dist/record/index.js'
import { jsonLines } from '../dist/record/json-lines.js'
import { generateLog } from '../dist/stages/bookstore/core/bulk/generator.js'
import { schemaOf } from '../dist/stages/delivery/core/json-schema.js'
import { createObjectBody } from '../dist/stages/delivery/destinations/object-body.js'
import { createFunctions } from '../dist/stages/functions/index.js'

const { values } = parseArgs({ options: { lines: { type: 'string', default: '100000' } } })
const count = Number(values.lines)
const BATCH = 4096

const text = []
const start = Date.parse('2026-11-13T00:00:00Z')
for (const piece of generateLog({
  lines: count,
  seed: '1',
  start,
  end: start + 7 * 86_400_000,
  withTime: false,
}))
  text.push(Buffer.from(piece))
const all = Buffer.concat(text).toString()
const lines = all.split('\n').filter(Boolean)
const rawBytes = Buffer.byteLength(all)

const folder = mkdtempSync(join(tmpdir(), 'tailrace-formats-'))
const functions = createFunctions({
  ...{ now: Date.now, log: silentLog, account: '000000000000', region: 'us-east-1', formats: [] },
  folder: join(folder, 'functions'),
})
const parquet = openParquet({ folder: join(folder, 'tables') })
const batches = []
for (let at = 0; at < lines.length; at += BATCH) {
  const batch = batchOf(lines.slice(at, at + BATCH).map((line) => `${line}\n`))
  batches.push(await functions.transform(batch))
}

async function measure(name, act) {
  const begun = performance.now()
  const bytes = await act()
  const seconds = (performance.now() - begun) / 1000
  const share = (bytes / rawBytes).toFixed(4)
  const rate = Math.round(lines.length / seconds).toLocaleString('en')
  console.log(`| ${name} | ${rate} | ${(bytes / lines.length).toFixed(1)} | ${share} |`)
}

const sizeOf = (pieces) => pieces.reduce((sum, { length }) => sum + length, 0)
const inForm = (compression) => async () => {
  const body = createObjectBody(compression)
  for (const documents of batches) await body.write(jsonLines(documents))
  return sizeOf(await body.finish())
}
/** What a handler of the tutorials makes of a line. */
const PARSED = ['timestamp', 'host', 'request', 'status', 'bytes', 'referer', 'agent']
const inParquet = (compression, names) => async () => {
  const table = parquet.open()
  for (const documents of batches) await table.write(jsonLines(documents))
  const options = { compression, version: 'V1', dictionary: true, groupBytes: 256 << 20 }
  const columns = Object.entries(schemaOf(batches[0])).filter(([name]) => !names || names.includes(name))
  return (await table.finish(Object.fromEntries(columns), options)).length
}

if (!('host' in schemaOf(batches[0])))
  throw new Error('The lines were not parsed: there is nothing to measure.')

console.log(`${lines.length} enriched lines; raw ${(rawBytes / lines.length).toFixed(1)} bytes a line`)
console.log('| Form | lines/s | bytes a line | share of the raw log |\n|---|---|---|---|')
for (const form of ['UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'])
  await measure(form, inForm(form))
for (const form of ['SNAPPY', 'GZIP', 'UNCOMPRESSED']) await measure(`Parquet ${form}`, inParquet(form))
for (const form of ['SNAPPY', 'GZIP'])
  await measure(`Parquet ${form}, ${PARSED.length} parsed fields`, inParquet(form, PARSED))
await functions.close()
await parquet.close()
rmSync(folder, { recursive: true })

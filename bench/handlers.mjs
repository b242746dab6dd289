// `npm run bench -- handlers`: a user's handler on Firehose events, records a second. Events of 1 MiB of log lines
// go to as many processes as there are cores, through the Runtime API, base64 and JSON both ways.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openProcessEngine } from '../dist/engines/functions/process.js'
import { batchOf, sliceBatch } from '../dist/record/index.js'
import { cutBySize } from '../dist/stages/delivery/processing.js'
import { ownTransform } from '../dist/stages/functions/index.js'

const RECORDS = Number(process.argv[2] ?? 100_000)
const LEAST = { 'Node.js': 60_000, Python: 15_000 }
const folder = mkdtempSync(join(tmpdir(), 'tailrace-bench-'))
const log = join(folder, 'access.log')
execFileSync('node', [
  fileURLToPath(new URL('generate-log.mjs', import.meta.url)),
  '--lines',
  String(RECORDS),
  '--out',
  log,
])
const lines = readFileSync(log, 'latin1')
  .split('\n')
  .slice(0, RECORDS)
  .map((line) => Buffer.from(`${line}\n`, 'latin1'))
const all = batchOf(lines, { now: Date.now() })
// As a delivery stream pulls them, 24,576 records at most, two at a time, and cuts them: a megabyte a call.
const batches = []
for (let at = 0; at < RECORDS; at += 24_576) batches.push(sliceBatch(all, at, Math.min(RECORDS, at + 24_576)))

const cores = availableParallelism()
console.log(
  `\n| handler (${cores} cores, ${RECORDS} records, ${(all.bytes.length / RECORDS).toFixed(0)} bytes each) | records/s | MB/s |`,
)
console.log('|---|---|---|')
for (const [name, runtime, handler] of [
  ['Node.js', 'nodejs20.x', 'parse-nginx.handler'],
  ['TypeScript', 'nodejs20.x', 'parse-nginx-typed.handler'],
  ['Python', 'python3.x', 'parse-nginx.lambda_handler'],
]) {
  const engine = await openProcessEngine({ folder: join(folder, 'engine'), now: Date.now })
  const program = {
    ...{
      id: name,
      name: 'bench',
      version: '$LATEST',
      arn: 'arn',
      runtime,
      handler,
      account: '0',
      region: 'r',
    },
    folder: fileURLToPath(new URL('../examples/handlers', import.meta.url)),
    ...{ memoryMegabytes: 512, timeoutMillis: 60_000, variables: {}, concurrency: cores },
  }
  let id = 0
  const uuid = () => `00000000-0000-0000-0000-${String(++id).padStart(12, '0')}`
  const transform = ownTransform({
    ...{ resolve: () => program, uuid, sequenceNumberOf: () => '0' },
    invoke: (_, event) => engine.invoke(program, { requestId: uuid(), event, invokedArn: 'arn' }),
    about: { deliveryStreamArn: 'arn', region: 'r' },
  })
  await Promise.all(cutBySize(batches[0], 1 << 20).map(transform))
  const started = performance.now()
  let ok = 0
  const queue = [...batches]
  const work = async () => {
    for (let batch = queue.shift(); batch; batch = queue.shift()) {
      const made = await Promise.all(cutBySize(batch, 1 << 20).map(transform))
      for (const { places } of made) ok += places.length
    }
  }
  await Promise.all([work(), work()])
  const seconds = (performance.now() - started) / 1000
  const rate = Math.round(RECORDS / seconds)
  const verdict =
    LEAST[name] === undefined
      ? ''
      : rate >= LEAST[name]
        ? ` (at least ${LEAST[name]})`
        : ` (**below ${LEAST[name]}**)`
  console.log(
    `| ${name}${ok === RECORDS ? '' : ` — ${RECORDS - ok} not Ok!`} | ${rate}${verdict} | ${(all.bytes.length / seconds / 1e6).toFixed(1)} |`,
  )
  await engine.close()
}
rmSync(folder, { recursive: true })

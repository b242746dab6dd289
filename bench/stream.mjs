// Durable push, pull at the tip and pull from disk of the embedded stream engine: MB/s, CPU a line, memory.
// Usage: npx tsc && node bench/stream.mjs [MiB to push, default 512] [folder]
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStreamEngine } from '../dist/engines/stream/lmdb.js'

const MIB = 2 ** 20
const LINE = 230
const total = Number(process.argv[2] ?? 512)
const path = await mkdtemp(join(process.argv[3] ?? tmpdir(), 'tailrace-bench-'))
const never = new AbortController().signal

const openEngine = () =>
  openStreamEngine({ path, now: Date.now, onSkipped: console.warn, onTrouble: console.error })

const COUNT = Math.floor(MIB / LINE)
const TEXT = Buffer.alloc(COUNT * LINE, 120)
const ENDS = Uint32Array.from({ length: COUNT }, (_, i) => (i + 1) * LINE)

/** A fresh batch each time, as a tailer makes them: 1 MiB of 230-byte lines. */
function makeBatch() {
  const times = new Float64Array(COUNT).fill(Date.now())
  return { bytes: new Uint8Array(TEXT), ends: ENDS.slice(), times, keys: ['k'] }
}

function memory() {
  const status = readFileSync('/proc/self/status', 'utf8')
  const read = (name) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024)
  return { rss: read('VmRSS'), own: read('RssAnon'), mapped: read('RssFile'), peak: read('VmHWM') }
}

/** Wall and CPU time of `work`, which answers how many bytes and lines went through. */
async function measure(name, work) {
  const cpu = process.cpuUsage()
  const begun = performance.now()
  const loop = performance.eventLoopUtilization()
  const { bytes, lines } = await work()
  const seconds = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const { active } = performance.eventLoopUtilization(loop)
  const { rss, own, mapped, peak } = memory()
  console.log(
    [
      name.padEnd(34),
      `${(bytes / 1e6 / seconds).toFixed(0).padStart(5)} MB/s`,
      `${((user + system) / lines).toFixed(3)} µs CPU/line (kernel ${(system / lines).toFixed(3)})`,
      `${((active * 1000) / lines).toFixed(3)} µs main thread/line`,
      `rss ${rss} MB (own ${own}, mapped ${mapped}, peak ${peak})`,
    ].join('  '),
  )
}

async function pushAll(engine, pushers) {
  let left = total
  let bytes = 0
  let lines = 0
  const pusher = async () => {
    while (left-- > 0) {
      const batch = makeBatch()
      bytes += batch.bytes.length
      lines += batch.ends.length
      await engine.push('bench', batch, never)
    }
  }
  await Promise.all(Array.from({ length: pushers }, pusher))
  return { bytes, lines }
}

async function pullAll(engine, consumer) {
  const source = engine.consume('bench', consumer, { from: 'TRIM_HORIZON' })
  let bytes = 0
  let lines = 0
  while (engine.lag('bench', consumer).records > 0) {
    const { batch, ack } = await source.pull(never)
    bytes += batch.bytes.length
    lines += batch.ends.length
    await ack()
  }
  return { bytes, lines }
}

async function fresh(engine) {
  if (engine.list().length > 0) await engine.remove('bench')
  await engine.create('bench', 1, 86_400_000)
}

let engine = await openEngine()
try {
  for (const pushers of [1, 2, 4]) {
    await fresh(engine)
    await measure(`push, ${pushers} at a time`, () => pushAll(engine, pushers))
  }
  await fresh(engine)
  await measure('push 2 at a time, 2 consumers', async () => {
    const stop = new AbortController()
    const follow = async (name) => {
      const source = engine.consume('bench', name, { from: 'TRIM_HORIZON' })
      for (;;) {
        const delivery = await source.pull(stop.signal)
        if (!delivery) return
        await delivery.ack()
      }
    }
    const followers = [follow('a'), follow('b')]
    const pushed = await pushAll(engine, 2)
    await new Promise((resolve) => setTimeout(resolve, 50))
    stop.abort()
    await Promise.all(followers)
    return pushed
  })
  await measure('pull all that is stored, 1 consumer', () => pullAll(engine, 'late'))
  await engine.close()
  engine = await openEngine()
  await measure('pull all after reopening', () => pullAll(engine, 'later'))
} finally {
  await engine.close()
  await rm(path, { recursive: true })
}

// Pushes 1 MiB records until three pushes have failed, lets retention make room, and pushes again. Says what was
// acknowledged, why the others failed and what the shard held before and after. Run by stream-disk.test.ts under a
// limit on the size of files; needs dist/.
import { openStreamEngine } from '../../dist/engines/stream/lmdb.js'

const HOUR = 3_600_000
let now = Date.now()
let sweep
const engine = await openStreamEngine({
  path: process.argv[2],
  now: () => now,
  onSkipped() {},
  onTrouble(error) {
    throw error
  },
  every(_millis, run) {
    sweep = run
    return () => {}
  },
})
await engine.create('s', 1, HOUR)

function push() {
  const bytes = new Uint8Array(2 ** 20)
  const batch = { bytes, ends: Uint32Array.of(bytes.length), times: Float64Array.of(now), keys: ['k'] }
  return engine.push('s', batch, new AbortController().signal)
}

function held() {
  const { first, next } = engine.describe('s').shards[0]
  return { first, next }
}

const failures = []
let acknowledged = 0
while (failures.length < 3) {
  try {
    await push()
    acknowledged++
  } catch (error) {
    failures.push(error.message)
  }
}
const full = held()
now += 2 * HOUR
await sweep()
await push()
const after = held()
await engine.close()
console.log(JSON.stringify({ acknowledged, failures, full, after }))

// Pushes 1 MiB records until three pushes have failed; says how many were acknowledged and why the others weren't.
// Run by stream-disk.test.ts under a limit on the size of files; needs dist/.
import { openStreamEngine } from '../../dist/engines/stream/lmdb.js'

const engine = await openStreamEngine({
  path: process.argv[2],
  now: Date.now,
  onSkipped() {},
  onTrouble() {},
})
await engine.create('s', 1, 3_600_000)
const bytes = new Uint8Array(2 ** 20)
const batch = { bytes, ends: Uint32Array.of(bytes.length), times: new Float64Array(1), keys: ['k'] }
const failures = []
let acknowledged = 0
while (failures.length < 3) {
  try {
    await engine.push('s', batch, new AbortController().signal)
    acknowledged++
  } catch (error) {
    failures.push(error.message)
  }
}
await engine.close()
console.log(JSON.stringify({ acknowledged, failures }))

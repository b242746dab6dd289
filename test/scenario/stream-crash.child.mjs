// Pushes from several producers at once until it is killed; needs dist/. Each record is `PRODUCER NUMBER PADDING`;
// a mark written with it says the number, and after a restart a producer goes on behind its mark.
// Says on standard output what was acknowledged: `pushed PRODUCER NUMBER` and `acked SHARD COUNTER`.
import { writeSync } from 'node:fs'
import { openStreamEngine } from '../../dist/engines/stream/lmdb.js'

const PRODUCERS = 6
const never = new AbortController().signal
const engine = await openStreamEngine({
  path: process.argv[2],
  now: Date.now,
  onSkipped(skipped) {
    throw new Error(JSON.stringify(skipped))
  },
  onTrouble(error) {
    throw error
  },
})
if (!engine.describe('s')) await engine.create('s', 2, 86_400_000)

async function produce(producer) {
  const key = `p/${producer}`
  for (let number = Number(engine.marks.read(key) ?? -1) + 1; ; number++) {
    const padding = 'x'.repeat((number * 7919 * (producer + 1)) % 60_000)
    const bytes = Buffer.from(`${producer} ${number} ${padding}`)
    const batch = {
      bytes,
      ends: Uint32Array.of(bytes.length),
      times: Float64Array.of(Date.now()),
      keys: [`${producer}`],
    }
    await engine.push('s', batch, never, { key, value: `${number}` })
    writeSync(1, `pushed ${producer} ${number}\n`)
  }
}

async function follow() {
  const source = engine.consume('s', 'follower', { from: 'TRIM_HORIZON' })
  for (;;) {
    const delivery = await source.pull(never)
    const { shard, first } = delivery.batch.origin
    writeSync(1, `acked ${shard} ${first + delivery.batch.ends.length}\n`)
    await delivery.ack()
  }
}

await Promise.all([...Array.from({ length: PRODUCERS }, (_, at) => produce(at)), follow()])

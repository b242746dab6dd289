// Pushes from several producers at once until it is killed; needs dist/. Each record is `PRODUCER NUMBER PADDING`;
// a mark written with it says the number, and after a restart a producer goes on behind its mark.
// Splits and merges shards all the while. Says on standard output what was acknowledged: `pushed PRODUCER NUMBER`,
// `acked SHARD COUNTER` and `opened SHARD PARENT`.
import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
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

/** Two shards become three or four, and those become fewer again. */
async function reshape() {
  for (let turn = 0; ; turn++) {
    await sleep(15)
    const open = engine
      .describe('s')
      .shards.filter(({ closedAt }) => closedAt === undefined)
      .sort((a, b) => (a.startingHash < b.startingHash ? -1 : 1))
    const at = turn % (open.length - 1)
    const change = open.length > 3 ? merging(open[at], open[at + 1]) : splitting(open[at])
    const opened = await engine.reshard('s', change)
    for (const shard of opened) writeSync(1, `opened ${shard} ${change.close[0]}\n`)
  }
}

function splitting({ id, startingHash, endingHash }) {
  const middle = (startingHash + endingHash) / 2n
  const lower = { startingHash, endingHash: middle, parent: id }
  return { close: [id], open: [lower, { startingHash: middle + 1n, endingHash, parent: id }] }
}

function merging(low, high) {
  const { startingHash } = low
  const child = { startingHash, endingHash: high.endingHash, parent: low.id, adjacentParent: high.id }
  return { close: [low.id, high.id], open: [child] }
}

await Promise.all([...Array.from({ length: PRODUCERS }, (_, at) => produce(at)), follow(), reshape()])

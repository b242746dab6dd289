import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStreamEngine } from '../../src/engines/stream/lmdb.ts'
import type { ShardDescription, StreamEngine } from '../../src/stages/stream/ports.ts'

const child = new URL('./stream-crash.child.mjs', import.meta.url).pathname
const built = existsSync(new URL('../../dist/engines/stream/lmdb.js', import.meta.url))
const never = new AbortController().signal
let path: string

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'tailrace-crash-'))
})
afterAll(() => rm(path, { recursive: true }))

/** What the child said before it was killed with SIGKILL, `lines` lines after its start. */
function runAndKill(lines: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const heard: string[] = []
    const running = spawn(process.execPath, [child, path], { stdio: ['ignore', 'pipe', 'inherit'] })
    createInterface({ input: running.stdout }).on('line', (line) => {
      heard.push(line)
      if (heard.length === lines) running.kill('SIGKILL')
    })
    running.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(heard)
      else reject(new Error(`The child ended by itself with ${code}.`))
    })
  })
}

interface Stored {
  /** Numbers of each producer, as they lie in the stream. */
  readonly numbers: Map<string, number[]>
  readonly marks: Map<string, number>
  readonly position: Readonly<Record<string, number>>
}

async function readStored(engine: StreamEngine): Promise<Stored> {
  const numbers = new Map<string, number[]>()
  const next: Record<string, number> = {}
  const position = engine.position('s', 'follower') ?? {}
  const source = engine.consume('s', `reader ${Math.random()}`, { from: 'TRIM_HORIZON' })
  const total = engine.describe('s')!.shards.reduce((sum, shard) => sum + shard.next, 0)
  for (let read = 0; read < total; ) {
    const { batch, ack } = (await source.pull(never))!
    await ack() // a shard comes after its parents are acked
    const { shard, first } = batch.origin!
    expect(first).toBe(next[shard] ?? 0)
    next[shard] = first + batch.ends.length
    read += batch.ends.length
    const [producer, number] = Buffer.from(batch.bytes).toString('utf8', 0, 40).split(' ')
    numbers.set(producer, [...(numbers.get(producer) ?? []), Number(number)])
  }
  const marks = new Map([...engine.marks.list('p/')].map(([key, value]) => [key.slice(2), Number(value)]))
  return { numbers, marks, position }
}

/** How much of the hash space the open shards hold. */
function spaceOf(shards: readonly ShardDescription[]): bigint {
  const open = shards.filter(({ closedAt }) => closedAt === undefined)
  return open.reduce((sum, { startingHash, endingHash }) => sum + endingHash - startingHash + 1n, 0n)
}

test.skipIf(!built)(
  'killed again and again while resharding: what was acknowledged is there once, in order, with its mark',
  async () => {
    let reshaped = 0
    for (const lines of [1, 150, 40, 400, 7, 250]) {
      const heard = await runAndKill(lines)
      const engine = await openStreamEngine({
        path,
        now: Date.now,
        onSkipped: (skipped) => expect.fail(JSON.stringify(skipped)),
        onTrouble: (error) => expect.fail(error.message),
      })
      try {
        const { numbers, marks, position } = await readStored(engine)
        for (const [producer, own] of numbers) {
          expect(own).toEqual(Array.from({ length: own.length }, (_, i) => i))
          expect(marks.get(producer)).toBe(own.length - 1)
        }
        for (const line of heard) {
          const [what, subject, value] = line.split(' ')
          if (what === 'pushed') expect(numbers.get(subject)?.length ?? 0).toBeGreaterThan(Number(value))
        }
        const shards = new Map(engine.describe('s')!.shards.map((shard) => [shard.id, shard]))
        for (const line of heard) {
          const [what, id, parent] = line.split(' ')
          if (what === 'opened') reshaped++
          if (what === 'opened') expect(shards.get(id)).toMatchObject({ parent })
          if (what === 'opened') expect(shards.get(parent)?.closedAt).toBeDefined()
        }
        expect(spaceOf([...shards.values()])).toBe(2n ** 128n)
        const acked = (shard: string) =>
          heard.filter((line) => line.startsWith(`acked ${shard}`)).map((line) => Number(line.split(' ')[2]))
        for (const [shard, counter] of Object.entries(position)) {
          // Never ahead of the acks; those of this run, or else where the run began.
          if (acked(shard).length > 0) expect(counter).toBeLessThanOrEqual(Math.max(...acked(shard)))
        }
      } finally {
        await engine.close()
      }
    }
    expect(reshaped).toBeGreaterThan(5)
  },
)

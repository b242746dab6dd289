import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { batchOf, type Delivery } from '../../record/index.ts'
import type { ConsumerSource, StreamEngine } from '../../stages/stream/ports.ts'
import { openStore } from './lmdb/store.ts'
import { type LmdbOptions, openStreamEngine } from './lmdb.ts'

const never = new AbortController().signal
const turn = () => new Promise((resolve) => setTimeout(resolve, 20))
let path: string
let engine: StreamEngine

const open = (options: Partial<LmdbOptions> = {}) =>
  openStreamEngine({ path, now: Date.now, onSkipped() {}, onTrouble() {}, ...options })

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'tailrace-lmdb-'))
})
afterEach(async () => {
  await engine?.close()
  await rm(path, { recursive: true })
})

async function openWith(options: Partial<LmdbOptions>) {
  engine = await open(options)
  await engine.create('s', 1, 3_600_000)
}

async function pull(source: ConsumerSource): Promise<Delivery> {
  const delivery = await source.pull(never)
  if (!delivery) throw new Error('The source ended.')
  return delivery
}

const kib = (count: number) => batchOf([new Uint8Array(count * 1024)])

test('a second engine on the same folder is refused; a folder left by a kill is not', async () => {
  await openWith({})
  await expect(open()).rejects.toThrow(`The data folder ${path} is in use by this process.`)
  await engine.close()
  await writeFile(join(path, 'owner'), '4194304 12345')
  engine = await open()
  expect(engine.list()).toEqual(['s'])
})

test('a folder that cannot be made is named', async () => {
  await openWith({})
  const file = join(path, 'file')
  await writeFile(file, '')
  await expect(open({ path: join(file, 'data') })).rejects.toThrow(join(file, 'data'))
})

test('a data folder of the version before resharding is read as it is, and can be resharded', async () => {
  await openWith({})
  await engine.push('s', batchOf(['1', '2']), never)
  await engine.consume('s', 'c', { from: 'TRIM_HORIZON' }).pull(never)
  await engine.close()
  const store = await openStore(path)
  const shard = {
    start: '0',
    end: '340282366920938463463374607431768211455',
    createdAt: 5,
    first: 0,
    firstBefore: 0,
  }
  const entry = { id: 1, createdAt: 5, retentionMillis: 3_600_000, shards: [shard] }
  await store.commit(() => store.streams.put('stream/s', JSON.stringify(entry)))
  await store.close()
  engine = await open()
  expect(engine.describe('s')).toMatchObject({
    attributes: { mode: 'PROVISIONED', maxRecordKib: 10_240, tags: {}, consumers: {} },
    shards: [{ id: 'shardId-000000000000', first: 0, next: 2 }],
  })
  const whole = { startingHash: 0n, endingHash: 2n ** 128n - 1n, parent: 'shardId-000000000000' }
  expect(await engine.reshard('s', { close: [whole.parent], open: [whole] })).toEqual([
    'shardId-000000000001',
  ])
  expect(engine.position('s', 'c')).toEqual({ 'shardId-000000000000': 0 })
})

test('behind the tip consumers read copies from disk, and share them', async () => {
  await openWith({ tipBytes: 2000 })
  const [a, b] = ['a', 'b'].map((name) => engine.consume('s', name, { from: 'TRIM_HORIZON' }))
  for (const text of ['one', 'two', 'three', 'four', 'five']) {
    await engine.push('s', batchOf([text.padEnd(900)]), never)
  }
  for (const text of ['one', 'two', 'three', 'four', 'five']) {
    const [mine, other] = [await pull(a), await pull(b)]
    expect(Buffer.from(mine.batch.bytes).toString().trim()).toBe(text)
    expect(other.batch).toBe(mine.batch)
  }
})

test('what was read stays as it was when LMDB uses its pages again', async () => {
  let time = Date.now()
  let sweep = async () => {}
  await openWith({
    tipBytes: 0,
    now: () => time,
    every: (_millis, run) => {
      sweep = run
      return () => {}
    },
  })
  const fill = (value: number) => batchOf([new Uint8Array(300_000).fill(value)], { now: time })
  await engine.push('s', fill(1), never)
  const { batch } = await pull(engine.consume('s', 'a', { from: 'TRIM_HORIZON' }))
  for (let i = 2; i < 12; i++) {
    time += 2 * 3_600_000
    await sweep()
    await engine.push('s', fill(i), never)
  }
  expect(engine.describe('s')?.shards[0]).toMatchObject({ first: 10, next: 11 })
  expect(batch.bytes.every((byte) => byte === 1)).toBe(true)
})

test("a removed stream's batches go in the background, and its pages are used again", async () => {
  let sweep = async () => {}
  await openWith({
    every: (_millis, run) => {
      sweep = run
      return () => {}
    },
  })
  for (let i = 0; i < 300; i++) await engine.push('s', kib(1), never)
  await engine.remove('s')
  await engine.close()
  engine = await open({
    every: (_millis, run) => {
      sweep = run
      return () => {}
    },
  })
  await sweep()
  await engine.create('s', 1, 3_600_000)
  expect(engine.describe('s')?.shards[0]).toMatchObject({ first: 0, next: 0 })
})

const wall = { pendingBytes: 4096, patienceMillis: 3_600_000, stuckMillis: 3_600_000 }

test('a push waits for a consumer that is far behind, until it pulls', async () => {
  await openWith({ backPressure: wall })
  const source = engine.consume('s', 'slow', { from: 'TRIM_HORIZON' })
  await engine.push('s', kib(8), never)
  let done = false
  const pushing = engine.push('s', kib(8), never).then(() => {
    done = true
  })
  await turn()
  expect(done).toBe(false)
  await pull(source)
  await pushing
  expect(engine.describe('s')?.shards[0].next).toBe(2)
})

test('nobody waits without consumers, or for one that is closed, forgotten or caught up', async () => {
  await openWith({ backPressure: wall })
  await engine.push('s', kib(8), never)
  await engine.push('s', kib(8), never)
  engine.consume('s', 'latest', { from: 'LATEST' })
  await engine.push('s', kib(8), never)
  const closing = engine.consume('s', 'closing', { from: 'TRIM_HORIZON' })
  const waiting = engine.push('s', kib(1), never)
  closing.close()
  await engine.forget('s', 'latest')
  await waiting
  await engine.push('s', kib(8), never)
  expect(engine.describe('s')?.shards[0].next).toBe(5)
})

test('one that stands still costs a push its patience, and nothing once it is stuck', async () => {
  await openWith({ backPressure: { ...wall, patienceMillis: 30 } })
  engine.consume('s', 'still', { from: 'TRIM_HORIZON' })
  for (let i = 0; i < 3; i++) await engine.push('s', kib(8), never)
  expect(engine.describe('s')?.shards[0].next).toBe(3)
  await engine.close()
  engine = await open({ backPressure: { ...wall, stuckMillis: 0 } })
  engine.consume('s', 'still', { from: 'TRIM_HORIZON' })
  await engine.push('s', kib(8), never)
  expect(engine.describe('s')?.shards[0].next).toBe(4)
})

test('a waiting push can be aborted, and nothing of it is kept', async () => {
  await openWith({ backPressure: wall })
  engine.consume('s', 'slow', { from: 'TRIM_HORIZON' })
  await engine.push('s', kib(8), never)
  const abort = new AbortController()
  const pushing = engine.push('s', kib(8), abort.signal)
  abort.abort(new Error('enough'))
  await expect(pushing).rejects.toThrow('enough')
  expect(engine.describe('s')?.shards[0].next).toBe(1)
})

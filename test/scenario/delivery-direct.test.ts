import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDirectStream } from '../../src/direct-stream.ts'
import { openStreamEngine } from '../../src/engines/stream/lmdb.ts'
import { silentLog } from '../../src/observe/log.ts'
import { batchOf, bodyOf, countOf } from '../../src/record/index.ts'
import { createStream } from '../../src/stages/stream/index.ts'
import type { StreamEngine } from '../../src/stages/stream/ports.ts'

/** The hidden stream of a delivery stream, on the real engine. */

const signal = new AbortController().signal
let folder = ''
let engine: StreamEngine
const streams = () => createStream({ engine, now: Date.now, log: silentLog })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tailrace-direct-'))
  engine = await openStreamEngine({ path: folder, now: Date.now, onSkipped() {}, onTrouble() {} })
})
afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true })
})

async function pull(source: ReturnType<typeof openDirectStream>['source']): Promise<string[]> {
  const delivery = await source.pull(signal)
  if (!delivery) return []
  await delivery.ack()
  const { batch } = delivery
  return Array.from({ length: countOf(batch) }, (_, at) => Buffer.from(bodyOf(batch, at)).toString())
}

test('no client of Kinesis sees it, or can name it', async () => {
  const direct = openDirectStream(engine, streams(), 'clicks')
  await direct.ready?.()
  await direct.sink.push(batchOf(['a']), signal)
  expect(engine.list().map((name) => /^[a-zA-Z0-9_.-]+$/.test(name))).toEqual([false])
  await engine.create('firehose-clicks', 1, 86_400_000)
  expect(await pull(direct.source)).toEqual(['a'])
  await direct.remove?.()
  expect(engine.list()).toEqual(['firehose-clicks'])
})

test("an earlier program's stream goes on under its new name, from where it was", async () => {
  await engine.create('firehose-clicks', 1, 86_400_000)
  await engine.push('firehose-clicks', batchOf(['delivered']), signal)
  const earlier = engine.consume('firehose-clicks', 'delivery', { from: 'TRIM_HORIZON' })
  await (await earlier.pull(signal))?.ack()
  await engine.push('firehose-clicks', batchOf(['waiting']), signal)
  earlier.close()

  const direct = openDirectStream(engine, streams(), 'clicks')
  await direct.sink.push(batchOf(['new']), signal)
  expect(engine.describe('firehose-clicks')).toBeUndefined()
  expect(await pull(direct.source)).toEqual(['waiting'])
  expect(await pull(direct.source)).toEqual(['new'])
})

test("a client's own stream of that name stays its own", async () => {
  await engine.create('firehose-clicks', 1, 86_400_000)
  const read = engine.consume('firehose-clicks', 'firehose-other-1', { from: 'LATEST' })
  await openDirectStream(engine, streams(), 'clicks').ready?.()
  expect(engine.describe('firehose-clicks')).toBeDefined()
  expect(engine.list()).toHaveLength(2)
  read.close()
})

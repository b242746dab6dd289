import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { batchOf, bodyOf, countOf, type Delivery, type RecordBatch } from '../../src/record/index.ts'
import type { ConsumerSource, StreamEngine } from '../../src/stages/stream/ports.ts'
import { hashOfKey, hashRanges, rangeOfHash } from '../../src/stages/stream/ports.ts'

/** An engine, with the world around it in the test's hands. */
export interface StreamFixture {
  readonly engine: StreamEngine
  /** Closes the engine and opens another on the same data. */
  reopen(): Promise<StreamEngine>
  /** Moves the engine's clock on and lets retention run. */
  pass(millis: number): Promise<void>
  /** Records that a consumer was told to have lost. */
  readonly skipped: readonly { readonly consumer: string; readonly from: number; readonly to: number }[]
  now(): number
  dispose(): Promise<void>
}

const HOUR = 3_600_000
const never = new AbortController().signal
const SHARD = 'shardId-000000000000'

/** What every stream engine must do. */
export function streamContract(engineName: string, open: () => Promise<StreamFixture>) {
  describe(`stream engine ${engineName}`, () => {
    let fixture: StreamFixture
    let engine: StreamEngine

    beforeEach(async () => {
      fixture = await open()
      engine = fixture.engine
      await engine.create('web-logs', 1, 24 * HOUR)
    })
    afterEach(() => fixture.dispose())

    const lines = (...texts: string[]) => batchOf(texts, { now: fixture.now(), key: 'k' })
    const push = (batch: RecordBatch) => engine.push('web-logs', batch, never)
    const fromStart = (consumer = 'a') => engine.consume('web-logs', consumer, { from: 'TRIM_HORIZON' })

    describe('streams', () => {
      test('are made, described, listed by name and removed', async () => {
        await engine.create('audit', 3, 48 * HOUR)
        expect(engine.list()).toEqual(['audit', 'web-logs'])
        const described = engine.describe('audit')
        expect(described).toMatchObject({ name: 'audit', status: 'ACTIVE', retentionMillis: 48 * HOUR })
        expect(described?.shards.map(({ id }) => id)).toEqual([
          SHARD,
          'shardId-000000000001',
          'shardId-000000000002',
        ])
        expect(described?.shards.map(({ startingHash, endingHash }) => [startingHash, endingHash])).toEqual(
          hashRanges(3).map(({ start, end }) => [start, end]),
        )
        await engine.remove('audit')
        expect(engine.list()).toEqual(['web-logs'])
        expect(engine.describe('audit')).toBeUndefined()
      })

      test('a name is taken once, also by two at the same time', async () => {
        await expect(engine.create('web-logs', 1, HOUR)).rejects.toThrow('web-logs already exists')
        const both = await Promise.allSettled([engine.create('x', 1, HOUR), engine.create('x', 1, HOUR)])
        expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      })

      test('a stream made anew under an old name is empty and has no old consumers', async () => {
        await push(lines('old'))
        await ackAll(fromStart(), 1)
        await engine.remove('web-logs')
        await engine.create('web-logs', 1, HOUR)
        expect(engine.describe('web-logs')?.shards[0]).toMatchObject({ first: 0, next: 0 })
        expect(engine.position('web-logs', 'a')).toBeUndefined()
        await push(lines('new'))
        expect(textsOf((await pulled(fromStart())).batch)).toEqual(['new'])
      })

      test('what is not there is refused by name', async () => {
        await expect(engine.push('nope', lines('x'), never)).rejects.toThrow('Stream nope not found')
        await expect(engine.remove('nope')).rejects.toThrow('Stream nope not found')
        expect(() => engine.consume('nope', 'a', { from: 'LATEST' })).toThrow('Stream nope not found')
      })

      test('removal ends its sources', async () => {
        const waiting = fromStart().pull(never)
        await engine.remove('web-logs')
        expect(await waiting).toBeUndefined()
      })
    })

    describe('pushing and pulling', () => {
      test('keeps order and counts without gaps', async () => {
        await push(lines('a', 'b'))
        await push(lines('c'))
        await push(lines('d', 'e', 'f'))
        const batches = await ackAll(fromStart(), 3)
        expect(batches.flatMap(textsOf)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
        expect(batches.map(({ origin }) => origin)).toEqual([
          { stream: 'web-logs', shard: SHARD, first: 0 },
          { stream: 'web-logs', shard: SHARD, first: 2 },
          { stream: 'web-logs', shard: SHARD, first: 3 },
        ])
        expect(engine.describe('web-logs')?.shards[0]).toMatchObject({ first: 0, next: 6 })
      })

      test('keeps everything that a batch says, over a restart too', async () => {
        const batch: RecordBatch = {
          ...batchOf(['a\n', '', new Uint8Array([0xff, 0, 0x80])], { key: 'ключ' }),
          times: Float64Array.from([1000, 900.5, 1e13]),
          header: '#Fields: date time',
          source: '/var/log/a b.log',
        }
        await push(batch)
        await push({ ...batch, keys: ['x', 'ÿ', ''], times: Float64Array.from([5, 7, 6]), header: '' })
        await push(batchOf(['z']))
        const before = await ackAll(fromStart('tip'), 3)
        engine = await fixture.reopen()
        const after = await ackAll(fromStart('disk'), 3)
        for (const [first, second, third] of [before, after]) {
          expect(textsOf(first)).toEqual(textsOf(batch))
          expect([...bodyOf(first, 2)]).toEqual([0xff, 0, 0x80])
          expect([...first.times]).toEqual([1000, 900.5, 1e13])
          expect(first).toMatchObject({
            keys: ['ключ'],
            header: '#Fields: date time',
            source: '/var/log/a b.log',
          })
          expect(second).toMatchObject({ keys: ['x', 'ÿ', ''], header: '' })
          expect([...second.times]).toEqual([5, 7, 6])
          expect(third.header).toBeUndefined()
          expect(third.source).toBeUndefined()
        }
      })

      test('many pushers at once: all kept, each in its own order', async () => {
        const pusher = async (name: string) => {
          for (let i = 0; i < 20; i++) await push(lines(`${name}${i}`))
        }
        await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(pusher))
        const batches = await ackAll(fromStart(), 160)
        expect(batches.map(({ origin }) => origin?.first)).toEqual(Array.from({ length: 160 }, (_, i) => i))
        const texts = batches.flatMap(textsOf)
        for (const name of 'abcdefgh') {
          const own = texts.filter((text) => text.startsWith(name))
          expect(own).toEqual(Array.from({ length: 20 }, (_, i) => `${name}${i}`))
        }
      })

      test('records of 1 MiB and of 10 MiB', async () => {
        const bodies = [1, 1, 10].map((mib, i) => new Uint8Array(mib * 2 ** 20).fill(i + 1))
        await push(batchOf(bodies.slice(0, 2)))
        await push(batchOf(bodies.slice(2)))
        engine = await fixture.reopen()
        const batches = await ackAll(fromStart(), 2)
        const read = batches.flatMap((batch) => [...batch.ends].map((_, at) => bodyOf(batch, at)))
        expect(read.map(({ length }) => length)).toEqual(bodies.map(({ length }) => length))
        expect(read.map((body, i) => Buffer.compare(body, bodies[i]))).toEqual([0, 0, 0])
      })

      test('a batch of nothing is nothing', async () => {
        expect(await push(batchOf([]))).toEqual([])
        expect(engine.describe('web-logs')?.shards[0].next).toBe(0)
      })

      test('the pusher may use its memory again', async () => {
        const batch = lines('abc')
        await push(batch)
        batch.bytes.fill(0)
        expect(textsOf((await pulled(fromStart())).batch)).toEqual(['abc'])
      })

      test('an aborted push says so', async () => {
        await expect(
          engine.push('web-logs', lines('x'), AbortSignal.abort(new Error('stop'))),
        ).rejects.toThrow('stop')
      })

      test('a pull waits for the next push, and gives up when aborted', async () => {
        const source = fromStart()
        const waiting = source.pull(never)
        await push(lines('now'))
        expect(textsOf((await waiting)!.batch)).toEqual(['now'])
        const abort = new AbortController()
        const second = source.pull(abort.signal)
        abort.abort()
        expect(await second).toBeUndefined()
      })
    })

    describe('consumers', () => {
      test('go at their own pace and share the batch near the tip', async () => {
        const [a, b] = [fromStart('a'), fromStart('b')]
        await push(lines('1'))
        await push(lines('2'))
        const [a1, a2] = [await pulled(a), await pulled(a)]
        const [b1, b2] = [await pulled(b), await pulled(b)]
        expect(b1.batch).toBe(a1.batch)
        expect(b2.batch).toBe(a2.batch)
        await b1.ack()
        expect(engine.position('web-logs', 'a')).toEqual({ [SHARD]: 0 })
        expect(engine.position('web-logs', 'b')).toEqual({ [SHARD]: 1 })
      })

      test('acks may come in any order; the position leaves no gap', async () => {
        for (const text of ['1', '2', '3']) await push(lines(text))
        const source = fromStart()
        const deliveries = [await pulled(source), await pulled(source), await pulled(source)]
        await deliveries[2].ack()
        await deliveries[1].ack()
        expect(engine.position('web-logs', 'a')).toEqual({ [SHARD]: 0 })
        await deliveries[0].ack()
        expect(engine.position('web-logs', 'a')).toEqual({ [SHARD]: 3 })
      })

      test('a failed ack brings that batch and those after it again', async () => {
        for (const text of ['1', '2', '3']) await push(lines(text))
        const source = fromStart()
        const [one, two, three] = [await pulled(source), await pulled(source), await pulled(source)]
        await one.ack()
        await two.ack(new Error('index is down'))
        await three.ack() // taken back with the second: changes nothing
        expect(engine.position('web-logs', 'a')).toEqual({ [SHARD]: 1 })
        expect((await ackAll(source, 2)).flatMap(textsOf)).toEqual(['2', '3'])
        expect(engine.position('web-logs', 'a')).toEqual({ [SHARD]: 3 })
      })

      test('a failed ack wakes a waiting pull', async () => {
        await push(lines('1'))
        const source = fromStart()
        const first = await pulled(source)
        const waiting = source.pull(never)
        await first.ack(new Error('again'))
        expect(textsOf((await waiting)!.batch)).toEqual(['1'])
      })

      test('positions outlive a restart, and what was not acked comes again', async () => {
        for (const text of ['1', '2', '3']) await push(lines(text))
        const source = fromStart()
        await (await pulled(source)).ack()
        await pulled(source)
        engine = await fixture.reopen()
        expect(engine.position('web-logs', 'a')).toEqual({ [SHARD]: 1 })
        expect((await ackAll(fromStart(), 2)).flatMap(textsOf)).toEqual(['2', '3'])
      })

      test('opened again: the source before it ends, its loans come again', async () => {
        await push(lines('1'))
        const old = fromStart()
        const stale = await pulled(old)
        const waiting = old.pull(never)
        const source = fromStart()
        expect(await waiting).toBeUndefined()
        await stale.ack()
        expect(textsOf((await pulled(source)).batch)).toEqual(['1'])
      })

      test('a closed source ends, its acks still count', async () => {
        await push(lines('1'))
        const source = fromStart()
        const delivery = await pulled(source)
        const waiting = source.pull(never)
        source.close()
        expect(await waiting).toBeUndefined()
        await delivery.ack()
        expect(engine.position('web-logs', 'a')).toEqual({ [SHARD]: 1 })
      })

      test('LATEST is pinned at the first opening, over a restart', async () => {
        await push(lines('before'))
        engine.consume('web-logs', 'a', { from: 'LATEST' })
        await push(lines('after'))
        engine = await fixture.reopen()
        await push(lines('later'))
        const source = engine.consume('web-logs', 'a', { from: 'LATEST' })
        expect((await ackAll(source, 2)).flatMap(textsOf)).toEqual(['after', 'later'])
      })

      test('a start may be given by counters, in the middle of a batch', async () => {
        await push(lines('0', '1', '2'))
        await push(lines('3'))
        const source = engine.consume('web-logs', 'a', { from: [{ shard: SHARD, next: 1 }] })
        const batches = await ackAll(source, 2)
        expect(batches.flatMap(textsOf)).toEqual(['1', '2', '3'])
        expect(batches[0].origin?.first).toBe(1)
      })

      test('seek moves a consumer there and back; what was on loan counts no more', async () => {
        for (const text of ['0', '1', '2']) await push(lines(text))
        const source = fromStart()
        const stale = await pulled(source)
        await engine.seek('web-logs', 'a', { [SHARD]: 2 })
        expect(textsOf((await pulled(source)).batch)).toEqual(['2'])
        await engine.seek('web-logs', 'a', { [SHARD]: 1 })
        await stale.ack()
        expect(engine.position('web-logs', 'a')).toEqual({ [SHARD]: 1 })
        engine = await fixture.reopen()
        expect((await ackAll(fromStart(), 2)).flatMap(textsOf)).toEqual(['1', '2'])
      })

      test('seek places a consumer that was never opened', async () => {
        for (const text of ['0', '1']) await push(lines(text))
        await engine.seek('web-logs', 'new', { [SHARD]: 1 })
        expect(textsOf((await pulled(fromStart('new'))).batch)).toEqual(['1'])
        await expect(engine.seek('web-logs', 'new', { [SHARD]: -1 })).rejects.toThrow('whole number')
      })

      test('a position beyond the end moves back to the end, and that is said', async () => {
        await push(lines('0'))
        await engine.seek('web-logs', 'a', { [SHARD]: 10 })
        const waiting = fromStart().pull(never)
        await push(lines('1'))
        expect(textsOf((await waiting)!.batch)).toEqual(['1'])
        expect(fixture.skipped).toMatchObject([{ consumer: 'a', from: 10, to: 1 }])
      })

      test('forget ends the consumer and drops its position', async () => {
        await push(lines('0'))
        const source = fromStart()
        await (await pulled(source)).ack()
        await push(lines('1'))
        const late = await pulled(source)
        const waiting = source.pull(never)
        await engine.forget('web-logs', 'a')
        expect(await waiting).toBeUndefined()
        await late.ack()
        expect(engine.position('web-logs', 'a')).toBeUndefined()
        expect(textsOf((await pulled(fromStart())).batch)).toEqual(['0'])
      })

      test('lag counts records and the age of the oldest', async () => {
        await push(lines('1', '2'))
        await fixture.pass(5000)
        await push(lines('3'))
        expect(engine.lag('web-logs', 'never-opened')).toEqual({ records: 3, millis: 5000 })
        expect(engine.position('web-logs', 'never-opened')).toBeUndefined()
        const source = fromStart()
        await (await pulled(source)).ack()
        expect(engine.lag('web-logs', 'a')).toEqual({ records: 1, millis: 0 })
        await (await pulled(source)).ack()
        expect(engine.lag('web-logs', 'a')).toEqual({ records: 0, millis: 0 })
      })
    })

    describe('shards', () => {
      const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'a', 'b']
      const shardOf = (key: string) => rangeOfHash(hashRanges(4), hashOfKey(key))

      beforeEach(() => engine.create('wide', 4, HOUR))

      test('a shared key keeps a batch whole', async () => {
        await engine.push('wide', batchOf(['1', '2'], { key: 'c' }), never)
        const { batch } = await pulled(engine.consume('wide', 'x', { from: 'TRIM_HORIZON' }))
        expect(textsOf(batch)).toEqual(['1', '2'])
        expect(batch.origin).toEqual({
          stream: 'wide',
          shard: `shardId-00000000000${shardOf('c')}`,
          first: 0,
        })
      })

      test('different keys go each to its shard, in order, with all they carry', async () => {
        const batch = { ...batchOf(keys.map((key, i) => `${key}${i}`)), keys, source: '/a.log' }
        await engine.push('wide', { ...batch, times: Float64Array.from(keys, (_, i) => i) }, never)
        const filled = new Set(keys.map(shardOf)).size
        const parts = await ackAll(engine.consume('wide', 'x', { from: 'TRIM_HORIZON' }), filled)
        for (const part of parts) {
          const index = Number(part.origin?.shard.slice(-1))
          const own = keys.map((key, i) => ({ key, i })).filter(({ key }) => shardOf(key) === index)
          expect(textsOf(part)).toEqual(own.map(({ key, i }) => `${key}${i}`))
          expect(part.keys).toEqual(own.map(({ key }) => key))
          expect([...part.times]).toEqual(own.map(({ i }) => i))
          expect(part.source).toBe('/a.log')
        }
        expect(parts.reduce((sum, part) => sum + countOf(part), 0)).toBe(keys.length)
      })

      test('counters are gapless in each shard, and positions are kept for each', async () => {
        for (let i = 0; i < 12; i++) await engine.push('wide', batchOf([`${i}`], { key: `${i}` }), never)
        const batches = await ackAll(engine.consume('wide', 'x', { from: 'TRIM_HORIZON' }), 12)
        const position: Record<string, number> = {}
        for (const { origin } of batches) {
          expect(origin?.first).toBe(position[origin!.shard] ?? 0)
          position[origin!.shard] = origin!.first + 1
        }
        expect(engine.position('wide', 'x')).toMatchObject(position)
      })
    })

    describe('retention', () => {
      test('removes what is older, and tells a consumer that lost records', async () => {
        await push(lines('1', '2'))
        await fixture.pass(23 * HOUR)
        await push(lines('3'))
        const source = fromStart('slow')
        await fixture.pass(2 * HOUR)
        expect(engine.describe('web-logs')?.shards[0]).toMatchObject({ first: 2, next: 3 })
        expect(textsOf((await pulled(source)).batch)).toEqual(['3'])
        expect(fixture.skipped).toMatchObject([{ consumer: 'slow', from: 0, to: 2 }])
      })

      test('a batch stays until its newest record is too old', async () => {
        const now = fixture.now()
        await push({ ...lines('old', 'new'), times: Float64Array.from([now - 30 * HOUR, now]) })
        await fixture.pass(HOUR)
        expect(engine.describe('web-logs')?.shards[0].first).toBe(0)
      })

      test('counters go on when everything is gone, over a restart too', async () => {
        await push(lines('1', '2'))
        await ackAll(fromStart(), 1)
        await fixture.pass(25 * HOUR)
        expect(engine.describe('web-logs')?.shards[0]).toMatchObject({ first: 2, next: 2 })
        engine = await fixture.reopen()
        expect(engine.describe('web-logs')?.shards[0]).toMatchObject({ first: 2, next: 2 })
        await push(lines('3'))
        expect((await pulled(fromStart())).batch.origin?.first).toBe(2)
        expect(fixture.skipped).toEqual([])
      })

      test('a longer retention keeps more, over a restart too', async () => {
        await engine.setRetention('web-logs', 72 * HOUR)
        engine = await fixture.reopen()
        expect(engine.describe('web-logs')?.retentionMillis).toBe(72 * HOUR)
        await push(lines('1'))
        await fixture.pass(48 * HOUR)
        expect(engine.describe('web-logs')?.shards[0].first).toBe(0)
      })
    })

    describe('marks', () => {
      test('are written, listed by prefix and removed', async () => {
        const { marks } = engine
        await Promise.all([
          marks.write('agent/b', '2'),
          marks.write('agent/ä', '1'),
          marks.write('agenu', 'x'),
        ])
        await marks.write('agent/b', '')
        expect([...marks.list('agent/')]).toEqual([
          ['agent/b', ''],
          ['agent/ä', '1'],
        ])
        expect(marks.read('agent/ä')).toBe('1')
        await marks.remove('agent/ä')
        expect(marks.read('agent/ä')).toBeUndefined()
        engine = await fixture.reopen()
        expect([...engine.marks.list('')].map(([key]) => key)).toEqual(['agent/b', 'agenu'])
      })

      test('a push keeps its mark together with its records', async () => {
        await engine.push('web-logs', lines('1'), never, { key: 'agent/f', value: '10' })
        await engine.push('web-logs', batchOf([]), never, { key: 'agent/empty', value: '0' })
        engine = await fixture.reopen()
        expect(engine.marks.read('agent/f')).toBe('10')
        expect(engine.marks.read('agent/empty')).toBe('0')
      })

      test('a key that cannot be kept is refused, and spoils nothing else', async () => {
        const good = engine.push('web-logs', lines('1'), never)
        await expect(engine.marks.write('x'.repeat(5000), '1')).rejects.toThrow('5000 bytes')
        await expect(engine.push('web-logs', lines('2'), never, { key: '', value: '' })).rejects.toThrow(
          '0 bytes',
        )
        await good
        expect(engine.describe('web-logs')?.shards[0].next).toBe(1)
      })
    })

    test('closed: waiting pulls end, later calls are refused', async () => {
      const waiting = fromStart().pull(never)
      const closing = engine.close()
      expect(await waiting).toBeUndefined()
      await closing
      await expect(push(lines('x'))).rejects.toThrow('closed')
      await expect(engine.marks.write('a', 'b')).rejects.toThrow('closed')
      await engine.close()
    })
  })
}

export async function pulled(source: ConsumerSource): Promise<Delivery> {
  const delivery = await source.pull(never)
  if (!delivery) throw new Error('The source ended.')
  return delivery
}

export async function ackAll(source: ConsumerSource, count: number): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = []
  for (let i = 0; i < count; i++) {
    const delivery = await pulled(source)
    await delivery.ack()
    batches.push(delivery.batch)
  }
  return batches
}

export function textsOf(batch: RecordBatch): string[] {
  return [...batch.ends].map((_, at) => Buffer.from(bodyOf(batch, at)).toString())
}

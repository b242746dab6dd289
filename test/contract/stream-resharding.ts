import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { batchOf, keyOf, type RecordBatch } from '../../src/record/index.ts'
import { DEFAULT_ATTRIBUTES, HASH_SPACE, type StreamEngine } from '../../src/stages/stream/ports.ts'
import { ackAll, pulled, type StreamFixture, textsOf } from './stream.ts'

const HOUR = 3_600_000
const never = new AbortController().signal
const HALF = HASH_SPACE / 2n
const shardId = (index: number) => `shardId-${String(index).padStart(12, '0')}`
const [S0, S1, S2, S3] = [0, 1, 2, 3].map(shardId)

/** What every engine must do that can be read by shard and resharded. */
export function reshardingContract(engineName: string, open: () => Promise<StreamFixture>) {
  describe(`resharding and reading by shard, engine ${engineName}`, () => {
    let fixture: StreamFixture
    let engine: StreamEngine

    beforeEach(async () => {
      fixture = await open()
      engine = fixture.engine
      await engine.create('s', 1, 24 * HOUR)
    })
    afterEach(() => fixture.dispose())

    const put = (key: string, ...texts: string[]) => engine.append('s', batchOf(texts, { key }), never)
    const fromStart = (consumer: string) => engine.consume('s', consumer, { from: 'TRIM_HORIZON' })
    const shards = () => engine.describe('s')?.shards ?? []
    const shard = (id: string) => shards().find((each) => each.id === id)

    /** Splits an open shard in the middle of its hash space. */
    function split(id: string) {
      const found = shard(id)
      if (!found) throw new Error(`no ${id}`)
      const { startingHash, endingHash } = found
      const middle = (startingHash + endingHash) / 2n
      return engine.reshard('s', {
        close: [id],
        open: [
          { startingHash, endingHash: middle, parent: id },
          { startingHash: middle + 1n, endingHash, parent: id },
        ],
      })
    }

    function merge(id: string, adjacent: string) {
      const [a, b] = [shard(id), shard(adjacent)]
      if (!a || !b) throw new Error(`no ${id} or ${adjacent}`)
      const [low, high] = a.startingHash < b.startingHash ? [a, b] : [b, a]
      const { startingHash } = low
      return engine.reshard('s', {
        close: [id, adjacent],
        open: [{ startingHash, endingHash: high.endingHash, parent: id, adjacentParent: adjacent }],
      })
    }

    describe('appending', () => {
      test('says where each record went, in the order of the batch', async () => {
        await split(S0)
        const keys = ['a', 'b', 'c', 'd', 'e', 'f']
        const batch = { ...batchOf(keys), keys }
        const placed = await engine.append('s', batch, never)
        expect(new Set(placed.map((each) => each.shard))).toEqual(new Set([S1, S2]))
        for (const [at, { shard: id, counter, time }] of placed.entries()) {
          const read = engine.read('s', id, counter, { records: 1, bytes: 1e6 })
          expect(textsOf(read.batch as RecordBatch)).toEqual([keys[at]])
          expect(time).toBe(fixture.now())
        }
      })

      test('a hash decides instead of the key', async () => {
        await split(S0)
        const hashes = [0n, HASH_SPACE - 1n, undefined, HALF - 1n, HALF]
        const placed = await engine.append(
          's',
          batchOf(['1', '2', '3', '4', '5'], { key: 'k' }),
          never,
          hashes,
        )
        const own = (await put('k', 'x'))[0].shard
        expect(placed.map((each) => each.shard)).toEqual([S1, S2, own, S1, S2])
      })

      test('arrival is the engine own time and never goes back', async () => {
        await fixture.pass(5000)
        const later = fixture.now()
        const [first] = await engine.append('s', batchOf(['x'], { now: 1 }), never)
        await fixture.pass(-3000)
        const [second] = await put('k', 'y')
        expect([first.time, second.time]).toEqual([later, later])
        const { batch } = engine.read('s', S0, 0, { records: 1, bytes: 1 })
        expect(batch?.times[0]).toBe(later)
      })

      test('a stream that is marked as encrypted marks its records', async () => {
        await put('k', 'plain')
        await engine.setAttributes('s', { ...DEFAULT_ATTRIBUTES, encryptionKey: 'alias/aws/kinesis' })
        await put('k', 'marked')
        engine = await fixture.reopen()
        expect(engine.read('s', S0, 0, { records: 9, bytes: 9 }).batch?.encrypted).toBeUndefined()
        expect(engine.read('s', S0, 1, { records: 9, bytes: 9 }).batch?.encrypted).toBe(true)
      })
    })

    describe('reading a shard', () => {
      const read = (counter: number, records = 100, bytes = 1e6) => {
        const { batch, next } = engine.read('s', S0, counter, { records, bytes })
        return [batch ? textsOf(batch) : [], next]
      }

      test('from any counter, within the limits, at least one record', async () => {
        await put('k', 'aa', 'bb', 'cc')
        await put('k', 'dd')
        expect(read(0)).toEqual([['aa', 'bb', 'cc'], 3])
        expect(read(1)).toEqual([['bb', 'cc'], 3])
        expect(read(0, 2)).toEqual([['aa', 'bb'], 2])
        expect(read(0, 100, 4)).toEqual([['aa', 'bb'], 2])
        expect(read(0, 100, 1)).toEqual([['aa'], 1])
        expect(read(3)).toEqual([['dd'], 4])
        expect(read(4)).toEqual([[], 4])
        expect(() => engine.read('s', S1, 0, { records: 1, bytes: 1 })).toThrow(`Shard ${S1} of stream s`)
      })

      test('what retention took is passed over', async () => {
        await put('k', 'old')
        await fixture.pass(25 * HOUR)
        await put('k', 'new')
        expect(read(0)).toEqual([['new'], 2])
      })

      test('the first record from a time on', async () => {
        const times: number[] = []
        for (let i = 0; i < 9; i++) {
          times.push(fixture.now())
          await put('k', `${i}`, `${i}+`)
          await fixture.pass(1000)
        }
        for (const [at, time] of times.entries()) {
          expect(engine.counterAt('s', S0, time)).toBe(at * 2)
          expect(engine.counterAt('s', S0, time - 1)).toBe(at * 2)
          expect(engine.counterAt('s', S0, time + 1)).toBe(at * 2 + 2)
        }
        expect(engine.counterAt('s', S0, 0)).toBe(0)
      })

      test('waiting ends with a record, a closing, a removal or an abort', async () => {
        await put('k', '0')
        await engine.waitFor('s', S0, 0, never)
        const record = engine.waitFor('s', S0, 1, never)
        await put('k', '1')
        await record
        const abort = new AbortController()
        const aborted = engine.waitFor('s', S0, 2, abort.signal)
        abort.abort()
        await aborted
        const closing = engine.waitFor('s', S0, 2, never)
        await split(S0)
        await closing
        await engine.waitFor('s', S0, 2, never)
        const removal = engine.waitFor('s', S1, 0, never)
        await engine.remove('s')
        await removal
      })
    })

    describe('attributes', () => {
      test('begin as defaults or as given, are replaced whole, over a restart', async () => {
        expect(engine.describe('s')?.attributes).toEqual(DEFAULT_ATTRIBUTES)
        await engine.create('t', 1, HOUR, { maxRecordKib: 1024, tags: { team: 'web' } })
        const given = { ...DEFAULT_ATTRIBUTES, maxRecordKib: 1024, tags: { team: 'web' } }
        expect(engine.describe('t')?.attributes).toEqual(given)
        const changed = { ...given, mode: 'ON_DEMAND' as const, shardCountUpdates: [1, 2] }
        const setting = engine.setAttributes('t', changed)
        expect(engine.describe('t')?.attributes).toEqual(changed)
        await setting
        await engine.setRetention('t', 2 * HOUR)
        engine = await fixture.reopen()
        expect(engine.describe('t')).toMatchObject({ attributes: changed, retentionMillis: 2 * HOUR })
      })

      test('a stream renamed keeps its records and consumers', async () => {
        await put('k', '1')
        await put('k', '2')
        await ackAll(fromStart('c'), 1)
        await engine.create('taken', 1, HOUR)
        await expect(engine.rename('s', 'taken')).rejects.toThrow('taken already exists')
        await engine.rename('s', 'of/its own')
        engine = await fixture.reopen()
        expect(engine.list()).toEqual(['of/its own', 'taken'])
        const source = engine.consume('of/its own', 'c', { from: 'LATEST' })
        expect(textsOf((await pulled(source)).batch)).toEqual(['2'])
      })
    })

    describe('resharding', () => {
      test('closes and opens shards with their parents, over a restart', async () => {
        await put('k', '1')
        expect(await split(S0)).toEqual([S1, S2])
        await fixture.pass(1000)
        expect(await merge(S2, S1)).toEqual([S3])
        engine = await fixture.reopen()
        const at = fixture.now()
        expect(shards()).toEqual([
          expect.objectContaining({ id: S0, closedAt: at - 1000, first: 0, next: 1 }),
          expect.objectContaining({ id: S1, parent: S0, closedAt: at, endingHash: HALF - 1n }),
          expect.objectContaining({ id: S2, parent: S0, closedAt: at, startingHash: HALF }),
          expect.objectContaining({
            id: S3,
            parent: S2,
            adjacentParent: S1,
            createdAt: at,
            startingHash: 0n,
          }),
        ])
        expect(shard(S3)).not.toHaveProperty('closedAt')
        expect((await put('k', '2'))[0].shard).toBe(S3)
      })

      test('what does not fit is refused and changes nothing', async () => {
        const before = shards()
        const end = HASH_SPACE - 1n
        const whole = { startingHash: 0n, endingHash: end, parent: S0 }
        const change = (close: string[], open: Parameters<StreamEngine['reshard']>[1]['open']) =>
          engine.reshard('s', { close, open })
        await expect(change([S1], [{ ...whole, parent: S1 }])).rejects.toThrow(
          `Shard ${S1} of stream s is not open`,
        )
        await expect(change([S0], [{ ...whole, parent: S1 }])).rejects.toThrow(`Shard ${S1} of stream s`)
        await expect(change([S0], [{ ...whole, startingHash: 1n }])).rejects.toThrow('hash space')
        await expect(change([S0], [whole, whole])).rejects.toThrow('hash space')
        await expect(change([S0], [])).rejects.toThrow('hash space')
        expect(shards()).toEqual(before)
        const twice = await Promise.allSettled([split(S0), split(S0)])
        expect(twice.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
        expect(shards()).toHaveLength(3)
      })

      test('writes in flight go to the parent up to its end, and then to the children', async () => {
        const writes: ReturnType<typeof put>[] = []
        const write = async (from: number) => {
          for (let i = from; i < from + 20; i++) {
            writes.push(put(`k${i % 5}`, `${i}`))
            if (i % 3 === 0) await Promise.resolve()
          }
        }
        await write(0)
        const splitting = split(S0)
        await write(20)
        await splitting
        const placed = (await Promise.all(writes)).flat()
        expect(placed.slice(-1)[0].shard).not.toBe(S0)
        for (const [at, { shard: id, counter }] of placed.entries()) {
          const { batch } = engine.read('s', id, counter, { records: 1, bytes: 9 })
          expect(batch && textsOf(batch)).toEqual([`${at}`])
        }
        expect(shards().reduce((sum, { next }) => sum + next, 0)).toBe(40)
      })

      test('a consumer gets the children after it has acked the parent to its end', async () => {
        await put('k', '1')
        const source = fromStart('c')
        const parent = await pulled(source)
        await split(S0)
        await put('k', '2')
        let child: RecordBatch | undefined
        const waiting = pulled(source).then((delivery) => {
          child = delivery.batch
          return delivery
        })
        await fixture.pass(0)
        expect(child).toBeUndefined()
        expect(engine.lag('s', 'c').records).toBe(2)
        await parent.ack()
        expect(textsOf((await waiting).batch)).toEqual(['2'])
        await (await waiting).ack()
        expect(engine.lag('s', 'c')).toEqual({ records: 0, millis: 0 })
      })

      test('LATEST begins at the end of every shard; a stored consumer reads new shards from their beginning', async () => {
        await put('k', '1')
        engine.consume('s', 'before', { from: 'LATEST' })
        await split(S0)
        await put('k', '2')
        engine.consume('s', 'after', { from: 'LATEST' })
        engine = await fixture.reopen()
        await put('k', '3')
        const [before, after] = ['before', 'after'].map((name) =>
          engine.consume('s', name, { from: 'LATEST' }),
        )
        expect((await ackAll(before, 2)).flatMap(textsOf)).toEqual(['2', '3'])
        expect((await ackAll(after, 1)).flatMap(textsOf)).toEqual(['3'])
      })

      test('a closed shard is listed until its records are gone, then its positions go and ids go on', async () => {
        await put('k', '1')
        const reader = fromStart('reader')
        await ackAll(reader, 1)
        await engine.seek('s', 'lost', { [S0]: 0 })
        await split(S0)
        await fixture.pass(23 * HOUR)
        await put('k', '2')
        await ackAll(reader, 1)
        expect(shards().map(({ id }) => id)).toEqual([S0, S1, S2])
        expect(Object.keys(engine.position('s', 'reader') ?? {})).toEqual([S0, S1, S2])
        await fixture.pass(2 * HOUR)
        expect(shards().map(({ id }) => id)).toEqual([S1, S2])
        expect(Object.keys(engine.position('s', 'reader') ?? {})).toEqual([S1, S2])
        expect(fixture.skipped).toMatchObject([{ consumer: 'lost', shard: S0, from: 0, to: 1 }])
        engine = await fixture.reopen()
        expect(shards().map(({ id }) => id)).toEqual([S1, S2])
        expect(Object.keys(engine.position('s', 'reader') ?? {})).toEqual([S1, S2])
        expect(await merge(S1, S2)).toEqual([S3])
        expect((await ackAll(fromStart('lost'), 1)).flatMap(textsOf)).toEqual(['2'])
      })
    })

    describe('under load, with consumers and restarts', () => {
      const KEYS = Array.from({ length: 24 }, (_, i) => `key-${i}`)

      /** Appends numbered records of every key until told to stop; answers how many of each. */
      function produce() {
        let going = true
        const counts = new Map(KEYS.map((key) => [key, 0]))
        const one = async (own: readonly string[]) => {
          while (going) {
            const texts = own.map((key) => `${key}:${counts.get(key)}`)
            for (const key of own) counts.set(key, (counts.get(key) ?? 0) + 1)
            await engine.append('s', { ...batchOf(texts), keys: own }, never)
          }
        }
        const done = Promise.all([one(KEYS.slice(0, 8)), one(KEYS.slice(8, 16)), one(KEYS.slice(16))])
        return {
          async stop() {
            going = false
            await done
            return counts
          },
        }
      }

      /** Takes all there is, some of it twice: every seventh batch fails first. Keeps what was acked, by key. */
      async function consumeAll(name: string, seen: Map<string, number[]>, lastAcked: boolean) {
        const source = engine.consume('s', name, { from: 'TRIM_HORIZON' })
        for (let turn = 1; engine.lag('s', name).records > 0; turn++) {
          const delivery = await pulled(source)
          if (turn % 7 === 0) {
            await delivery.ack(new Error('again'))
            continue
          }
          for (const [at, text] of textsOf(delivery.batch).entries()) {
            const [key, number] = text.split(':')
            expect(keyOf(delivery.batch, at)).toBe(key)
            const numbers = seen.get(key) ?? []
            seen.set(key, [...numbers, Number(number)])
          }
          await delivery.ack()
        }
        if (lastAcked) source.close()
      }

      test('nothing is lost and no key is out of order', async () => {
        const seen = { a: new Map<string, number[]>(), b: new Map<string, number[]>() }
        const total = new Map<string, number>()
        const reshape: (() => Promise<unknown>)[] = [
          () => split(S0),
          () => split(S1),
          () => merge(S2, shardId(4)),
          () => split(shardId(3)),
          () => merge(shardId(6), shardId(7)),
        ]
        for (const [round, change] of reshape.entries()) {
          const producer = produce()
          await fixture.pass(10)
          await Promise.all([change(), consumeAll('a', seen.a, round % 2 === 0)])
          const counts = await producer.stop()
          for (const [key, count] of counts) total.set(key, (total.get(key) ?? 0) + count)
          if (round % 2 === 1) engine = await fixture.reopen()
          await consumeAll('b', seen.b, true)
          // Numbers of the next round begin anew: rounds are told apart by reading this one to its end.
          await consumeAll('a', seen.a, true)
          for (const numbers of [seen.a, seen.b]) {
            for (const [key, got] of numbers) {
              expect([key, got]).toEqual([key, Array.from({ length: counts.get(key) ?? 0 }, (_, i) => i)])
            }
            expect(numbers.size).toBe(KEYS.length)
            numbers.clear()
          }
        }
        const kept = shards().reduce((sum, { first, next }) => sum + next - first, 0)
        expect(kept).toBe([...total.values()].reduce((sum, count) => sum + count, 0))
      })
    })
  })
}

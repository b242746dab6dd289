import { performance } from 'node:perf_hooks'
import type { ConsumerOptions, Placed, Position, Skipped, StreamEngine } from '../../stages/stream/ports.ts'
import { type BackPressureLimits, waitForConsumers } from './lmdb/back-pressure.ts'
import { createBatchCache } from './lmdb/batch-cache.ts'
import { openCatalog } from './lmdb/catalog.ts'
import { type Consumer, createConsumer } from './lmdb/consumer.ts'
import { createGroupCommit, type GroupCommit } from './lmdb/group-commit.ts'
import { lagBehind } from './lmdb/lag.ts'
import { assertKey, createMarks } from './lmdb/marks.ts'
import { ownFolder } from './lmdb/owner.ts'
import { createPositions } from './lmdb/positions.ts'
import { createReader } from './lmdb/reader.ts'
import { reshard } from './lmdb/reshard.ts'
import { sweep } from './lmdb/retention.ts'
import { createShardReading } from './lmdb/shard-reading.ts'
import { openStore } from './lmdb/store.ts'
import { descriptionOf, type ShardState, type StreamState } from './lmdb/stream-state.ts'
import { createWriter, type Written } from './lmdb/writer.ts'

export interface LmdbOptions {
  /** Folder of its own; made when absent. */
  readonly path: string
  /** Wall clock, ms since 1970: creation, retention and lag. */
  readonly now: () => number
  /** Records that a consumer lost to retention, never silently. */
  readonly onSkipped: (skipped: Skipped) => void
  /** A failure in the background (retention); it is tried again. */
  readonly onTrouble: (error: Error) => void
  /** Calls `run` every `millis`, one at a time; returns what stops it. Injected by tests. */
  readonly every?: (millis: number, run: () => Promise<void>) => () => void
  /** Pushed batches kept in memory for consumers near the tip. Default 64 MiB. */
  readonly tipBytes?: number
  readonly backPressure?: Partial<BackPressureLimits>
}

const MIB = 2 ** 20
const SWEEP_MILLIS = 30_000
/** Batches read from disk and kept a while for other consumers that lag. */
const DECODED_BYTES = 16 * MIB
const POSITION_DELAY_MILLIS = 200
const BACK_PRESSURE = { pendingBytes: 48 * MIB, patienceMillis: 1000, stuckMillis: 30_000 }

/** The embedded stream engine: record batches, positions and marks in one LMDB environment. */
export async function openStreamEngine(options: LmdbOptions): Promise<StreamEngine> {
  const { path, now } = options
  const clock = () => performance.now()
  const owner = await ownFolder(path)
  const store = await openStore(path).catch(async (error) => {
    await owner.release()
    throw error
  })
  const tip = createBatchCache(options.tipBytes ?? 64 * MIB)
  const positions = createPositions(store, () => commits, POSITION_DELAY_MILLIS)
  const commits: GroupCommit = createGroupCommit(store, positions.joining)
  const catalog = openCatalog(store, () => commits, now)
  const decoded = createBatchCache(DECODED_BYTES)
  const reader = createReader(store, tip, decoded)
  const reading = createShardReading(reader)
  const writer = createWriter(store, commits, tip)
  const limits = { ...BACK_PRESSURE, ...options.backPressure }
  const consumers = new Map<StreamState, Map<string, Consumer>>()
  let closed = false
  let sweeping = Promise.resolve()
  const stopSweeping = (options.every ?? every)(SWEEP_MILLIS, () => {
    tip.rest()
    decoded.rest()
    const retained = { catalog, store, commits, now, stopped: () => closed, onExpired }
    sweeping = sweep(retained).catch(options.onTrouble)
    return sweeping
  })

  function find(name: string): StreamState {
    if (closed) throw new Error('The stream engine is closed.')
    const stream = catalog.find(name)
    if (!stream || stream.removed) throw new Error(`Stream ${name} not found.`)
    return stream
  }

  function consumersOf(stream: StreamState): Map<string, Consumer> {
    const found = consumers.get(stream) ?? new Map<string, Consumer>()
    consumers.set(stream, found)
    return found
  }

  /** The consumer in memory; one that isn't there yet begins at its stored position, or else where it is told. */
  function consumer(stream: StreamState, name: string, starting: ConsumerOptions): Consumer {
    const known = consumersOf(stream).get(name)
    if (known) return known
    assertKey(`${stream.id}/${name}`)
    const ports = { stream, name, positions, reader, clock, onSkipped: options.onSkipped }
    const made = createConsumer(ports, starting)
    consumersOf(stream).set(name, made)
    return made
  }

  function positionOf(stream: StreamState, name: string): Position | undefined {
    const position = consumersOf(stream).get(name)?.position() ?? positions.get(stream.id, name)
    if (!position) return undefined
    const listed = new Set(stream.shards.map(({ id }) => id))
    return Object.fromEntries(Object.entries(position).filter(([shard]) => listed.has(shard)))
  }

  /** What a consumer had not read of an expired shard it will never see. */
  function onExpired(stream: StreamState, shard: ShardState) {
    const inMemory = consumersOf(stream)
    for (const { expire } of inMemory.values()) expire(shard)
    for (const name of positions.consumers(stream.id)) {
      const from = positions.get(stream.id, name)?.[shard.id] ?? 0
      if (inMemory.has(name) || from >= shard.next) continue
      options.onSkipped({ stream: stream.name, consumer: name, shard: shard.id, from, to: shard.next })
    }
  }

  async function roomFor(name: string, stream: StreamState, signal: AbortSignal) {
    signal.throwIfAborted()
    await waitForConsumers(stream, () => consumersOf(stream).values(), limits, clock, signal)
    find(name)
  }

  return {
    async create(name, shards, retentionMillis, attributes = {}) {
      if (closed) throw new Error('The stream engine is closed.')
      assertKey(name)
      await catalog.create(name, shards, retentionMillis, attributes)
    },
    async remove(name) {
      const stream = find(name)
      await catalog.remove(name)
      consumers.delete(stream)
    },
    async rename(name, to) {
      assertKey(to)
      await catalog.rename(find(name).name, to)
    },
    list: () => catalog.all().map(({ name }) => name),
    describe(name) {
      const stream = catalog.find(name)
      return stream && !stream.removed ? descriptionOf(stream) : undefined
    },
    async setRetention(name, retentionMillis) {
      await catalog.setRetention(find(name).name, retentionMillis)
    },
    async push(name, batch, signal, mark) {
      const stream = find(name)
      if (mark) assertKey(mark.key)
      await roomFor(name, stream, signal)
      await writer.write(stream, batch, { mark })
      return []
    },
    consume(name, consumerName, starting) {
      return consumer(find(name), consumerName, starting).open()
    },
    position: (name, consumerName) => positionOf(find(name), consumerName),
    async seek(name, consumerName, position) {
      await consumer(find(name), consumerName, { from: 'TRIM_HORIZON' }).seek(position)
    },
    async forget(name, consumerName) {
      const stream = find(name)
      consumersOf(stream).get(consumerName)?.forget()
      consumersOf(stream).delete(consumerName)
      await positions.remove(stream.id, consumerName)
    },
    lag(name, consumerName) {
      const stream = find(name)
      return lagBehind(stream, positionOf(stream, consumerName) ?? {}, reader, now())
    },
    async setAttributes(name, attributes) {
      await catalog.setAttributes(find(name).name, attributes)
    },
    reshard: async (name, change) => reshard(catalog, find(name), change, now()),
    async append(name, batch, signal, hashes) {
      const stream = find(name)
      await roomFor(name, stream, signal)
      stream.arrival = Math.max(stream.arrival, now())
      const time = stream.arrival
      const times = new Float64Array(batch.ends.length).fill(time)
      return placesOf(await writer.write(stream, { ...batch, times }, { hashes }), times)
    },
    read: (name, shard, counter, limits) => reading.read(find(name), shard, counter, limits),
    counterAt: (name, shard, time) => reading.counterAt(find(name), shard, time),
    async waitFor(name, shard, counter, signal) {
      await reading.waitFor(find(name), shard, counter, signal)
    },
    marks: createMarks(store, commits),
    async close() {
      if (closed) return
      closed = true
      stopSweeping()
      for (const named of consumers.values()) for (const { end } of named.values()) end()
      await sweeping
      // Whatever happens to the last positions (a full disk): let go of the folder. They come again.
      await positions.flush().catch(options.onTrouble)
      await commits.close()
      await store.close()
      await owner.release()
    },
  }
}

/** One a record, in the order of the batch. */
function placesOf(written: readonly Written[], times: Float64Array): readonly Placed[] {
  const placed = new Array<Placed>(times.length)
  for (const { shard, first, places } of written) {
    const count = places?.length ?? times.length
    for (let i = 0; i < count; i++) {
      const at = places ? places[i] : i
      placed[at] = { shard: shard.id, counter: first + i, time: times[at] }
    }
  }
  return placed
}

function every(millis: number, run: () => Promise<void>): () => void {
  let running = false
  const timer = setInterval(async () => {
    if (running) return
    running = true
    await run()
    running = false
  }, millis)
  timer.unref()
  return () => clearInterval(timer)
}

import { gunzipSync } from 'node:zlib'
import { openJq } from '../../src/engines/delivery/jq.ts'
import { silentLog } from '../../src/observe/log.ts'
import type { Meter } from '../../src/observe/metrics.ts'
import {
  batchOf,
  bodyOf,
  type Caller,
  countOf,
  type Delivery,
  type DocumentBatch,
  NONE,
  type RecordBatch,
  sliceBatch,
} from '../../src/record/index.ts'
import { jsonLines } from '../../src/record/json-lines.ts'
import {
  createDelivery,
  type DeliveryPorts,
  type DeliveryRoom,
  type Objects,
} from '../../src/stages/delivery/index.ts'
import type { HttpPost, Parquet, TransformedRecords, Warehouse } from '../../src/stages/delivery/ports.ts'
import { createDispatch } from '../../src/wire/dispatch.ts'

export const caller: Caller = {
  account: '000000000000',
  region: 'us-east-1',
  arn: 'arn:aws:iam::000000000000:root',
}
export const STREAM = 'arn:aws:kinesis:us-east-1:000000000000:stream/web-logs'
export const ENRICH = 'arn:aws:lambda:us-east-1:000000000000:function:enrich'
export const USERS = 'arn:aws:lambda:us-east-1:000000000000:function:users-own'
export const DOMAIN = 'arn:aws:es:us-east-1:000000000000:domain/logs'
export const ROLE = 'arn:aws:iam::000000000000:role/delivery'
export const LAKE = 'arn:aws:s3:::lake'
export const BACKUP = 'arn:aws:s3:::backup'

export type Port = 'marks' | 'put' | 'remove' | 'append' | 'transform'

interface Fault {
  readonly port: Port
  left: number
  readonly error: () => Error
  /** Only calls whose records contain this text fail. */
  readonly about?: string
}

interface Row {
  readonly index: string
  readonly id: string
  readonly message: string
}

/**
 * The world around the delivery room: a stream, marks, buckets and an index that outlive it, a clock that only
 * `tick` moves, faults on demand, and a power switch: after `crash`, or at the step that `crashAt` names, nothing
 * that the room still does has any effect.
 */
export function createWorld(
  options: {
    readonly objects?: Objects
    readonly http?: HttpPost
    readonly warehouse?: Warehouse
    /** The index's own `_bulk`. */
    readonly bulk?: HttpPost
    readonly parquet?: Parquet
    readonly shards?: number
    /** Timers fire a millisecond before the clock says so, as real ones may. */
    readonly earlyTimers?: boolean
    readonly meter?: Meter
  } = {},
) {
  const shards = Array.from({ length: options.shards ?? 1 }, (_, at) => ({
    id: `shardId-00000000000${at}`,
    batches: [] as RecordBatch[],
    next: 0,
    trimmed: 0,
  }))
  const acked = new Map<string, Record<string, number>>()
  const marks = new Map<string, string>()
  const buckets = new Map<string, Map<string, Buffer>>()
  const rows: Row[] = []
  const positions = new Map<string, string>()
  const faults: Fault[] = []
  const held = new Map<Port, Promise<void>>()
  const delivered: string[] = []
  const appends: number[] = []
  /** What the disk has begun. A real crash ends it with the program; here it must end before the next life. */
  const underway = new Set<Promise<unknown>>()
  const objects = options.objects ?? memoryObjects(buckets)
  const jq = openJq()
  const parquet = options.parquet

  let now = Date.UTC(2026, 10, 20, 12, 59, 0)
  let sleepers: { at: number; wake: () => void }[] = []
  let arrivals: (() => void)[] = []
  let appended = 0
  let uuids = 0
  let steps = 0
  let crashAt = Number.POSITIVE_INFINITY
  let life = 0

  let room: DeliveryRoom = boot()

  function boot(): DeliveryRoom {
    const mine = ++life
    const isAlive = () => mine === life
    /** The power may fail before an effect and after it. */
    async function effect<Result>(
      port: Port,
      about: string,
      act: () => Result | Promise<Result>,
    ): Promise<Result> {
      await tickPower()
      await held.get(port)
      const fault = faults.find(
        (each) => each.port === port && each.left > 0 && about.includes(each.about ?? ''),
      )
      if (fault) {
        fault.left--
        throw fault.error()
      }
      const acting = Promise.resolve(act())
      underway.add(acting)
      const result = await acting.finally(() => underway.delete(acting))
      await tickPower()
      return result
    }
    async function tickPower() {
      if (isAlive() && ++steps === crashAt) life++
      if (!isAlive()) await new Promise(() => {})
    }
    const ports: DeliveryPorts = {
      openSource: (arn, consumer, from) => {
        if (arn !== STREAM) throw new Error(`There is no stream ${arn}.`)
        return openConsumer(consumer, from, isAlive)
      },
      directStream: (name, consumer) => ({
        sink: {
          async push(batch) {
            pushBatch(batch)
            return []
          },
        },
        source: openConsumer(`direct-${name}${consumer ?? ''}`, 'TRIM_HORIZON', isAlive),
      }),
      transform: (arn) =>
        arn === ENRICH
          ? (batch) => effect('transform', textOf(batch), () => enrich(batch))
          : arn === USERS
            ? Object.assign(
                (batch: RecordBatch) => effect('transform', textOf(batch), () => usersOwn(batch)),
                { gives: 'records' as const },
              )
            : undefined,
      objects: {
        put: (bucket, key, body) => effect('put', key, () => objects.put(bucket, key, body)),
        remove: (bucket, key) => effect('remove', key, () => objects.remove(bucket, key)),
      },
      jq,
      ...(parquet ? { parquet } : {}),
      bulkOf: (domain) => (domain === DOMAIN ? options.bulk : undefined),
      ...(options.warehouse ? { warehouse: options.warehouse } : {}),
      ...(options.http ? { http: options.http } : {}),
      index: (domain) =>
        domain === DOMAIN
          ? {
              append(writes, position) {
                const fresh = writes.flatMap(({ index, documents, ids }) =>
                  messagesOf(documents).map((message, at) => ({
                    ...{ index, message },
                    id: `${ids.prefix}${ids.first + documents.records[at]}`,
                  })),
                )
                const about = fresh.map(({ message }) => message).join(' ')
                return effect('append', about, () => {
                  rows.push(...fresh)
                  positions.set(position.key, position.value)
                  if (fresh.length > 0) appends.push(fresh.length)
                })
              },
              position: async (key) => positions.get(key),
            }
          : undefined,
      marks: {
        read: (key) => marks.get(key),
        write: (key, value) => effect('marks', key, () => void marks.set(key, value)),
        remove: (key) => effect('marks', key, () => void marks.delete(key)),
        list: (prefix) => [...marks].filter(([key]) => key.startsWith(prefix)).sort(),
      },
      now: () => now,
      uuid: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}`,
      sleep: (millis, signal) =>
        new Promise((resolve, reject) => {
          const abort = () => {
            sleepers = sleepers.filter((each) => each !== sleeper)
            reject(signal.reason)
          }
          const wake = () => {
            signal.removeEventListener('abort', abort)
            resolve()
          }
          const sleeper = { at: now + millis - (options.earlyTimers ? 1 : 0), wake }
          sleepers.push(sleeper)
          signal.addEventListener('abort', abort)
        }),
    }
    const made = createDelivery({ ...ports, log: silentLog, meter: options.meter })
    made.onDelivered(({ deliveryStream, source, rows: count, unparsed, failed, records }) => {
      if (isAlive())
        delivered.push(
          `${deliveryStream} ${source ?? '-'}: ${records} read, ${count} rows, ${unparsed} unparsed, ${failed} failed`,
        )
    })
    return made
  }

  function openConsumer(consumer: string, from: 'TRIM_HORIZON' | 'LATEST', isAlive: () => boolean) {
    const here = () => Object.fromEntries(shards.map(({ id, next }) => [id, from === 'LATEST' ? next : 0]))
    if (!acked.has(consumer)) acked.set(consumer, here())
    const position = acked.get(consumer) as Record<string, number>
    let reading = { ...position }
    return {
      async pull(signal: AbortSignal): Promise<Delivery | undefined> {
        while (isAlive() && !signal.aborted) {
          for (const shard of shards) {
            reading[shard.id] = Math.max(reading[shard.id] ?? 0, shard.trimmed)
            const from = reading[shard.id]
            const batch = batchAt(shard, from)
            if (!batch) continue
            const next = (batch.origin?.first ?? 0) + countOf(batch)
            reading[shard.id] = next
            return {
              batch,
              async ack() {
                if (isAlive()) position[shard.id] = Math.max(position[shard.id] ?? 0, next)
              },
            }
          }
          await new Promise<void>((resolve) => {
            const wake = () => {
              signal.removeEventListener('abort', wake)
              resolve()
            }
            arrivals.push(wake)
            signal.addEventListener('abort', wake)
          })
        }
        return undefined
      },
      async seek(target: Readonly<Record<string, number>>) {
        reading = { ...reading, ...target }
      },
      lag: () => ({
        records: shards.reduce((sum, { id, next }) => sum + next - (position[id] ?? 0), 0),
        millis: 0,
      }),
    }
  }

  function batchAt({ batches }: (typeof shards)[number], counter: number): RecordBatch | undefined {
    for (const batch of batches) {
      const first = batch.origin?.first ?? 0
      const end = first + countOf(batch)
      if (counter < end) return counter <= first ? batch : sliceBatch(batch, counter - first, countOf(batch))
    }
    return undefined
  }

  function pushBatch(batch: RecordBatch, at = 0) {
    const shard = shards[at]
    shard.batches.push({ ...batch, origin: { stream: 'web-logs', shard: shard.id, first: shard.next } })
    shard.next += countOf(batch)
    const woken = arrivals
    arrivals = []
    for (const wake of woken) wake()
  }

  const world = {
    room: () => room,
    now: () => now,
    marks,
    rows,
    delivered,
    appends,
    /** Bodies that were ever appended. */
    bodies: () => shards.flatMap(({ batches }) => batches.flatMap(textsOf)),
    call: (operation: string, input: Record<string, unknown>) =>
      createDispatch([room.service])('firehose', operation, input, caller),
    append(bodies: readonly string[], where: { shard?: number; source?: string; times?: number[] } = {}) {
      const batch = batchOf(
        bodies.map((body) => `${body}\n`),
        { now },
      )
      if (where.times) batch.times.set(where.times)
      pushBatch(where.source === undefined ? batch : { ...batch, source: where.source }, where.shard)
      appended += bodies.length
    },
    appended: () => appended,
    /** Retention: the stream forgets everything below this counter. */
    trim(counter: number) {
      for (const shard of shards) {
        shard.trimmed = Math.min(counter, shard.next)
      }
    },
    fail(fault: Fault) {
      faults.push(fault)
    },
    heal() {
      faults.length = 0
    },
    /** What this port is asked for waits until it is let go. */
    hold(port: Port): () => void {
      let release = () => {}
      held.set(
        port,
        new Promise((resolve) => {
          release = resolve
        }),
      )
      return () => {
        held.delete(port)
        release()
      }
    },
    crashAt(step: number) {
      steps = 0
      crashAt = step
    },
    isAlive: () => steps < crashAt,
    crash() {
      life++
      sleepers = []
    },
    async restart() {
      crashAt = Number.POSITIVE_INFINITY
      sleepers = []
      await Promise.allSettled(underway)
      room = boot()
      room.start()
      await settle()
    },
    stop: () => room.stop(),
    async tick(millis: number) {
      await settle()
      const until = now + millis
      for (;;) {
        const next = Math.min(...sleepers.map(({ at }) => at))
        if (next > until) break
        now = Math.max(now, next)
        const woken = sleepers.filter(({ at }) => at <= now)
        sleepers = sleepers.filter(({ at }) => at > now)
        for (const { wake } of woken) wake()
        await settle()
      }
      now = until
      await settle()
    },
    /** Bytes as they are; appended as one batch. */
    appendRaw(bodies: readonly Uint8Array[], where: { shard?: number } = {}) {
      pushBatch(batchOf(bodies, { now }), where.shard)
      appended += bodies.length
    },
    /** Objects of a bucket, key to bytes, in key order. */
    bytes: (bucket: string): [key: string, body: Buffer][] =>
      [...(buckets.get(bucket) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)),
    /** Objects of a bucket, key to lines, in key order. */
    objects(bucket: string): [key: string, lines: string[]][] {
      const found = [...(buckets.get(bucket) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))
      return found.map(([key, body]) => [key, linesOf(body)])
    },
  }
  return world
}

export type World = ReturnType<typeof createWorld>

function memoryObjects(buckets: Map<string, Map<string, Buffer>>): Objects {
  const of = (arn: string) => {
    if (!buckets.has(arn)) buckets.set(arn, new Map())
    return buckets.get(arn) as Map<string, Buffer>
  }
  return {
    async put(bucket, key, body) {
      of(bucket).set(key, Buffer.concat(body))
    },
    async remove(bucket, key) {
      of(bucket).delete(key)
    },
  }
}

export function linesOf(body: Buffer): string[] {
  const plain = body[0] === 0x1f ? gunzipSync(body) : body
  return plain.toString().split('\n').filter(Boolean)
}

/** Bodies become `message`; those that begin with `bad` count as unparsed, those with `#` are dropped. */
function enrich(batch: RecordBatch): DocumentBatch {
  const texts = textsOf(batch)
  const kept = texts.map((_, at) => at).filter((at) => !texts[at].startsWith('#'))
  const bytes = Buffer.from(kept.map((at) => texts[at]).join(''))
  const starts = new Uint32Array(kept.length).fill(NONE)
  const ends = new Uint32Array(kept.length)
  let end = 0
  kept.forEach((at, row) => {
    starts[row] = end
    end += Buffer.byteLength(texts[at])
    ends[row] = end
  })
  return {
    rows: kept.length,
    columns: [{ name: 'message', type: 'keyword', bytes, starts, ends }],
    dimensions: [],
    unparsed: kept.filter((at) => texts[at].startsWith('bad')).length,
    records: Uint32Array.from(kept),
  }
}

/**
 * As a user's function may be: `drop…` is dropped, `fail…` fails, anything else comes back in capitals, with its first
 * letter as a partition key.
 */
function usersOwn(batch: RecordBatch): TransformedRecords {
  const texts = textsOf(batch)
  const kept = texts.map((_, at) => at).filter((at) => !/^(drop|fail)/.test(texts[at]))
  const made = batchOf(kept.map((at) => texts[at].toUpperCase()))
  made.times.set(kept.map((at) => batch.times[at]))
  return {
    made,
    places: Uint32Array.from(kept),
    partitionKeys: kept.map((at) => ({ first: texts[at].slice(0, 1) })),
    failed: texts.flatMap((text, at) =>
      text.startsWith('fail') ? [{ at, code: 'Lambda.FunctionError', message: 'it would not' }] : [],
    ),
  }
}

function textsOf(batch: RecordBatch): string[] {
  return Array.from({ length: countOf(batch) }, (_, at) =>
    Buffer.from(bodyOf(batch, at)).toString().trimEnd(),
  )
}

function textOf(batch: RecordBatch): string {
  return textsOf(batch).join(' ')
}

function messagesOf(documents: DocumentBatch): string[] {
  return linesOf(Buffer.from(jsonLines(documents))).map((line) => JSON.parse(line).message as string)
}

/** Lets everything that waits for no clock happen. */
export async function settle() {
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve))
}

export function processor(type: string, parameters: Record<string, string> = {}) {
  const Parameters = Object.entries(parameters).map(([ParameterName, ParameterValue]) => ({
    ...{ ParameterName, ParameterValue },
  }))
  return { Type: type, Parameters }
}

export const LAMBDA = {
  Type: 'Lambda',
  Parameters: [{ ParameterName: 'LambdaArn', ParameterValue: ENRICH }],
}

export function toLake(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    DeliveryStreamName: 'to-lake',
    DeliveryStreamType: 'KinesisStreamAsSource',
    KinesisStreamSourceConfiguration: { KinesisStreamARN: STREAM, RoleARN: ROLE },
    ExtendedS3DestinationConfiguration: {
      ...{ RoleARN: ROLE, BucketARN: LAKE },
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
      ProcessingConfiguration: { Enabled: true, Processors: [LAMBDA] },
      ...more,
    },
  }
}

export function toIndex(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    DeliveryStreamName: 'to-index',
    DeliveryStreamType: 'KinesisStreamAsSource',
    KinesisStreamSourceConfiguration: { KinesisStreamARN: STREAM, RoleARN: ROLE },
    AmazonopensearchserviceDestinationConfiguration: {
      ...{ RoleARN: ROLE, DomainARN: DOMAIN, IndexName: 'web-logs' },
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 0 },
      S3Configuration: { RoleARN: ROLE, BucketARN: BACKUP },
      ProcessingConfiguration: { Enabled: true, Processors: [LAMBDA] },
      ...more,
    },
  }
}

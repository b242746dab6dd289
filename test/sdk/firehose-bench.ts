import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { FirehoseClient } from '@aws-sdk/client-firehose'
import { openDirectStream } from '../../src/direct-stream.ts'
import { openHttp } from '../../src/engines/delivery/http.ts'
import { openJq } from '../../src/engines/delivery/jq.ts'
import { openParquet } from '../../src/engines/delivery/parquet.ts'
import { openWarehouse } from '../../src/engines/delivery/warehouse.ts'
import { openStreamEngine } from '../../src/engines/stream/lmdb.ts'
import { silentLog } from '../../src/observe/log.ts'
import { batchOf, type Refusal, ServiceError } from '../../src/record/index.ts'
import { createDelivery, type DeliveryPorts } from '../../src/stages/delivery/index.ts'
import { createStream } from '../../src/stages/stream/index.ts'
import { openBench } from './wire-bench.ts'

export const ACCOUNT = '000000000000'
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/firehose`
export const LAKE = 'arn:aws:s3:::lake'
export const OTHER = 'arn:aws:s3:::other'
export const STREAM = `arn:aws:kinesis:eu-west-1:${ACCOUNT}:stream/clicks`
export const DOMAIN = `arn:aws:es:eu-west-1:${ACCOUNT}:domain/logs`
export const FUNCTION = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:enrich`
export const DESTINATION_ID = 'destinationId-000000000001'

const emptyDocuments = { rows: 0, columns: [], dimensions: [], unparsed: 0, records: new Uint32Array() }

/** What the index was asked to store. */
export interface Indexed {
  readonly index: string
  readonly rows: number
}

/**
 * Firehose behind its port: a real stream engine in a folder that outlives a restart; buckets, a function and an
 * index made for the test; and the official client.
 */
export async function openFirehose() {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-firehose-'))
  const indexed: Indexed[] = []
  const buckets = new Map([LAKE, OTHER].map((arn) => [arn, new Map<string, Buffer>()]))
  /** Makes the hidden stream refuse records. */
  const faults: { refuse?: (body: string) => Error | undefined; fail?: Error } = {}
  let life = await boot()

  async function boot() {
    const now = Date.now
    const log = silentLog
    const engine = await openStreamEngine({
      path: join(folder, 'stream'),
      now,
      onSkipped() {},
      onTrouble() {},
    })
    const streams = createStream({ engine, now, log })
    if (!engine.describe('clicks')) await engine.create('clicks', 1, 86_400_000)
    const positions = new Map<string, string>()
    const delivery = createDelivery({
      openSource: (arn, consumer, from) => streams.source(arn, consumer, { from }),
      directStream(name, besides) {
        const direct = openDirectStream(engine, streams, name, besides)
        return { ...direct, sink: faulty(direct.sink) }
      },
      transform: (arn) => (arn === FUNCTION ? async () => emptyDocuments : undefined),
      objects: {
        async put(bucket, key, body) {
          bucketOf(bucket).set(key, Buffer.concat(body))
        },
        async remove(bucket, key) {
          bucketOf(bucket).delete(key)
        },
      },
      index: (domain) =>
        domain === DOMAIN
          ? {
              async append(writes, position) {
                for (const { index, documents } of writes) indexed.push({ index, rows: documents.rows })
                positions.set(position.key, position.value)
              },
              position: async (key) => positions.get(key),
            }
          : undefined,
      jq: openJq(),
      parquet: openParquet({ folder: join(folder, 'tables') }),
      http: openHttp().post,
      warehouse: openWarehouse(),
      ...{ marks: engine.marks, now, log, uuid: randomUUID },
      sleep: (millis, signal) => sleep(millis, undefined, { signal }),
    })
    const bench = await openBench([streams.service, delivery.service])
    const client = new FirehoseClient({
      endpoint: bench.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
      maxAttempts: 1,
    })
    delivery.start()
    return { engine, streams, delivery, bench, client }
  }

  function bucketOf(arn: string) {
    const bucket = buckets.get(arn)
    if (!bucket) throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404)
    return bucket
  }

  function faulty(sink: ReturnType<DeliveryPorts['directStream']>['sink']) {
    return {
      async push(...[batch, signal, mark]: Parameters<typeof sink.push>): Promise<readonly Refusal[]> {
        if (faults.fail) throw faults.fail
        if (!faults.refuse) return sink.push(batch, signal, mark)
        const kept: string[] = []
        const refusals: Refusal[] = []
        textsOf(batch).forEach((body, at) => {
          const reason = faults.refuse?.(body)
          if (reason) refusals.push({ at, reason })
          else kept.push(body)
        })
        if (kept.length > 0) await sink.push(batchOf(kept), signal, mark)
        return refusals
      },
    }
  }

  async function shut() {
    const { engine, delivery, bench, client } = life
    client.destroy()
    await delivery.stop()
    await bench.close()
    await engine.close()
  }

  return {
    /** Of this life. */
    life: () => life,
    client: () => life.client,
    send: (command: Parameters<FirehoseClient['send']>[0]) =>
      life.client.send(command as never) as Promise<unknown>,
    indexed,
    faults,
    /** Into the Kinesis stream `clicks`. */
    put: (...bodies: string[]) =>
      life.engine.push('clicks', batchOf(bodies, { now: Date.now() }), new AbortController().signal),
    async restart() {
      await shut()
      life = await boot()
    },
    /** Key and body of a bucket's objects, in key order. */
    objects: (bucket: string): [key: string, body: Buffer][] =>
      [...bucketOf(bucket)].sort(([a], [b]) => (a < b ? -1 : 1)),
    async close() {
      await shut()
      rmSync(folder, { recursive: true })
    },
  }
}

function textsOf({ bytes, ends }: { bytes: Uint8Array; ends: Uint32Array }): string[] {
  return [...ends].map((end, at) => Buffer.from(bytes.subarray(at === 0 ? 0 : ends[at - 1], end)).toString())
}

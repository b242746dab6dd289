// What delivery itself costs: batches and their documents are there already, the index does nothing.
//   npx tsc && node bench/delivery.mjs
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDiskStore } from '../dist/engines/lake/disk.js'
import { silentLog } from '../dist/observe/log.js'
import { createDelivery } from '../dist/stages/delivery/index.js'
import { createLake } from '../dist/stages/lake/index.js'
import { webLog } from './web-log-documents.mjs'

const ROWS = 4096
const BATCHES = 256
const caller = { account: '000000000000', region: 'us-east-1', arn: 'arn:aws:iam::000000000000:root' }
const role = 'arn:aws:iam::000000000000:role/delivery'
const stream = 'arn:aws:kinesis:us-east-1:000000000000:stream/web-logs'
const domain = 'arn:aws:es:us-east-1:000000000000:domain/logs'
const processing = {
  Processors: [
    {
      Type: 'Lambda',
      Parameters: [{ ParameterName: 'LambdaArn', ParameterValue: 'arn:aws:lambda:x:0:function:y' }],
    },
  ],
}

const documents = webLog(ROWS)
const bytes = new Uint8Array(ROWS * 240)
const ends = Uint32Array.from({ length: ROWS }, (_, at) => (at + 1) * 240)

/** Millisecond by millisecond at full speed: the source never waits. */
function source(made) {
  let at = 0
  return {
    async pull(signal) {
      if (at < BATCHES) {
        const origin = { stream: 'web-logs', shard: 'shardId-000000000000', first: at++ * ROWS }
        const times = new Float64Array(ROWS).fill(Date.now())
        return { batch: { bytes, ends, times, keys: ['0'], origin }, ack: async () => {} }
      }
      made()
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
    },
    seek: async () => {},
    lag: () => ({ records: 0, millis: 0 }),
  }
}

async function run(input, appendMillis = 0) {
  const path = mkdtempSync(join(tmpdir(), 'tailrace-bench-'))
  const marks = new Map()
  let made
  const drained = new Promise((resolve) => {
    made = resolve
  })
  const lake = createLake({
    store: await openDiskStore({ path, now: Date.now }),
    now: Date.now,
    log: silentLog,
  })
  await lake.service.operations.CreateBucket.run({ Bucket: 'lake' }, caller)
  const appends = []
  const delivery = createDelivery({
    openSource: () => source(made),
    directStream: () => undefined,
    transform: () => async () => documents,
    objects: lake.objects,
    index: () => ({
      async append(writes) {
        appends.push(writes.length)
        await sleep(appendMillis)
      },
      position: async () => undefined,
    }),
    marks: {
      read: (key) => marks.get(key),
      write: async (key, value) => void marks.set(key, value),
      remove: async (key) => void marks.delete(key),
      list: () => [],
    },
    now: Date.now,
    uuid: randomUUID,
    sleep: (millis, signal) => sleep(millis, undefined, { signal }),
    log: silentLog,
  })
  let rows = 0
  delivery.onDelivered((delivered) => {
    rows += delivered.rows
  })
  delivery.start()
  await sleep(50)
  const cpu = process.cpuUsage()
  const start = performance.now()
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 50)
  await delivery.service.operations.CreateDeliveryStream.run(input, caller)
  await drained
  await delivery.stop()
  const millis = performance.now() - start
  const used = process.cpuUsage(cpu)
  const [status] = delivery.status()
  clearInterval(watch)
  rmSync(path, { recursive: true })
  return {
    'rows/s': Math.round((rows / millis) * 1000).toLocaleString('en-US'),
    'CPU µs/row': ((used.user + used.system) / rows).toFixed(2),
    'wall µs/row': ((millis * 1000) / rows).toFixed(2),
    objects: status.objects,
    'MB in objects': Math.round(status.bytes / 1e6),
    'rows/append': appends.length ? Math.round(rows / appends.length) : '',
    'peak RSS MB': Math.round(peak / 1e6),
  }
}

const fromStream = {
  DeliveryStreamType: 'KinesisStreamAsSource',
  KinesisStreamSourceConfiguration: { KinesisStreamARN: stream, RoleARN: role },
}
const toLake = (name, compression, mib) => ({
  DeliveryStreamName: name,
  ...fromStream,
  ExtendedS3DestinationConfiguration: {
    RoleARN: role,
    BucketARN: 'arn:aws:s3:::lake',
    BufferingHints: { SizeInMBs: mib, IntervalInSeconds: 300 },
    CompressionFormat: compression,
    ProcessingConfiguration: processing,
  },
})
const toIndex = {
  DeliveryStreamName: 'index',
  ...fromStream,
  AmazonopensearchserviceDestinationConfiguration: {
    RoleARN: role,
    DomainARN: domain,
    IndexName: 'web-logs',
    BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 0 },
    S3Configuration: { RoleARN: role, BucketARN: 'arn:aws:s3:::lake' },
    ProcessingConfiguration: processing,
  },
}
console.table({
  'lake, gzip, 128 MiB': await run(toLake('a', 'GZIP', 128)),
  'lake, gzip, 5 MiB': await run(toLake('b', 'GZIP', 5)),
  'lake, plain, 64 MiB': await run(toLake('c', 'UNCOMPRESSED', 64)),
  'index, append takes 0 ms': await run(toIndex),
  'index, append takes 20 ms': await run(toIndex, 20),
})

// Many delivery streams on one Kinesis stream: does each get everything, and how late?
//   npx tsc && node bench/delivery-fan-out.mjs [--streams 100] [--rate 5000] [--seconds 10] [--to index|lake]
// `index`: an index that takes 5 ms a call. `lake`: gzip objects on this disk, one a second and delivery stream.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openDiskStore } from '../dist/engines/lake/disk.js'
import { openStreamEngine } from '../dist/engines/stream/lmdb.js'
import { silentLog } from '../dist/observe/log.js'
import { batchOf } from '../dist/record/index.js'
import { createDelivery } from '../dist/stages/delivery/index.js'
import { createLake } from '../dist/stages/lake/index.js'
import { createStream } from '../dist/stages/stream/index.js'

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '100' },
    rate: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '10' },
    to: { type: 'string', default: 'index' },
  },
})
const [count, rate, seconds] = [values.streams, values.rate, values.seconds].map(Number)
const caller = { account: '000000000000', region: 'us-east-1', arn: 'arn:aws:iam::000000000000:root' }
const arn = 'arn:aws:kinesis:us-east-1:000000000000:stream/web-logs'
const role = 'arn:aws:iam::000000000000:role/delivery'
const bucket = { RoleARN: role, BucketARN: 'arn:aws:s3:::lake' }
const hints = (seconds) => ({ SizeInMBs: 5, IntervalInSeconds: seconds })

const folder = mkdtempSync(join(tmpdir(), 'tailrace-fan-out-'))
const now = Date.now
const engine = await openStreamEngine({ path: join(folder, 'stream'), now, onSkipped() {}, onTrouble() {} })
const streams = createStream({ engine, now, log: silentLog })
await engine.create('web-logs', 1, 86_400_000)
const lake = createLake({
  store: await openDiskStore({ path: join(folder, 'lake'), now }),
  now,
  log: silentLog,
})
await lake.service.operations.CreateBucket.run({ Bucket: 'lake' }, caller)

const documentsOf = (batch) => ({
  ...{ rows: batch.ends.length, dimensions: [], unparsed: 0, columns: [] },
  records: Uint32Array.from(batch.ends.keys()),
})
const delivery = createDelivery({
  openSource: (name, consumer, from) => streams.source(name, consumer, { from }),
  directStream: () => undefined,
  transform: () => async (batch) => documentsOf(batch),
  objects: lake.objects,
  index: () => ({ append: () => sleep(5), position: async () => undefined }),
  ...{ marks: engine.marks, now, log: silentLog, uuid: randomUUID },
  sleep: (millis, signal) => sleep(millis, undefined, { signal }),
})
const received = new Map()
const lags = []
delivery.onDelivered(({ deliveryStream, records, arrived }) => {
  received.set(deliveryStream, (received.get(deliveryStream) ?? 0) + records)
  lags.push(now() - arrived)
})
delivery.start()
const processor = {
  Type: 'Lambda',
  Parameters: [{ ParameterName: 'LambdaArn', ParameterValue: 'arn:aws:lambda:x:0:function:y' }],
}
for (let at = 0; at < count; at++) {
  await delivery.service.operations.CreateDeliveryStream.run(
    {
      DeliveryStreamName: `to-${at}`,
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: { KinesisStreamARN: arn, RoleARN: role },
      ...(values.to === 'lake'
        ? {
            ExtendedS3DestinationConfiguration: {
              ...{ ...bucket, Prefix: `to-${at}/`, CompressionFormat: 'GZIP', BufferingHints: hints(1) },
            },
          }
        : {
            AmazonopensearchserviceDestinationConfiguration: {
              ...{ RoleARN: role, DomainARN: 'arn:aws:es:us-east-1:000000000000:domain/x', IndexName: 'x' },
              ...{ BufferingHints: hints(0), S3Configuration: bucket },
              ProcessingConfiguration: { Processors: [processor] },
            },
          }),
    },
    caller,
  )
}

const line = `${'x'.repeat(240)}\n`
const cpu = process.cpuUsage()
const begun = now()
let sent = 0
while (now() - begun < seconds * 1000) {
  const due = Math.floor(((now() - begun) / 1000) * rate) - sent
  if (due > 0) {
    await engine.push(
      'web-logs',
      batchOf(Array(due).fill(line), { now: now() }),
      new AbortController().signal,
    )
    sent += due
  }
  await sleep(50)
}
const used = process.cpuUsage(cpu)
const until = now() + 30_000
while (now() < until && [...received.values()].filter((each) => each === sent).length < count) await sleep(50)
const complete = [...received.values()].filter((each) => each === sent).length
lags.sort((a, b) => a - b)
const at = (share) => lags[Math.min(lags.length - 1, Math.floor(lags.length * share))]
console.log(
  `${count} delivery streams to the ${values.to}, ${rate} lines/s for ${seconds} s: ${sent} lines sent`,
)
console.log(`all received by ${complete}; lag p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${lags.at(-1)} ms`)
console.log(`CPU ${((used.user + used.system) / 1e6 / seconds).toFixed(2)} cores`)
await delivery.stop()
await engine.close()
rmSync(folder, { recursive: true })

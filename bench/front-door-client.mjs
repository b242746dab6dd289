// One client process of the front-door benchmark: the official SDK puts records until the time is over.
//   node bench/front-door-client.mjs '{"endpoint":…,"stream":…,"records":500,"bytes":236,"seconds":5,"inFlight":4}'
// Prints one line of JSON: records, seconds, its own CPU seconds.
import { randomBytes } from 'node:crypto'
import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateStreamCommand,
  DescribeStreamCommand,
  KinesisClient,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'

const {
  endpoint,
  stream,
  shards = 1,
  maxRecordKib,
  records,
  bytes,
  seconds,
  inFlight,
} = JSON.parse(process.argv[2])
const httpAgent = new Agent({ keepAlive: true, maxSockets: inFlight })
const client = new KinesisClient({
  endpoint,
  region: process.env.AWS_REGION ?? 'us-east-1',
  maxAttempts: 1,
  // Without this the SDK prepares every request and answer for a log that nobody reads: 13 % of its time.
  logger: { trace() {}, debug() {}, warn: console.warn, error: console.error },
  requestHandler: new NodeHttpHandler({ httpAgent, requestTimeout: 60_000 }),
})

/** Text like a log's, so that nothing can be had for free by compressing it. */
const Records = Array.from({ length: records }, (_, at) => ({
  Data: Buffer.from(randomBytes(bytes).toString('base64').slice(0, bytes)),
  PartitionKey: `key-${at}`,
}))

async function ready() {
  const more = maxRecordKib ? { MaxRecordSizeInKiB: maxRecordKib } : {}
  await client
    .send(new CreateStreamCommand({ StreamName: stream, ShardCount: shards, ...more }))
    .catch((error) => {
      if (error.name !== 'ResourceInUseException') throw error
    })
  for (;;) {
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName: stream }))
    if (StreamDescription.StreamStatus === 'ACTIVE') return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

let put = 0
async function putForEver() {
  for (;;) {
    const answer = await client.send(new PutRecordsCommand({ StreamName: stream, Records }))
    if (answer.FailedRecordCount > 0) throw new Error(`${answer.FailedRecordCount} records failed`)
    put += answer.Records.length
  }
}

await ready()
for (let i = 0; i < inFlight; i++) putForEver()
await sleep(Math.min(1, seconds / 3) * 1000) // warms both sides up
// What is answered from here on for so long counts; what is still on its way then does not.
put = 0
const cpu = process.cpuUsage()
const began = performance.now()
await sleep(seconds * 1000)
const took = (performance.now() - began) / 1000
const { user, system } = process.cpuUsage(cpu)
console.log(JSON.stringify({ records: put, seconds: took, cpu: (user + system) / 1e6 }))
process.exit()

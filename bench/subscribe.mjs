// From PutRecord to the event at a subscriber (SubscribeToShard over HTTP/2), through the whole program.
//   node bench/subscribe.mjs [--rate 100] [--seconds 10]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  CreateStreamCommand,
  DescribeStreamConsumerCommand,
  KinesisClient,
  PutRecordCommand,
  RegisterStreamConsumerCommand,
  SubscribeToShardCommand,
} from '@aws-sdk/client-kinesis'
import { spread, startUp, table } from './process.mjs'

const { values } = parseArgs({
  options: { rate: { type: 'string', default: '100' }, seconds: { type: 'string', default: '10' } },
})
const rate = Number(values.rate)
const total = rate * Number(values.seconds)
const scratch = mkdtempSync(join(tmpdir(), 'tailrace-subscribe-'))

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

const ports = { aws: await freePort(), search: await freePort(), console: await freePort() }
const up = await startUp(['--data', scratch], ports)
const program = fileURLToPath(new URL('../bin/tailrace', import.meta.url))
const { stdout } = spawnSync(program, ['env', '--data', scratch, '--port-aws', String(ports.aws)])
const exported = (name) => new RegExp(`^export ${name}='?([^'\n]*)'?$`, 'm').exec(stdout.toString())[1]
const client = new KinesisClient({
  endpoint: `http://127.0.0.1:${ports.aws}`,
  region: exported('AWS_REGION'),
  credentials: {
    accessKeyId: exported('AWS_ACCESS_KEY_ID'),
    secretAccessKey: exported('AWS_SECRET_ACCESS_KEY'),
  },
})

/** A consumer of a new stream, subscribed to its one shard. */
async function subscribe() {
  await client.send(new CreateStreamCommand({ StreamName: 'bench', ShardCount: 1 }))
  const StreamARN = `arn:aws:kinesis:us-east-1:000000000000:stream/bench`
  const { Consumer } = await client.send(
    new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: 'bench' }),
  )
  const { ConsumerARN } = Consumer
  for (;;) {
    const { ConsumerDescription } = await client.send(new DescribeStreamConsumerCommand({ ConsumerARN }))
    if (ConsumerDescription.ConsumerStatus === 'ACTIVE') break
    await sleep(50)
  }
  const StartingPosition = { Type: 'LATEST' }
  const input = { ConsumerARN, ShardId: 'shardId-000000000000', StartingPosition }
  return (await client.send(new SubscribeToShardCommand(input))).EventStream
}

try {
  const events = await subscribe()
  const putAt = []
  const answered = []
  const seen = []
  const receiving = (async () => {
    for await (const { SubscribeToShardEvent } of events) {
      const at = performance.now()
      for (const { PartitionKey } of SubscribeToShardEvent.Records)
        seen.push(at - putAt[Number(PartitionKey)])
      if (seen.length === total) return
    }
    throw new Error('the subscription ended early')
  })()
  const Data = Buffer.alloc(236, 'x')
  const began = performance.now()
  for (let number = 0; number < total; number++) {
    const due = began + (number * 1000) / rate
    if (due > performance.now()) await sleep(due - performance.now())
    putAt[number] = performance.now()
    const put = client.send(new PutRecordCommand({ StreamName: 'bench', PartitionKey: String(number), Data }))
    put.then(() => answered.push(performance.now() - putAt[number]))
  }
  await receiving
  const row = (name, times) => {
    const { p50, p99, max } = spread(times)
    return [name, ...[p50, p99, max].map((millis) => `${millis.toFixed(1)} ms`)]
  }
  table(`PutRecord at ${rate}/s, ${total} records`, [
    ['', 'p50', 'p99', 'max'],
    row('from put to event', seen),
    row('from put to answer (durable)', answered),
  ])
} finally {
  client.destroy()
  await up.stop()
  rmSync(scratch, { recursive: true, force: true })
}

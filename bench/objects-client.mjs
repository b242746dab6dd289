// One client process of the objects benchmark: the official SDK puts objects, then gets them, until the time is over.
//   node bench/objects-client.mjs '{"endpoint":…,"bytes":5242880,"seconds":5,"inFlight":4,"keys":40}'
// Prints two lines of JSON for each phase: when it begins; then name, objects, seconds, its own CPU seconds.
import { createHash, randomBytes } from 'node:crypto'
import { Agent } from 'node:http'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'

const { endpoint, bytes, seconds, inFlight, keys } = JSON.parse(process.argv[2])
const httpAgent = new Agent({ keepAlive: true, maxSockets: inFlight })
const client = new S3Client({
  endpoint,
  region: process.env.AWS_REGION ?? 'us-east-1',
  forcePathStyle: true,
  maxAttempts: 1,
  requestHandler: new NodeHttpHandler({ httpAgent, requestTimeout: 60_000 }),
})
const Bucket = 'bench'
const Body = randomBytes(bytes)
const etag = `"${createHash('md5').update(Body).digest('hex')}"`

async function put(at) {
  const { ETag } = await client.send(
    new PutObjectCommand({ Bucket, Key: `2026/11/20/${at % keys}.bin`, Body }),
  )
  if (ETag !== etag) throw new Error(`the server took ${ETag} for ${etag}`)
}

async function get(at) {
  const answer = await client.send(new GetObjectCommand({ Bucket, Key: `2026/11/20/${at % keys}.bin` }))
  let size = 0
  for await (const piece of answer.Body) size += piece.length
  if (size !== bytes) throw new Error(`${size} bytes came back`)
}

async function phase(name, act) {
  let done = 0
  const runFor = async (forSeconds) => {
    const end = performance.now() + forSeconds * 1000
    const one = async () => {
      while (performance.now() < end) await act(done++)
    }
    await Promise.all(Array.from({ length: inFlight }, one))
  }
  await runFor(Math.min(1, seconds / 3)) // warms both sides up
  done = 0
  console.log(JSON.stringify({ begun: name }))
  const cpu = process.cpuUsage()
  const began = performance.now()
  await runFor(seconds)
  const took = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpu)
  console.log(JSON.stringify({ name, objects: done, seconds: took, cpu: (user + system) / 1e6 }))
}

await client.send(new CreateBucketCommand({ Bucket }))
for (let at = 0; at < keys; at++) await put(at)
await phase('PUT', put)
await phase('GET', get)
client.destroy()

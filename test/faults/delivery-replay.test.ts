import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { CreateDeliveryStreamCommand, FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose'
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { afterAll, expect, test } from 'vitest'
import { run, scratch, up } from '../journey/program.ts'

/** `tailrace replay` by the real program: through a running instance, and without one. */

const folder = scratch()
afterAll(() => rmSync(folder, { recursive: true }))

test('records that an endpoint refused go to it once it works', async () => {
  const data = join(folder, 'data')
  writeFileSync(join(folder, 'access.log'), '')
  const taken: string[] = []
  let isWell = false
  const endpoint = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    const { requestId, records } = JSON.parse(Buffer.concat(pieces).toString())
    response.writeHead(isWell ? 200 : 500, { 'content-type': 'application/json' })
    if (isWell)
      taken.push(...records.map(({ data: each }: { data: string }) => Buffer.from(each, 'base64').toString()))
    response.end(JSON.stringify({ requestId, timestamp: Date.now() }))
  })
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve))
  const { port } = endpoint.address() as { port: number }
  const program = await up([join(folder, 'access.log'), '--data', data, '--open'])
  const aws = /http:\/\/\S+:(\d+)/g
  const env = await run(['env', '--data', data]).ended
  const endpointUrl = /AWS_ENDPOINT_URL='([^']+)'/.exec(env.output)?.[1] ?? String(aws.exec(env.output))
  const config = {
    endpoint: endpointUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
  }
  const s3 = new S3Client({ ...config, forcePathStyle: true })
  const firehose = new FirehoseClient(config)
  await s3.send(new CreateBucketCommand({ Bucket: 'failed' }))
  await firehose.send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName: 'clicks',
      HttpEndpointDestinationConfiguration: {
        EndpointConfiguration: { Url: `http://127.0.0.1:${port}/` },
        BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 0 },
        RetryOptions: { DurationInSeconds: 0 },
        S3Configuration: { RoleARN: 'arn:aws:iam::000000000000:role/any', BucketARN: 'arn:aws:s3:::failed' },
      },
    }),
  )
  const put = async (...bodies: string[]) => {
    const Records = bodies.map((body) => ({ Data: Buffer.from(body) }))
    await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: 'clicks', Records }))
  }
  const keys = async () =>
    ((await s3.send(new ListObjectsV2Command({ Bucket: 'failed' }))).Contents ?? []).map(
      ({ Key }) => Key as string,
    )
  const failures = async (count: number) => {
    for (let turn = 0; turn < 400 && (await keys()).length < count; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return keys()
  }

  await put('one', 'two')
  const [first] = await failures(1)
  expect(first).toMatch(/^http-endpoint-failed\/\d{4}\/\d\d\/\d\d\/\d\d\/clicks-1-/)
  const again = await run(['replay', 's3://failed/http-endpoint-failed/', '--data', data]).ended
  expect(again.status).toBe(1)
  expect(again.output).toContain('2 records to clicks: 0 delivered, 2 failed again')
  expect(again.output).toContain('failed: two (HttpEndpoint.DestinationException: ')
  const [second] = await keys()
  expect(again.output).toContain(`they are in ${second}`)

  isWell = true
  const well = await run(['replay', 'failed/', '--data', data]).ended
  expect([well.status, well.output]).toEqual([
    0,
    `${second}\n  2 records to clicks: 2 delivered\n2 records of 1 objects = 2 delivered + 0 dropped + 0 failed again\n`,
  ])
  expect(taken).toEqual(['one', 'two'])
  expect(await keys()).toEqual([])

  isWell = false
  await put('three')
  await failures(1)
  await program.interrupt()
  isWell = true
  const alone = await run(['replay', 's3://failed', '--data', data]).ended
  expect([alone.status, alone.output.split('\n').at(-2)]).toEqual([
    0,
    '1 records of 1 objects = 1 delivered + 0 dropped + 0 failed again',
  ])
  expect(taken).toEqual(['one', 'two', 'three'])
  const none = await run(['replay', 's3://failed', '--data', data]).ended
  expect([none.status, none.output]).toEqual([
    1,
    expect.stringContaining('There is no object under that prefix.'),
  ])
  endpoint.close()
}, 60_000)

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose'
import { CreateStreamCommand, KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis'
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { freePorts, logLine, run, scratch, until } from './program.ts'

test("the tutorials' pipeline: lines to a Kinesis stream, a Python handler from a bucket, objects of JSON by the hour", async () => {
  const [aws, search, page] = await freePorts(3)
  const ports = ['--port-aws', aws, '--port-search', search, '--port-console', page].map(String)
  const { child, ended } = run(['up', '--open', '--data', join(scratch(), 'data'), ...ports])
  await until(() =>
    fetch(`http://127.0.0.1:${page}/health`).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
  const client = {
    endpoint: `http://127.0.0.1:${aws}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
  }
  const s3 = new S3Client({ ...client, forcePathStyle: true })
  const kinesis = new KinesisClient(client)
  const RoleARN = 'arn:aws:iam::000000000000:role/any'
  await s3.send(new CreateBucketCommand({ Bucket: 'own-lake' }))
  const handler = readFileSync(new URL('../../examples/handlers/parse-nginx.py', import.meta.url))
  const Body = zipSync({ 'parse.py': new Uint8Array(handler) })
  await s3.send(new PutObjectCommand({ Bucket: 'own-lake', Key: 'code/parse.zip', Body }))
  const { FunctionArn } = await new LambdaClient(client).send(
    new CreateFunctionCommand({
      ...{ FunctionName: 'parse', Role: RoleARN, Runtime: 'python3.12', Handler: 'parse.lambda_handler' },
      Code: { S3Bucket: 'own-lake', S3Key: 'code/parse.zip' },
    }),
  )
  await kinesis.send(new CreateStreamCommand({ StreamName: 'own-lines', ShardCount: 1 }))
  await new FirehoseClient(client).send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName: 'own',
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: {
        ...{ RoleARN, KinesisStreamARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/own-lines' },
      },
      ExtendedS3DestinationConfiguration: {
        ...{ RoleARN, BucketARN: 'arn:aws:s3:::own-lake', Prefix: 'good/', ErrorOutputPrefix: 'bad/' },
        BufferingHints: { IntervalInSeconds: 0, SizeInMBs: 1 },
        ProcessingConfiguration: {
          Enabled: true,
          Processors: [
            {
              Type: 'Lambda',
              Parameters: [{ ParameterName: 'LambdaArn', ParameterValue: FunctionArn ?? '' }],
            },
          ],
        },
      },
    }),
  )
  const lines = [logLine(1), 'nonsense\n', logLine(2)]
  const Records = lines.map((line) => ({ Data: Buffer.from(line), PartitionKey: 'k' }))
  await kinesis.send(new PutRecordsCommand({ StreamName: 'own-lines', Records }))

  /** Keys and lines under a prefix. */
  async function stored(prefix: string) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'own-lake', Prefix: prefix }))
    const texts = Contents.map(async ({ Key = '' }) => {
      const object = await s3.send(new GetObjectCommand({ Bucket: 'own-lake', Key }))
      return { key: Key, text: (await object.Body?.transformToString()) ?? '' }
    })
    return Promise.all(texts)
  }
  const linesUnder = async (prefix: string) =>
    (await stored(prefix)).flatMap(({ text }) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    )
  await until(async () => (await linesUnder('good/')).length === 2 && (await linesUnder('bad/')).length === 1)
  const [first] = await linesUnder('good/')
  expect(Object.keys(first)).toEqual([
    'host',
    'timestamp',
    'request',
    'uri',
    'status',
    'size',
    'verb',
    'referer',
    'useragent',
  ])
  expect(first.host).toBe('203.0.113.1')
  expect((await stored('good/'))[0].key).toMatch(/^good\/\d{4}\/\d\d\/\d\d\/\d\d\/own-/)
  const [failed] = await linesUnder('bad/')
  expect(failed).toMatchObject({
    ...{ errorCode: 'Lambda.FunctionError', lambdaArn: FunctionArn },
    rawData: Buffer.from('nonsense\n').toString('base64'),
  })
  child.kill('SIGINT')
  expect((await ended).status).toBe(0)
})

import { randomUUID } from 'node:crypto'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCodeFolder } from '../../src/engines/functions/code-folder.ts'
import { openProcessEngine } from '../../src/engines/functions/process.ts'
import { openStreamEngine } from '../../src/engines/stream/lmdb.ts'
import { silentLog } from '../../src/observe/log.ts'
import type { Caller } from '../../src/record/index.ts'
import { createFunctions } from '../../src/stages/functions/index.ts'
import { createStream } from '../../src/stages/stream/index.ts'
import { createDispatch } from '../../src/wire/dispatch.ts'

/** A Kinesis stream read by a handler in a process of its own, through an event-source mapping. */

const caller: Caller = { account: '000000000000', region: 'us-east-1', arn: 'arn:aws:iam::000000000000:root' }
const ROLE = 'arn:aws:iam::000000000000:role/x'
const STREAM = 'arn:aws:kinesis:us-east-1:000000000000:stream/clicks'
const handler = `
import { appendFileSync } from 'node:fs'
export const handler = async ({ Records }) => {
  const bodies = Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString())
  appendFileSync(process.env.FILE, JSON.stringify({ bodies, first: Records[0] }) + '\\n')
  if (bodies.includes('poison')) throw new Error('poison')
}`

// biome-ignore lint/suspicious/noExplicitAny: answers as a client sees them.
type Answer = any
let folder: string
let world: Awaited<ReturnType<typeof boot>>
const objects = new Map<string, string>()
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tailrace-mappings-'))
  world = await boot()
  await world.call('kinesis', 'CreateStream', { StreamName: 'clicks', ShardCount: 1 })
})
afterAll(async () => {
  await world.close()
  rmSync(folder, { recursive: true })
})

async function boot() {
  const now = Date.now
  const log = silentLog
  const engine = await openStreamEngine({ path: join(folder, 'stream'), now, onSkipped() {}, onTrouble() {} })
  const streams = createStream({ engine, now, log })
  const processes = await openProcessEngine({ folder: join(folder, 'functions'), now })
  const functions = createFunctions({
    ...{ now, log, account: caller.account, region: caller.region },
    own: {
      engine: processes,
      code: await openCodeFolder(join(folder, 'code')),
      marks: engine.marks,
      uuid: randomUUID,
      kinesis: (operation, input) => call('kinesis', operation, input),
      putObject: async (bucket, key, body) =>
        void objects.set(`${bucket}/${key}`, Buffer.from(body).toString()),
      sleep: (millis, signal) => sleep(Math.min(millis, 20), undefined, { signal }),
    },
  })
  const dispatch = createDispatch([functions.service, streams.service])
  const call = (service: string, operation: string, input: Record<string, unknown>): Promise<Answer> =>
    dispatch(service, operation, input, caller)
  functions.start()
  return {
    call,
    lambda: (operation: string, input: Record<string, unknown>) => call('lambda', operation, input),
    async close() {
      await functions.close()
      await processes.close()
      await engine.close()
    },
  }
}

const put = (...bodies: string[]) =>
  world.call('kinesis', 'PutRecords', {
    StreamName: 'clicks',
    Records: bodies.map((body) => ({ Data: Buffer.from(body), PartitionKey: body.slice(0, 1) })),
  })

const invocationsOf = (name: string) => {
  try {
    return readFileSync(join(folder, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
  } catch {
    return []
  }
}
const bodiesOf = (name: string): string[] => invocationsOf(name).flatMap(({ bodies }) => bodies)

async function until(check: () => boolean | Promise<boolean>, what: string) {
  for (let tries = 0; tries < 600; tries++) {
    if (await check()) return
    await sleep(10)
  }
  throw new Error(`It did not come about: ${what}`)
}

const make = (name: string) =>
  world.lambda('CreateFunction', {
    ...{ FunctionName: name, Role: ROLE, Runtime: 'nodejs20.x', Handler: 'index.handler' },
    Environment: { Variables: { FILE: join(folder, name) } },
    Code: { ZipFile: zipSync({ 'index.mjs': strToU8(handler) }) },
  })

const map = (name: string, more: Record<string, unknown> = {}) =>
  world.lambda('CreateEventSourceMapping', {
    ...{ FunctionName: name, EventSourceArn: STREAM, StartingPosition: 'TRIM_HORIZON' },
    ...more,
  })

test('records arrive in batches, as AWS gives them; after a restart where it stood', async () => {
  await make('reading')
  await put('one', 'two', 'three')
  const { UUID, ...made } = await map('reading', { BatchSize: 2 })
  expect(made).toMatchObject({
    ...{
      State: 'Creating',
      StateTransitionReason: 'User action',
      LastProcessingResult: 'No records processed',
    },
    ...{
      BatchSize: 2,
      MaximumRetryAttempts: -1,
      DestinationConfig: { OnFailure: {} },
      EventSourceArn: STREAM,
    },
    FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:reading',
    EventSourceMappingArn: `arn:aws:lambda:us-east-1:000000000000:event-source-mapping:${UUID}`,
  })
  await until(() => bodiesOf('reading').length === 3, 'three records')
  const [{ bodies, first }] = invocationsOf('reading')
  expect(bodies).toEqual(['one', 'two'])
  expect(first).toEqual({
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: 'o',
      sequenceNumber: expect.stringMatching(/^49\d{54}$/),
      data: Buffer.from('one').toString('base64'),
      approximateArrivalTimestamp: expect.any(Number),
    },
    ...{ eventSource: 'aws:kinesis', eventVersion: '1.0', eventName: 'aws:kinesis:record' },
    eventID: `shardId-000000000000:${first.kinesis.sequenceNumber}`,
    ...{ invokeIdentityArn: ROLE, awsRegion: 'us-east-1', eventSourceARN: STREAM },
  })
  await until(
    async () => (await world.lambda('GetEventSourceMapping', { UUID })).LastProcessingResult === 'OK',
    'told that it is well',
  )
  await world.close()
  appendFileSync(join(folder, 'reading'), '')
  world = await boot()
  await put('four')
  await until(() => bodiesOf('reading').includes('four'), 'the fourth record')
  expect(bodiesOf('reading')).toEqual(['one', 'two', 'three', 'four'])
  expect(await world.lambda('DeleteEventSourceMapping', { UUID })).toMatchObject({ State: 'Deleting' })
  await expect(world.lambda('GetEventSourceMapping', { UUID })).rejects.toMatchObject({ status: 404 })
})

test('filters, halves, and a bucket for what is given up', async () => {
  await make('picky')
  const { UUID } = await map('picky', {
    StartingPosition: 'LATEST',
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 1,
    ParallelizationFactor: 2,
    DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::failed' } },
    FilterCriteria: { Filters: [{ Pattern: '{"data":[{"anything-but":["skip"]}]}' }] },
  })
  await put('a', 'skip', 'poison', 'b')
  await until(() => objects.size === 1, 'an object')
  await put('after')
  await until(() => bodiesOf('picky').includes('after'), 'what comes after')
  expect(new Set(bodiesOf('picky'))).toEqual(new Set(['a', 'poison', 'b', 'after']))
  const [[key, text]] = objects
  expect(key).toMatch(
    new RegExp(`^arn:aws:s3:::failed/aws/lambda/${UUID}/shardId-0{12}/\\d{4}/\\d\\d/\\d\\d/\\d{4}-`),
  )
  const { payload, ...document } = JSON.parse(text)
  expect(document).toMatchObject({
    requestContext: {
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:picky',
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 2,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    KinesisBatchInfo: { shardId: 'shardId-000000000000', batchSize: 1, streamArn: STREAM },
  })
  expect(JSON.parse(payload).Records.length).toBe(1)
  const disabled = await world.lambda('UpdateEventSourceMapping', { UUID, Enabled: false, BatchSize: 7 })
  expect(disabled).toMatchObject({ State: 'Updating', BatchSize: 7, BisectBatchOnFunctionError: true })
  expect(await world.lambda('ListEventSourceMappings', { FunctionName: 'picky' })).toMatchObject({
    EventSourceMappings: [{ UUID, State: 'Disabled' }],
  })
  await world.lambda('DeleteEventSourceMapping', { UUID })
})

test('a split shard is read before its children', async () => {
  await make('ordered')
  await world.call('kinesis', 'CreateStream', { StreamName: 'split', ShardCount: 1 })
  const arn = STREAM.replace('clicks', 'split')
  const putTo = (body: string) =>
    world.call('kinesis', 'PutRecord', { StreamName: 'split', Data: Buffer.from(body), PartitionKey: body })
  for (const body of ['a', 'b', 'c']) await putTo(body)
  await world.call('kinesis', 'SplitShard', {
    ...{ StreamName: 'split', ShardToSplit: 'shardId-000000000000' },
    NewStartingHashKey: (2n ** 127n).toString(),
  })
  await until(
    async () =>
      (await world.call('kinesis', 'DescribeStreamSummary', { StreamName: 'split' })).StreamDescriptionSummary
        .StreamStatus === 'ACTIVE',
    'the split',
  )
  for (const body of ['d', 'e', 'f']) await putTo(body)
  const { UUID } = await map('ordered', { EventSourceArn: arn })
  await until(() => bodiesOf('ordered').length === 6, 'six records')
  expect(bodiesOf('ordered').slice(0, 3)).toEqual(['a', 'b', 'c'])
  expect(bodiesOf('ordered').slice(3).sort()).toEqual(['d', 'e', 'f'])
  await world.lambda('DeleteEventSourceMapping', { UUID })
})

test.each([
  [{ EventSourceArn: STREAM.replace('clicks', 'none') }, /^Stream not found: arn:aws:kinesis/],
  [{ EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:q' }, /streams of Kinesis are the only sources/],
  [
    { StartingPosition: undefined },
    /'startingPosition' failed to satisfy constraint: Member must not be null/,
  ],
  [{ StartingPosition: 'AT_TIMESTAMP' }, /^StartingPositionTimestamp is missing/],
  [{ TumblingWindowInSeconds: 10 }, /^TumblingWindowInSeconds is not served/],
  [{ MaximumRecordAgeInSeconds: 5 }, /^MaximumRecordAgeInSeconds is -1 or from 60/],
  [
    { FilterCriteria: { Filters: [{ Pattern: '{"data":1}' }] } },
    /^Invalid filter pattern definition: data is a list/,
  ],
  [
    { DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:000000000000:q' } } },
    /there are buckets only/,
  ],
  [{ FunctionName: 'nobody' }, /^Function not found/],
  [{ BatchSize: 10_001 }, /at 'batchSize' failed/],
])('refuses %j', async (input, message) => {
  await expect(map('reading', input)).rejects.toThrow(message)
})

test('a second of the same is refused', async () => {
  const { UUID } = await map('reading', { Enabled: false })
  await expect(map('reading')).rejects.toMatchObject({
    status: 409,
    message: expect.stringContaining(`with UUID ${UUID}`),
  })
  await world.lambda('DeleteEventSourceMapping', { UUID })
})

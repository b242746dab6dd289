import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDirectStream } from '../../src/direct-stream.ts'
import { openStreamEngine } from '../../src/engines/stream/lmdb.ts'
import { silentLog } from '../../src/observe/log.ts'
import { openOwnFunctions } from '../../src/own-functions.ts'
import { batchOf, type Caller } from '../../src/record/index.ts'
import { createDelivery } from '../../src/stages/delivery/index.ts'
import { createFunctions } from '../../src/stages/functions/index.ts'
import { createStream } from '../../src/stages/stream/index.ts'
import { createDispatch } from '../../src/wire/dispatch.ts'

/** Records through a delivery stream, transformed by a user's handler in a process of its own, into objects. */

const caller: Caller = { account: '000000000000', region: 'eu-west-1', arn: 'arn:aws:iam::000000000000:root' }
const ROLE = 'arn:aws:iam::000000000000:role/x'
const handler = `
let calls = 0
export const handler = async (event) => {
  calls++
  const text = (record) => Buffer.from(record.data, 'base64').toString()
  if (event.records.some((record) => text(record) === 'crash')) process.exit(1)
  if (event.records.some((record) => text(record) === 'once') && calls === 1) throw new Error('not yet')
  const records = event.records.map((record) => {
    const { recordId } = record
    const body = text(record)
    if (body === 'drop') return { recordId, result: 'Dropped' }
    if (body === 'fail') return { recordId, result: 'ProcessingFailed', data: record.data }
    const { records: _, ...about } = event
    const told = body === 'tell' ? JSON.stringify({ ...about, record }) : body.toUpperCase()
    return { recordId, result: 'Ok', data: Buffer.from(told + '\\n').toString('base64') }
  })
  if (event.records.some((record) => text(record) === 'lose')) records.pop()
  return { records: records.reverse() }
}`

let world: Awaited<ReturnType<typeof open>>
beforeAll(async () => {
  world = await open()
})
afterAll(() => world.close())

async function open() {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-transform-'))
  const now = Date.now
  const log = silentLog
  const engine = await openStreamEngine({ path: join(folder, 'stream'), now, onSkipped() {}, onTrouble() {} })
  const streams = createStream({ engine, now, log })
  await engine.create('clicks', 1, 86_400_000)
  const own = await openOwnFunctions({
    ...{ folder: join(folder, 'functions'), now, marks: engine.marks, streams: engine },
    store: { get: async () => undefined },
    kinesis: (operation, input) => call('kinesis', operation, input),
    putObject: async () => {},
    credentials: () => ({}),
  })
  const functions = createFunctions({ ...{ now, log, own }, account: caller.account, region: caller.region })
  const objects = new Map<string, string>()
  const delivery = createDelivery({
    openSource: (arn, consumer, from) => streams.source(arn, consumer, { from }),
    directStream: (name, besides) => openDirectStream(engine, streams, name, besides),
    transform: functions.transformFor,
    objects: {
      put: async (_, key, body) => void objects.set(key, Buffer.concat(body).toString()),
      remove: async (_, key) => void objects.delete(key),
    },
    index: () => undefined,
    ...{ marks: engine.marks, now, log, uuid: randomUUID },
    sleep: (millis, signal) => sleep(Math.min(millis, 100), undefined, { signal }),
  })
  const dispatch = createDispatch([functions.service, delivery.service, streams.service])
  const call = (service: string, operation: string, input: Record<string, unknown>) =>
    dispatch(service, operation, input, caller)
  await call('lambda', 'CreateFunction', {
    ...{ FunctionName: 'shout', Role: ROLE, Runtime: 'nodejs22.x', Handler: 'index.handler' },
    Code: { ZipFile: zipSync({ 'index.mjs': strToU8(handler) }) },
  })
  delivery.start()
  return {
    functions,
    async stream(name: string, from?: 'kinesis') {
      await call('firehose', 'CreateDeliveryStream', {
        DeliveryStreamName: name,
        ...(from
          ? {
              DeliveryStreamType: 'KinesisStreamAsSource',
              KinesisStreamSourceConfiguration: {
                KinesisStreamARN: 'arn:aws:kinesis:eu-west-1:000000000000:stream/clicks',
                RoleARN: ROLE,
              },
            }
          : {}),
        ExtendedS3DestinationConfiguration: {
          RoleARN: ROLE,
          BucketARN: 'arn:aws:s3:::lake',
          Prefix: `${name}/good/`,
          ErrorOutputPrefix: `${name}/bad/`,
          BufferingHints: { IntervalInSeconds: 0, SizeInMBs: 1 },
          ProcessingConfiguration: {
            Enabled: true,
            Processors: [
              {
                Type: 'Lambda',
                Parameters: [
                  {
                    ParameterName: 'LambdaArn',
                    ParameterValue: functions.enrichArn.replace('tailrace-enrich', 'shout'),
                  },
                  { ParameterName: 'NumberOfRetries', ParameterValue: '1' },
                ],
              },
            ],
          },
        },
      })
    },
    put: (name: string, ...bodies: string[]) =>
      call('firehose', 'PutRecordBatch', {
        DeliveryStreamName: name,
        Records: bodies.map((body) => ({ Data: Buffer.from(body) })),
      }),
    putToStream: (...bodies: string[]) =>
      engine.push('clicks', batchOf(bodies, { now: now(), key: 'k' }), new AbortController().signal),
    /** As a client of Kinesis sees it. */
    async firstSequenceNumber(): Promise<string> {
      const { ShardIterator } = (await call('kinesis', 'GetShardIterator', {
        ...{ StreamName: 'clicks', ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' },
      })) as { ShardIterator: string }
      const { Records } = (await call('kinesis', 'GetRecords', { ShardIterator })) as {
        Records: { SequenceNumber: string }[]
      }
      return Records[0].SequenceNumber
    },
    /** Lines under a prefix, once there are so many. */
    async lines(prefix: string, count: number): Promise<string[]> {
      for (let tries = 0; tries < 800; tries++) {
        const found = [...objects].flatMap(([key, text]) =>
          key.startsWith(prefix) ? text.split('\n').filter((line) => line !== '') : [],
        )
        if (found.length >= count) return found
        await sleep(10)
      }
      throw new Error(`There are no ${count} lines under ${prefix}: ${JSON.stringify([...objects])}`)
    },
    async close() {
      await delivery.stop()
      await functions.close()
      await own.engine.close()
      await engine.close()
      rmSync(folder, { recursive: true })
    },
  }
}

test('Ok, Dropped and ProcessingFailed, whatever order they come back in', async () => {
  await world.stream('direct')
  await world.put('direct', 'one', 'drop', 'fail', 'two')
  expect(await world.lines('direct/good/', 2)).toEqual(['ONE', 'TWO'])
  const [failed] = await world.lines('direct/bad/', 1)
  expect(JSON.parse(failed)).toMatchObject({
    attemptsMade: 1,
    errorCode: 'Lambda.FunctionError',
    errorMessage: 'The Lambda function was successfully invoked but it returned an error result.',
    rawData: Buffer.from('fail').toString('base64'),
    lambdaArn: 'arn:aws:lambda:us-east-1:000000000000:function:shout'.replace('us-east-1', 'eu-west-1'),
  })
})

test('the event is that of Firehose', async () => {
  await world.stream('asked')
  await world.put('asked', 'tell')
  const [direct] = (await world.lines('asked/good/', 1)).map((line) => JSON.parse(line))
  expect(direct).toEqual({
    invocationId: expect.stringMatching(/^[\da-f-]{36}$/),
    deliveryStreamArn: 'arn:aws:firehose:eu-west-1:000000000000:deliverystream/asked',
    region: 'eu-west-1',
    record: {
      recordId: expect.stringMatching(/^49\d+$/),
      approximateArrivalTimestamp: expect.any(Number),
      data: Buffer.from('tell').toString('base64'),
    },
  })
  await world.stream('reading', 'kinesis')
  await world.putToStream('tell')
  const [read] = (await world.lines('reading/good/', 1)).map((line) => JSON.parse(line))
  expect(read).toMatchObject({
    sourceKinesisStreamArn: 'arn:aws:kinesis:eu-west-1:000000000000:stream/clicks',
    record: {
      kinesisRecordMetadata: {
        ...{ shardId: 'shardId-000000000000', partitionKey: 'k', subsequenceNumber: 0 },
        sequenceNumber: await world.firstSequenceNumber(),
        approximateArrivalTimestamp: read.record.approximateArrivalTimestamp,
      },
    },
  })
})

test('a function that fails is tried again; one that never does well costs its own batch alone', async () => {
  await world.stream('tried')
  await world.put('tried', 'once')
  expect(await world.lines('tried/good/', 1)).toEqual(['ONCE'])
  await world.put('tried', 'crash', 'beside')
  const failed = (await world.lines('tried/bad/', 2)).map((line) => JSON.parse(line))
  expect(failed.map(({ rawData }) => Buffer.from(rawData, 'base64').toString())).toEqual(['crash', 'beside'])
  expect(failed[0]).toMatchObject({
    attemptsMade: 2,
    errorCode: 'Lambda.FunctionError',
    errorMessage: expect.stringMatching(/Runtime\.ExitError: .*exit status 1$/),
  })
  await world.put('tried', 'lose', 'me')
  const lost = (await world.lines('tried/bad/', 4)).map((line) => JSON.parse(line))
  expect(lost[3]).toMatchObject({
    errorCode: 'Lambda.MissingRecordId',
    errorMessage: expect.stringMatching(/^One or more record Ids were not returned \(1, /),
  })
  await world.put('tried', 'after')
  expect(await world.lines('tried/good/', 2)).toEqual(['ONCE', 'AFTER'])
})

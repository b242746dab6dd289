import {
  CreateDeliveryStreamCommand,
  type CreateDeliveryStreamCommandInput,
  DeleteDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  ListTagsForDeliveryStreamCommand,
  PutRecordBatchCommand,
  PutRecordCommand,
  StartDeliveryStreamEncryptionCommand,
  StopDeliveryStreamEncryptionCommand,
  TagDeliveryStreamCommand,
  UntagDeliveryStreamCommand,
  UpdateDestinationCommand,
} from '@aws-sdk/client-firehose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { batchOf, ServiceError } from '../../src/record/index.ts'
import { ACCOUNT, DESTINATION_ID, LAKE, OTHER, openFirehose, ROLE, STREAM } from './firehose-bench.ts'

/** Records, tags and encryption with the official client. */

let firehose: Awaited<ReturnType<typeof openFirehose>>
beforeAll(async () => {
  firehose = await openFirehose()
})
afterAll(() => firehose.close())

const create = (
  name: string,
  more: Partial<CreateDeliveryStreamCommandInput> = {},
  hints = { SizeInMBs: 1, IntervalInSeconds: 0 },
) =>
  firehose.client().send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName: name,
      ExtendedS3DestinationConfiguration: {
        ...{ RoleARN: ROLE, BucketARN: LAKE, Prefix: `${name}/` },
        BufferingHints: hints,
      },
      ...more,
    }),
  )
const put = (name: string, data: string | Uint8Array) =>
  firehose.client().send(
    new PutRecordCommand({
      DeliveryStreamName: name,
      Record: { Data: typeof data === 'string' ? Buffer.from(data) : data },
    }),
  )
const putAll = (name: string, all: readonly (string | Uint8Array)[]) =>
  firehose.client().send(
    new PutRecordBatchCommand({
      DeliveryStreamName: name,
      Records: all.map((data) => ({ Data: typeof data === 'string' ? Buffer.from(data) : data })),
    }),
  )

async function refusal(act: Promise<unknown>) {
  const error = await act.then(
    () => {
      throw new Error('It was not refused.')
    },
    (thrown) => thrown,
  )
  return { name: error.name, message: error.message, status: error.$metadata?.httpStatusCode }
}

const delivered = (name: string, bucket = LAKE) =>
  firehose.objects(bucket).flatMap(([key, body]) => (key.startsWith(`${name}/`) ? [body.toString()] : []))

describe('PutRecord', () => {
  test('is delivered as it came, empty ones too', async () => {
    await create('single')
    const { RecordId: id, Encrypted: encrypted } = await put('single', 'one')
    expect([id?.length, encrypted]).toEqual([224, false])
    expect((await put('single', '')).RecordId).not.toBe(id)
    await put('single', 'two')
    await expect.poll(() => delivered('single').sort().join('')).toBe('onetwo')
  })

  test('what is answered is kept: a restart in between loses nothing, and nothing comes twice', async () => {
    await create('durable', {}, { SizeInMBs: 5, IntervalInSeconds: 900 })
    await put('durable', 'before ')
    await firehose.restart()
    await put('durable', 'after')
    await firehose.client().send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: 'durable' }))
    // Two objects of the same second: their order is the chance of their names.
    expect(delivered('durable').sort()).toEqual(['after', 'before '])
  })

  test('a thousand KiB are taken, a byte more is not', async () => {
    await create('large', {}, { SizeInMBs: 128, IntervalInSeconds: 900 })
    await put('large', Buffer.alloc(1_024_000))
    expect(await refusal(put('large', Buffer.alloc(1_024_001)))).toEqual({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=1024001 cap=1024001]' at 'record.data' failed to satisfy constraint: Member must have length less than or equal to 1024000",
      status: 400,
    })
  })

  test('a delivery stream that is not there, or reads a stream', async () => {
    expect(await refusal(put('nobody', 'x'))).toEqual({
      name: 'ResourceNotFoundException',
      message: `Firehose nobody under account ${ACCOUNT} not found.`,
      status: 400,
    })
    await create('fed', {
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: { KinesisStreamARN: STREAM, RoleARN: ROLE },
    })
    const notPermitted = {
      name: 'InvalidSourceException',
      message: 'This operation is not permitted on KinesisStreamAsSource delivery stream type.',
      status: 400,
    }
    expect(await refusal(put('fed', 'x'))).toEqual(notPermitted)
    expect(await refusal(putAll('fed', ['x']))).toEqual(notPermitted)
    await firehose.put('from ', 'kinesis')
    await expect.poll(() => delivered('fed').join('')).toBe('from kinesis')
  })

  test('records that cannot be kept are unavailable, not lost', async () => {
    await create('full')
    firehose.faults.fail = new Error('the disk is full.')
    const unavailable = {
      name: 'ServiceUnavailableException',
      message: 'Slow down. The records were not kept: the disk is full.',
      status: 500,
    }
    expect(await refusal(put('full', 'x'))).toEqual(unavailable)
    expect(await refusal(putAll('full', ['x']))).toEqual(unavailable)
    firehose.faults.fail = undefined
    firehose.faults.refuse = (body) => (body === 'x' ? new Error('no.') : undefined)
    expect(await refusal(put('full', 'x'))).toMatchObject({ name: 'ServiceUnavailableException' })
    firehose.faults.refuse = undefined
    await put('full', 'y')
    await expect.poll(() => delivered('full').join('')).toBe('y')
  })
})

describe('PutRecordBatch', () => {
  test('answers record by record, in order', async () => {
    await create('batch')
    const {
      FailedPutCount: failed,
      Encrypted: encrypted,
      RequestResponses: responses,
    } = await putAll('batch', ['a', 'b', 'c'])
    expect([failed, encrypted, responses?.length]).toEqual([0, false, 3])
    expect(new Set(responses?.map(({ RecordId: id }) => id)).size).toBe(3)
    expect(Object.keys(responses?.[0] ?? {})).toEqual(['RecordId'])
    await expect.poll(() => delivered('batch').join('')).toBe('abc')
  })

  test('some fail, the others are kept', async () => {
    await create('partly')
    firehose.faults.refuse = (body) =>
      body === 'b' ? new ServiceError('ServiceUnavailableException', 'Slow down.', 500) : undefined
    const { FailedPutCount: failed, RequestResponses: responses } = await putAll('partly', ['a', 'b', 'c'])
    firehose.faults.refuse = undefined
    expect(failed).toBe(1)
    expect(responses).toEqual([
      { RecordId: expect.stringMatching(/^.{224}$/) },
      { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' },
      { RecordId: expect.stringMatching(/^.{224}$/) },
    ])
    await expect.poll(() => delivered('partly').join('')).toBe('ac')
  })

  test('500 records and 4 MiB, not one more', async () => {
    await create('limits', {}, { SizeInMBs: 128, IntervalInSeconds: 900 })
    const { RequestResponses: responses } = await putAll('limits', new Array(500).fill('x'))
    expect(responses).toHaveLength(500)
    expect(await refusal(putAll('limits', new Array(501).fill('x')))).toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(
        /^1 validation error detected: Value( .*)? at 'records' failed to satisfy constraint: Member must have length less than or equal to 500$/s,
      ),
    })
    expect(await refusal(putAll('limits', []))).toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value '[]' at 'records' failed to satisfy constraint: Member must have length greater than or equal to 1",
    })
    const pieces = [...new Array(4).fill(Buffer.alloc(1_000_000)), Buffer.alloc(194_304)]
    expect((await putAll('limits', pieces)).FailedPutCount).toBe(0)
    expect(await refusal(putAll('limits', [...pieces, 'x']))).toEqual({
      name: 'InvalidArgumentException',
      message: 'Records size exceeds 4 MB limit',
      status: 400,
    })
  })

  test('while the destination is updated, nothing is lost and nothing comes twice', async () => {
    await create('moving', {}, { SizeInMBs: 1, IntervalInSeconds: 900 })
    let version = 1
    const bodies: string[] = []
    for (let round = 0; round < 6; round++) {
      const fresh = Array.from({ length: 10 }, (_, at) => `${round}.${at};`)
      bodies.push(...fresh)
      const puts = fresh.map((body) => put('moving', body))
      await firehose.client().send(
        new UpdateDestinationCommand({
          DeliveryStreamName: 'moving',
          CurrentDeliveryStreamVersionId: String(version++),
          DestinationId: DESTINATION_ID,
          ExtendedS3DestinationUpdate: { BucketARN: round % 2 === 0 ? OTHER : LAKE },
        }),
      )
      await Promise.all(puts)
    }
    await firehose.client().send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: 'moving' }))
    const arrived = [...delivered('moving'), ...delivered('moving', OTHER)]
      .join('')
      .split(';')
      .filter(Boolean)
    expect(arrived.map((body) => `${body};`).sort()).toEqual(bodies.sort())
    expect(delivered('moving', OTHER).length).toBeGreaterThan(0)
  })
})

test('a stream that is split while it is read: every record once', async () => {
  await create('split', {
    DeliveryStreamType: 'KinesisStreamAsSource',
    KinesisStreamSourceConfiguration: { KinesisStreamARN: STREAM, RoleARN: ROLE },
  })
  const { engine } = firehose.life()
  const sent: string[] = []
  const send = async (round: number) => {
    for (const key of ['a', 'b', 'c']) {
      const body = `${key}${round};`
      sent.push(body)
      await engine.push('clicks', batchOf([body], { now: Date.now(), key }), new AbortController().signal)
    }
  }
  for (let round = 0; round < 3; round++) await send(round)
  const [shard] = (engine.describe('clicks')?.shards ?? []).filter(({ closedAt }) => closedAt === undefined)
  const middle = (shard.startingHash + shard.endingHash) / 2n
  await engine.reshard('clicks', {
    close: [shard.id],
    open: [
      { startingHash: shard.startingHash, endingHash: middle, parent: shard.id },
      { startingHash: middle + 1n, endingHash: shard.endingHash, parent: shard.id },
    ],
  })
  for (let round = 3; round < 6; round++) await send(round)
  await firehose.restart()
  const arrived = () => delivered('split').join('').split(';').filter(Boolean)
  await expect.poll(() => arrived().length, { timeout: 5000 }).toBe(sent.length)
  expect(
    arrived()
      .map((body) => `${body};`)
      .sort(),
  ).toEqual([...sent].sort())
})

describe('tags', () => {
  const list = async (name: string, more: object = {}) => {
    const { Tags, HasMoreTags } = await firehose
      .client()
      .send(new ListTagsForDeliveryStreamCommand({ DeliveryStreamName: name, ...more }))
    return [Tags, HasMoreTags]
  }
  const tag = (name: string, tags: { Key: string; Value?: string }[]) =>
    firehose.client().send(new TagDeliveryStreamCommand({ DeliveryStreamName: name, Tags: tags }))
  const untag = (name: string, keys: string[]) =>
    firehose.client().send(new UntagDeliveryStreamCommand({ DeliveryStreamName: name, TagKeys: keys }))
  const many = Array.from({ length: 50 }, (_, at) => ({ Key: `${at + 1}_k`, Value: `${at + 1}_v` }))

  test('pages in the order given, to the end', async () => {
    await create('tagged', { Tags: many })
    expect(await list('tagged')).toEqual([many, false])
    expect(await list('tagged', { Limit: 1 })).toEqual([[many[0]], true])
    expect(await list('tagged', { Limit: 50 })).toEqual([many, false])
    expect(await list('tagged', { ExclusiveStartTagKey: '30_k' })).toEqual([many.slice(30), false])
    expect(await list('tagged', { ExclusiveStartTagKey: '30_k', Limit: 20 })).toEqual([many.slice(30), false])
    expect(await list('tagged', { ExclusiveStartTagKey: '50_k' })).toEqual([[], false])
    expect(await list('tagged', { ExclusiveStartTagKey: 'nobody' })).toEqual([many, false])
    expect((await refusal(list('tagged', { Limit: 51 }))).name).toBe('ValidationException')
  })

  test('are added, replaced, removed, and there after a restart', async () => {
    await create('labels')
    expect(await list('labels')).toEqual([[], false])
    await tag('labels', [{ Key: 'a', Value: '1' }, { Key: 'b' }])
    await tag('labels', [
      { Key: 'a', Value: '2' },
      { Key: 'c', Value: '' },
    ])
    await untag('labels', ['b', 'nobody'])
    await firehose.restart()
    expect(await list('labels')).toEqual([
      [
        { Key: 'a', Value: '2' },
        { Key: 'c', Value: '' },
      ],
      false,
    ])
  })

  test('have limits', async () => {
    await create('limited', { Tags: many })
    await tag('limited', [{ Key: '1_k', Value: 'new' }])
    expect(await refusal(tag('limited', [{ Key: 'one more' }]))).toEqual({
      name: 'LimitExceededException',
      message: 'Firehose limited would have more than 50 tags.',
      status: 400,
    })
    expect(await refusal(tag('limited', [...many, { Key: 'one more' }]))).toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(
        / at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50$/,
      ),
    })
    expect(await refusal(tag('limited', [{ Key: 'foo!', Value: 'bar' }]))).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(
        "1 validation error detected: Value 'foo!' at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern",
      ),
    })
    expect(await refusal(tag('limited', [{ Key: 'x' }, { Key: 'x' }]))).toMatchObject({
      name: 'InvalidArgumentException',
    })
    for (const act of [
      () => tag('nobody', [{ Key: 'x' }]),
      () => untag('nobody', ['x']),
      () => list('nobody'),
    ]) {
      expect(await refusal(act())).toMatchObject({
        name: 'ResourceNotFoundException',
        message: `Firehose nobody under account ${ACCOUNT} not found.`,
      })
    }
  })
})

describe('encryption', () => {
  const start = (
    name: string,
    key?: { KeyType: 'AWS_OWNED_CMK' | 'CUSTOMER_MANAGED_CMK'; KeyARN?: string },
  ) =>
    firehose.client().send(
      new StartDeliveryStreamEncryptionCommand({
        DeliveryStreamName: name,
        DeliveryStreamEncryptionConfigurationInput: key,
      }),
    )
  const stop = (name: string) =>
    firehose.client().send(new StopDeliveryStreamEncryptionCommand({ DeliveryStreamName: name }))
  const state = async (name: string) =>
    (await firehose.client().send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name })))
      .DeliveryStreamDescription?.DeliveryStreamEncryptionConfiguration

  test('goes on, changes its key, goes off; puts tell', async () => {
    await create('secret')
    expect(await state('secret')).toEqual({ Status: 'DISABLED' })
    await start('secret')
    expect(await state('secret')).toEqual({ KeyType: 'AWS_OWNED_CMK', Status: 'ENABLED' })
    expect((await put('secret', 'x')).Encrypted).toBe(true)
    expect((await putAll('secret', ['x'])).Encrypted).toBe(true)
    const KeyARN = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`
    await start('secret', { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN })
    await firehose.restart()
    expect(await state('secret')).toEqual({ KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN, Status: 'ENABLED' })
    await stop('secret')
    expect(await state('secret')).toEqual({ Status: 'DISABLED' })
    expect((await put('secret', 'x')).Encrypted).toBe(false)
  })

  test('refuses', async () => {
    await create('open')
    expect(await refusal(start('open', { KeyType: 'CUSTOMER_MANAGED_CMK' }))).toMatchObject({
      ...{
        name: 'InvalidArgumentException',
        message: 'KeyARN must be given when KeyType is CUSTOMER_MANAGED_CMK.',
      },
    })
    expect(
      await refusal(
        start('open', { KeyType: 'AWS_OWNED_CMK', KeyARN: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k` }),
      ),
    ).toMatchObject({ name: 'InvalidArgumentException' })
    expect(await refusal(start('nobody'))).toMatchObject({ name: 'ResourceNotFoundException' })
    expect(await refusal(stop('nobody'))).toMatchObject({ name: 'ResourceNotFoundException' })
    await create('streamed', {
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: { KinesisStreamARN: STREAM, RoleARN: ROLE },
    })
    for (const act of [start, stop]) {
      expect(await refusal(act('streamed'))).toMatchObject({
        name: 'InvalidArgumentException',
        message: expect.stringContaining('This operation is not permitted on KinesisStreamAsSource'),
      })
    }
    for (let call = 0; call < 25; call++) await (call % 2 === 0 ? start('open') : stop('open'))
    expect(await refusal(stop('open'))).toMatchObject({ name: 'LimitExceededException' })
    expect(await state('open')).toEqual({ KeyType: 'AWS_OWNED_CMK', Status: 'ENABLED' })
  })
})

import { expect, test } from 'vitest'
import {
  BACKUP,
  createWorld,
  LAKE,
  LAMBDA,
  ROLE,
  toIndex,
  toLake,
} from '../../../test/scenario/delivery-world.ts'
import { createMeter } from '../../observe/metrics.ts'

/** Sum and number of values, by metric, of one delivery stream. */
function counted(meter: ReturnType<typeof createMeter>, deliveryStream: string) {
  const found: Record<string, string> = {}
  for (const { namespace, name, dimensions, unit, statistic } of meter.drain(0, true)) {
    expect(namespace).toBe('AWS/Firehose')
    expect(Object.keys(dimensions)).toEqual(['DeliveryStreamName'])
    if (dimensions.DeliveryStreamName !== deliveryStream) continue
    found[name] = `${statistic.sum} ${unit} in ${statistic.count}`
  }
  return found
}

function open() {
  let now = Date.UTC(2026, 10, 20, 12)
  const meter = createMeter(() => now++)
  const world = createWorld({ meter })
  world.room().start()
  return { meter, world }
}

test('what is put directly, and what a failed put leaves', async () => {
  const { meter, world } = open()
  await world.call('CreateDeliveryStream', {
    DeliveryStreamName: 'd',
    S3DestinationConfiguration: {
      ...{ RoleARN: ROLE, BucketARN: LAKE },
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
    },
  })
  world.fail({ port: 'put', left: 1, error: () => new Error('oops') })
  await world.call('PutRecord', { DeliveryStreamName: 'd', Record: { Data: Buffer.from('abc') } })
  const records = ['de', 'f'].map((text) => ({ Data: Buffer.from(text) }))
  await world.call('PutRecordBatch', { DeliveryStreamName: 'd', Records: records })
  await world.call('PutRecord', { DeliveryStreamName: 'made-up', Record: records[0] }).catch(() => {})
  await world.tick(90_000)
  await world.stop()
  const { 'PutRecord.Latency': one, 'PutRecordBatch.Latency': batch, ...rest } = counted(meter, 'd')
  expect([one, batch]).toEqual([expect.stringMatching(/in 1$/), expect.stringMatching(/in 1$/)])
  expect(rest).toEqual({
    IncomingPutRequests: '2 Count in 2',
    IncomingRecords: '3 Count in 2',
    IncomingBytes: '6 Bytes in 2',
    'PutRecord.Requests': '1 Count in 1',
    'PutRecord.Bytes': '3 Bytes in 1',
    'PutRecordBatch.Requests': '1 Count in 1',
    'PutRecordBatch.Records': '2 Count in 1',
    'PutRecordBatch.Bytes': '3 Bytes in 1',
    'DeliveryToS3.Success': '1 Count in 2',
    'DeliveryToS3.Records': '3 Count in 2',
    'DeliveryToS3.Bytes': '6 Bytes in 2',
    'DeliveryToS3.DataFreshness': expect.stringMatching(/^12\d\.?\d* Seconds in 2$/),
  })
  expect(counted(meter, 'made-up')).toEqual({})
})

test('what is read of a stream, transformed, indexed, and given up', async () => {
  const { meter, world } = open()
  await world.call('CreateDeliveryStream', toIndex())
  const poison = () => Object.assign(new Error('no such type'), { status: 400 })
  world.fail({ port: 'append', left: 9, error: poison, about: 'a1' })
  world.append(['a0', 'a1'])
  await world.tick(1000)
  await world.stop()
  expect(world.objects(BACKUP)).toHaveLength(1)
  const {
    'ExecuteProcessing.Duration': duration,
    'BackupToS3.Bytes': bytes,
    ...rest
  } = counted(meter, 'to-index')
  expect([duration, bytes]).toEqual([expect.stringMatching(/in 3$/), expect.stringMatching(/in 1$/)])
  expect(rest).toEqual({
    'DataReadFromKinesisStream.Records': '2 Count in 1',
    'DataReadFromKinesisStream.Bytes': '6 Bytes in 1',
    KinesisMillisBehindLatest: '0 Milliseconds in 1',
    // The batch, and its halves once more.
    'ExecuteProcessing.Success': '3 Count in 3',
    'SucceedProcessing.Records': '4 Count in 3',
    'SucceedProcessing.Bytes': '12 Bytes in 3',
    'DeliveryToAmazonOpenSearchService.Success': expect.stringMatching(/^2 Count/),
    'DeliveryToAmazonOpenSearchService.Records': '1 Count in 1',
    'DeliveryToAmazonOpenSearchService.Bytes': '6 Bytes in 1',
    'DeliveryToAmazonOpenSearchService.DataFreshness': '0 Seconds in 1',
    'BackupToS3.Success': '1 Count in 1',
    'BackupToS3.Records': '1 Count in 1',
  })
})

test('an update goes on counting', async () => {
  const { meter, world } = open()
  await world.call('CreateDeliveryStream', toLake({ ProcessingConfiguration: { Processors: [LAMBDA] } }))
  await world.call('UpdateDestination', {
    ...{ DeliveryStreamName: 'to-lake', CurrentDeliveryStreamVersionId: '1' },
    DestinationId: 'destinationId-000000000001',
    ExtendedS3DestinationUpdate: { Prefix: 'x/' },
  })
  await world.call('DescribeDeliveryStream', { DeliveryStreamName: 'to-lake' })
  world.append(['a0'])
  await world.tick(90_000)
  await world.stop()
  expect(counted(meter, 'to-lake')).toMatchObject({
    'UpdateDeliveryStream.Requests': '1 Count in 1',
    'DescribeDeliveryStream.Requests': '1 Count in 1',
    'DataReadFromKinesisStream.Records': '1 Count in 1',
    'DeliveryToS3.Records': '1 Count in 1',
  })
})

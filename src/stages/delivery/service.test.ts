import { beforeEach, describe, expect, test } from 'vitest'
import {
  createWorld,
  DOMAIN,
  ENRICH,
  LAKE,
  LAMBDA,
  processor,
  ROLE,
  STREAM,
  toIndex,
  toLake,
  type World,
} from '../../../test/scenario/delivery-world.ts'

let world: World
beforeEach(() => {
  world = createWorld()
  world.room().start()
  return () => world.stop()
})
const create = (input: Record<string, unknown>) => world.call('CreateDeliveryStream', input)
const s3 = { RoleARN: ROLE, BucketARN: LAKE }
const extracting = (query: string) => ({
  Processors: [
    processor('MetadataExtraction', { MetadataExtractionQuery: query, JsonParsingEngine: 'JQ-1.6' }),
  ],
})
const partitioned = {
  ...{ Prefix: '!{partitionKeyFromQuery:a}/', ErrorOutputPrefix: 'errors/' },
  DynamicPartitioningConfiguration: { Enabled: true },
  ProcessingConfiguration: extracting('{a: .a}'),
}

describe('CreateDeliveryStream', () => {
  test('answers the ARN; the same name again is in use', async () => {
    expect(await create(toLake())).toEqual({
      DeliveryStreamARN: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/to-lake',
    })
    await expect(create(toLake())).rejects.toMatchObject({
      type: 'ResourceInUseException',
      message: expect.stringContaining('Firehose to-lake under accountId 000000000000 already exists.'),
    })
  })

  test.each<[string, Record<string, unknown>, string]>([
    [
      'no destination',
      { DeliveryStreamName: 'a' },
      'Exactly one destination configuration is supported for a Firehose; there is none',
    ],
    [
      'two destinations',
      { DeliveryStreamName: 'a', S3DestinationConfiguration: s3, ExtendedS3DestinationConfiguration: s3 },
      'there are 2: S3DestinationConfiguration, ExtendedS3DestinationConfiguration',
    ],
    [
      'a stream without its source',
      {
        DeliveryStreamName: 'a',
        DeliveryStreamType: 'KinesisStreamAsSource',
        S3DestinationConfiguration: s3,
      },
      'KinesisStreamSourceConfiguration must be given',
    ],
    [
      'a source that nobody reads',
      { ...toLake(), DeliveryStreamType: 'DirectPut' },
      'KinesisSourceStreamConfig is only applicable for KinesisStreamAsSource stream type',
    ],
    [
      'a stream that does not exist',
      {
        ...toLake(),
        KinesisStreamSourceConfiguration: { KinesisStreamARN: `${STREAM}-x`, RoleARN: ROLE },
      },
      `KinesisStreamSourceConfiguration.KinesisStreamARN ${STREAM}-x can't be read: There is no stream`,
    ],
    [
      'MSK',
      { DeliveryStreamName: 'a', DeliveryStreamType: 'MSKAsSource', S3DestinationConfiguration: s3 },
      'MSKAsSource is not served',
    ],
    [
      'size without interval',
      toLake({ BufferingHints: { SizeInMBs: 5 } }),
      'IntervalInSeconds must be given together with SizeInMBs',
    ],
    [
      'interval without size',
      toIndex({ BufferingHints: { IntervalInSeconds: 60 } }),
      'SizeInMBs must be given together',
    ],
    [
      'a wrong prefix',
      toLake({ Prefix: '!{time:x}' }),
      "ExtendedS3DestinationConfiguration.Prefix: '!{time:x}' is unknown",
    ],
    [
      'a missing error prefix',
      toLake({ Prefix: '!{timestamp:yyyy}/' }),
      "ErrorOutputPrefix can't be null when Prefix contains expressions",
    ],
    [
      'a prefix that is too long',
      toLake({ Prefix: 'x'.repeat(600) }),
      'evaluates to 614 characters; the most is 512',
    ],
    ['an unknown time zone', toLake({ CustomTimeZone: 'Mars/Olympus' }), 'CustomTimeZone'],
    [
      'partitions without keys',
      toLake({ DynamicPartitioningConfiguration: { Enabled: true }, ErrorOutputPrefix: 'e/' }),
      'Prefix: with dynamic partitioning it must name a partition key',
    ],
    [
      'keys without partitions',
      toLake({ Prefix: '!{partitionKeyFromQuery:a}/', ErrorOutputPrefix: 'e/' }),
      'partition keys need DynamicPartitioningConfiguration with Enabled true',
    ],
    [
      'partitions without a place for what has none',
      toLake({ ...partitioned, ErrorOutputPrefix: undefined }),
      "ErrorOutputPrefix can't be null when Prefix contains expressions",
    ],
    [
      'a query that is none',
      toLake({ ...partitioned, ProcessingConfiguration: extracting('{a: ') }),
      'MetadataExtractionQuery: ',
    ],
    [
      'keys that no query gives',
      toLake({ ...partitioned, ProcessingConfiguration: undefined }),
      'partitionKeyFromQuery needs a MetadataExtraction processor',
    ],
    [
      'partitions in zero seconds',
      toLake({ ...partitioned, BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 0 } }),
      'with dynamic partitioning it is 60 to 900 seconds',
    ],
    [
      'format conversion',
      toLake({ DataFormatConversionConfiguration: { Enabled: true } }),
      'Deserializer: one of OpenXJsonSerDe and HiveJsonSerDe must be given',
    ],
    [
      'source backup without a bucket',
      toLake({ S3BackupMode: 'Enabled' }),
      'S3BackupConfiguration: it must be given when S3BackupMode is Enabled',
    ],
    [
      'a source backup in zero seconds',
      toLake({
        S3BackupMode: 'Enabled',
        S3BackupConfiguration: { ...s3, BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 0 } },
      }),
      'a backup has 60 to 900 seconds',
    ],
    [
      'KMS',
      toLake({ EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: 'x' } } }),
      'KMSEncryptionConfig: encryption with KMS keys is not served',
    ],
    [
      'CloudWatch Logs',
      toLake({ CloudWatchLoggingOptions: { Enabled: true } }),
      'CloudWatchLoggingOptions.Enabled is not served',
    ],
    [
      'encryption of what a stream keeps',
      { ...toLake(), DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' } },
      'This operation is not permitted on KinesisStreamAsSource delivery stream type.',
    ],
    [
      'Snowflake',
      { DeliveryStreamName: 'a', SnowflakeDestinationConfiguration: {} },
      'SnowflakeDestinationConfiguration: this destination is not served yet',
    ],
    [
      'Splunk without a token',
      {
        DeliveryStreamName: 'a',
        SplunkDestinationConfiguration: {
          ...{ HECEndpoint: 'https://splunk:8088', HECEndpointType: 'Raw', S3Configuration: s3 },
        },
      },
      'HECToken: it must be given',
    ],
    [
      'an address that is none',
      {
        DeliveryStreamName: 'a',
        HttpEndpointDestinationConfiguration: {
          ...{ EndpointConfiguration: { Url: 'https://a b' }, S3Configuration: s3 },
        },
      },
      'Url: it is no address',
    ],
    [
      'a key that no header can hold',
      {
        DeliveryStreamName: 'a',
        HttpEndpointDestinationConfiguration: {
          ...{ EndpointConfiguration: { Url: 'https://a', AccessKey: 'prüf' }, S3Configuration: s3 },
        },
      },
      'AccessKey: it has characters that no header can hold',
    ],
    ['VPC', toIndex({ VpcConfiguration: {} }), 'VpcConfiguration: a VPC has no meaning here'],
    ['types', toIndex({ TypeName: '_doc' }), 'TypeName is not served'],
    [
      'two domains',
      toIndex({ ClusterEndpoint: 'https://search' }),
      'exactly one of DomainARN and ClusterEndpoint',
    ],
    ['no such domain', toIndex({ DomainARN: `${DOMAIN}x` }), `there is no domain ${DOMAIN}x`],
    [
      'an index name in capitals',
      toIndex({ IndexName: 'Web' }),
      "IndexName 'Web': index names are lower-case",
    ],
    [
      'zero buffering of a backup',
      toIndex({ S3Configuration: { ...s3, BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 0 } } }),
      'a backup has 60 to 900 seconds',
    ],
    [
      'an unknown function',
      toLake({ ProcessingConfiguration: lambda({ LambdaArn: `${ENRICH}x` }) }),
      `there is no function ${ENRICH}x`,
    ],
    [
      'two functions',
      toLake({ ProcessingConfiguration: { Processors: [LAMBDA, LAMBDA] } }),
      'at most one Lambda processor',
    ],
    [
      'no ARN',
      toLake({ ProcessingConfiguration: lambda({ NumberOfRetries: '3' }) }),
      'the parameter LambdaArn is missing',
    ],
    [
      'too many retries',
      toLake({ ProcessingConfiguration: lambda({ LambdaArn: ENRICH, NumberOfRetries: '301' }) }),
      "NumberOfRetries: '301' is not a whole number from 0 to 300",
    ],
    [
      'a foreign parameter',
      toLake({ ProcessingConfiguration: lambda({ LambdaArn: ENRICH, Delimiter: 'x' }) }),
      'it has no parameter Delimiter',
    ],
    [
      'de-aggregation of who knows what',
      toLake({ ProcessingConfiguration: { Processors: [{ Type: 'RecordDeAggregation' }] } }),
      'RecordDeAggregation: the parameter SubRecordType is missing',
    ],
    [
      'a delimiter that is not base64',
      toLake({
        ProcessingConfiguration: {
          Processors: [processor('RecordDeAggregation', { SubRecordType: 'DELIMITED', Delimiter: '|' })],
        },
      }),
      'DELIMITED needs a delimiter, written in base64',
    ],
    [
      'log data that is not unpacked',
      toLake({
        ProcessingConfiguration: {
          Processors: [processor('CloudWatchLogProcessing', { DataMessageExtraction: 'true' })],
        },
      }),
      'CloudWatchLogProcessing: it needs a Decompression processor besides',
    ],
    [
      'an unknown compression of records',
      toLake({
        ProcessingConfiguration: { Processors: [processor('Decompression', { CompressionFormat: 'ZIP' })] },
      }),
      "CompressionFormat: 'ZIP' is not known. It is one of: GZIP.",
    ],
  ])('refuses %s', async (_, input, why) => {
    await expect(create(input)).rejects.toMatchObject({
      type: 'InvalidArgumentException',
      message: expect.stringContaining(why),
    })
    expect(await world.call('ListDeliveryStreams', {})).toMatchObject({ DeliveryStreamNames: [] })
  })

  test.each<[Record<string, unknown>, string]>([
    [
      { DeliveryStreamName: 'a b', S3DestinationConfiguration: s3 },
      "'deliveryStreamName' failed to satisfy constraint: Member must satisfy regular",
    ],
    [
      { DeliveryStreamName: 'x'.repeat(65), S3DestinationConfiguration: s3 },
      'length less than or equal to 64',
    ],
    [toLake({ BufferingHints: { SizeInMBs: 129, IntervalInSeconds: 901 } }), '2 validation errors detected'],
    [
      toIndex({ BufferingHints: { SizeInMBs: 101, IntervalInSeconds: 0 } }),
      'value less than or equal to 100',
    ],
    [toIndex({ RetryOptions: { DurationInSeconds: 7201 } }), 'value less than or equal to 7200'],
    [
      toIndex({ IndexRotationPeriod: 'OneYear' }),
      'enum value set: [NoRotation, OneHour, OneDay, OneWeek, OneMonth]',
    ],
    [toLake({ FileExtension: 'gz' }), 'fileExtension'],
    [toLake({ BucketARN: 'lake' }), 'bucketARN'],
    [
      toLake({ RoleARN: undefined }),
      "'extendedS3DestinationConfiguration.roleARN' failed to satisfy constraint: Member must not be null",
    ],
    [toLake({ Perfix: 'x' }), "Unknown member 'ExtendedS3DestinationConfiguration.Perfix'"],
  ])('checks constraints: %#', async (input, why) => {
    await expect(create(input)).rejects.toMatchObject({
      type: 'ValidationException',
      message: expect.stringContaining(why),
    })
  })

  test('takes what CDK and the console write', async () => {
    await create(
      toLake({
        ...{ Prefix: 'logs/!{timestamp:yyyy}/', ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/' },
        ...{ CompressionFormat: 'GZIP', FileExtension: '', CustomTimeZone: 'Europe/Berlin' },
        ...{ S3BackupMode: 'Disabled', DynamicPartitioningConfiguration: { Enabled: false } },
        EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
        CloudWatchLoggingOptions: { Enabled: false },
        DataFormatConversionConfiguration: { Enabled: false },
        ProcessingConfiguration: {
          Enabled: true,
          Processors: [
            ...lambda({
              LambdaArn: ENRICH,
              NumberOfRetries: '0',
              RoleArn: ROLE,
              BufferSizeInMBs: '0.2',
              BufferIntervalInSeconds: '60',
            }).Processors,
            {
              Type: 'AppendDelimiterToRecord',
              Parameters: [{ ParameterName: 'Delimiter', ParameterValue: '\\n' }],
            },
          ],
        },
      }),
    )
    expect(world.room().status()).toMatchObject([{ name: 'to-lake' }])
  })
})

function lambda(parameters: Record<string, string>) {
  const list = Object.entries(parameters).map(([ParameterName, ParameterValue]) => ({
    ParameterName,
    ParameterValue,
  }))
  return { Enabled: true, Processors: [{ Type: 'Lambda', Parameters: list }] }
}

describe('DescribeDeliveryStream', () => {
  test('a lake, described twice as AWS does, with defaults filled in', async () => {
    await create(toLake({ BufferingHints: undefined }))
    const described = await world.call('DescribeDeliveryStream', { DeliveryStreamName: 'to-lake' })
    const common = {
      ...{ RoleARN: ROLE, BucketARN: LAKE, CompressionFormat: 'UNCOMPRESSED' },
      BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
      EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
      CloudWatchLoggingOptions: { Enabled: false },
    }
    expect(described).toEqual({
      DeliveryStreamDescription: {
        DeliveryStreamName: 'to-lake',
        DeliveryStreamARN: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/to-lake',
        DeliveryStreamStatus: 'ACTIVE',
        DeliveryStreamType: 'KinesisStreamAsSource',
        VersionId: '1',
        CreateTimestamp: new Date(world.now()),
        Source: {
          KinesisStreamSourceDescription: {
            KinesisStreamARN: STREAM,
            RoleARN: ROLE,
            DeliveryStartTimestamp: new Date(world.now()),
          },
        },
        Destinations: [
          {
            DestinationId: 'destinationId-000000000001',
            S3DestinationDescription: common,
            ExtendedS3DestinationDescription: {
              ...common,
              S3BackupMode: 'Disabled',
              ProcessingConfiguration: { Enabled: true, Processors: [LAMBDA] },
            },
          },
        ],
        HasMoreDestinations: false,
      },
    })
  })

  test('an index; a name that is not there', async () => {
    await create(toIndex())
    expect(await world.call('DescribeDeliveryStream', { DeliveryStreamName: 'to-index' })).toMatchObject({
      DeliveryStreamDescription: {
        Destinations: [
          {
            AmazonopensearchserviceDestinationDescription: {
              ...{ DomainARN: DOMAIN, IndexName: 'web-logs', IndexRotationPeriod: 'OneDay' },
              RetryOptions: { DurationInSeconds: 300 },
              S3BackupMode: 'FailedDocumentsOnly',
              DocumentIdOptions: { DefaultDocumentIdFormat: 'FIREHOSE_DEFAULT' },
            },
          },
        ],
      },
    })
    await expect(world.call('DescribeDeliveryStream', { DeliveryStreamName: 'x' })).rejects.toMatchObject({
      type: 'ResourceNotFoundException',
      message: 'Firehose x under account 000000000000 not found.',
    })
  })
})

test('ListDeliveryStreams pages in name order', async () => {
  for (const name of ['c', 'a', 'b']) {
    await create({ DeliveryStreamName: name, S3DestinationConfiguration: s3 })
  }
  await create(toLake())
  const list = (input: Record<string, unknown>) => world.call('ListDeliveryStreams', input)
  expect(await list({ Limit: 2 })).toEqual({ DeliveryStreamNames: ['a', 'b'], HasMoreDeliveryStreams: true })
  expect(await list({ ExclusiveStartDeliveryStreamName: 'b' })).toEqual({
    DeliveryStreamNames: ['c', 'to-lake'],
    HasMoreDeliveryStreams: false,
  })
  expect(await list({ DeliveryStreamType: 'DirectPut' })).toMatchObject({
    DeliveryStreamNames: ['a', 'b', 'c'],
  })
})

describe('DeleteDeliveryStream', () => {
  test('delivers what is in flight, then forgets', async () => {
    await create(toLake())
    world.append(['a0'])
    await world.tick(1000)
    expect(await world.call('DeleteDeliveryStream', { DeliveryStreamName: 'to-lake' })).toEqual({})
    expect(world.objects(LAKE).map(([, lines]) => lines.length)).toEqual([1])
    expect([...world.marks.keys()]).toEqual([])
    await expect(world.call('DeleteDeliveryStream', { DeliveryStreamName: 'to-lake' })).rejects.toMatchObject(
      {
        type: 'ResourceNotFoundException',
      },
    )
  })

  test('a new one of the same name begins with what arrives after it', async () => {
    await create(toIndex())
    world.append(['a0'])
    await world.tick(1000)
    await world.call('DeleteDeliveryStream', { DeliveryStreamName: 'to-index' })
    world.append(['a1'])
    await world.tick(1000)
    await create(toIndex())
    world.append(['a2'])
    await world.tick(1000)
    expect(world.rows.map(({ message }) => message)).toEqual(['a0', 'a2'])
  })
})

test('delivery streams come back after a restart', async () => {
  await create(toLake())
  await create(toIndex())
  world.append(['a0'])
  await world.tick(1000)
  world.crash()
  await world.restart()
  expect(await world.call('ListDeliveryStreams', {})).toMatchObject({
    DeliveryStreamNames: ['to-index', 'to-lake'],
  })
  world.append(['a1'])
  await world.tick(60_000)
  expect(world.rows.map(({ message }) => message)).toEqual(['a0', 'a1'])
  expect(world.objects(LAKE).flatMap(([, lines]) => lines)).toEqual(['{"message":"a0"}', '{"message":"a1"}'])
  expect(world.room().health()).toMatchObject({
    ...{ room: 'delivery', state: 'ok', lagRecords: 0, lagMillis: 0 },
    detail: { deliveryStreams: { 'to-lake': { state: 'ok', objects: 1, rows: 2, failed: 0, bytes: 34 } } },
  })
})

test('a batch that spans midnight goes into two indices, and is told once', async () => {
  await create(toIndex())
  const midnight = Date.UTC(2026, 10, 21)
  world.append(['a0', 'a1', 'a2'], { times: [midnight - 2, midnight - 1, midnight] })
  await world.tick(1)
  expect(world.rows).toEqual([
    { index: 'web-logs-2026-11-20', id: 'web-logs.0.0', message: 'a0' },
    { index: 'web-logs-2026-11-20', id: 'web-logs.0.1', message: 'a1' },
    { index: 'web-logs-2026-11-21', id: 'web-logs.0.2', message: 'a2' },
  ])
  expect(world.delivered).toEqual(['to-index -: 3 read, 3 rows, 0 unparsed, 0 failed'])
})

test('records without a function lie in the lake as they came, with the delimiter that was asked for', async () => {
  const delimiter = {
    Type: 'AppendDelimiterToRecord',
    Parameters: [{ ParameterName: 'Delimiter', ParameterValue: ';\\n' }],
  }
  await create(toLake({ ProcessingConfiguration: { Enabled: true, Processors: [delimiter] } }))
  world.append(['a0', 'a1'])
  await world.tick(60_000)
  expect(world.objects(LAKE).map(([, lines]) => lines)).toEqual([['a0', ';', 'a1', ';']])
})

test('a definition that this version cannot run is shown, and keeps no other from running', async () => {
  await create(toLake())
  await create(toIndex())
  const mark = 'firehose/streams/to-lake'
  world.marks.set(mark, world.marks.get(mark)!.replace('"BucketARN"', '"CustomTimeZone":"Mars","BucketARN"'))
  world.crash()
  await world.restart()
  world.append(['a0'])
  await world.tick(1)
  expect(world.rows.map(({ message }) => message)).toEqual(['a0'])
  expect(world.room().health()).toMatchObject({
    state: 'failing',
    detail: { problems: [expect.stringContaining('CustomTimeZone')] },
  })
})

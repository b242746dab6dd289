import {
  CreateDeliveryStreamCommand,
  type CreateDeliveryStreamCommandInput,
  DeleteDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  ListDeliveryStreamsCommand,
  UpdateDestinationCommand,
  type UpdateDestinationCommandInput,
} from '@aws-sdk/client-firehose'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  ACCOUNT,
  DESTINATION_ID,
  DOMAIN,
  FUNCTION,
  LAKE,
  OTHER,
  openFirehose,
  ROLE,
  STREAM,
} from './firehose-bench.ts'

/** The control operations with the official client. */

let firehose: Awaited<ReturnType<typeof openFirehose>>
beforeAll(async () => {
  firehose = await openFirehose()
})
afterAll(() => firehose.close())
afterEach(async () => {
  const { DeliveryStreamNames: names = [] } = await firehose
    .client()
    .send(new ListDeliveryStreamsCommand({ Limit: 100 }))
  for (const DeliveryStreamName of names) {
    await firehose.client().send(new DeleteDeliveryStreamCommand({ DeliveryStreamName }))
  }
  expect(firehose.life().bench.failures).toEqual([])
})

const bucket = { RoleARN: ROLE, BucketARN: LAKE }
const processing = {
  Enabled: true,
  Processors: [
    {
      Type: 'Lambda' as const,
      Parameters: [{ ParameterName: 'LambdaArn' as const, ParameterValue: FUNCTION }],
    },
  ],
}

const create = (name: string, more: Partial<CreateDeliveryStreamCommandInput> = {}) =>
  firehose.client().send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName: name,
      ...(Object.keys(more).some((member) => member.endsWith('DestinationConfiguration'))
        ? {}
        : { ExtendedS3DestinationConfiguration: bucket }),
      ...more,
    }),
  )

const show = async (name: string) =>
  (await firehose.client().send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name })))
    .DeliveryStreamDescription

const update = (name: string, version: string, more: Partial<UpdateDestinationCommandInput>) =>
  firehose.client().send(
    new UpdateDestinationCommand({
      DeliveryStreamName: name,
      CurrentDeliveryStreamVersionId: version,
      DestinationId: DESTINATION_ID,
      ...more,
    }),
  )

/** Waits for an error and gives what a client sees of it. */
async function refusal(act: Promise<unknown>) {
  const error = await act.then(
    () => {
      throw new Error('It was not refused.')
    },
    (thrown) => thrown,
  )
  return { name: error.name, message: error.message, status: error.$metadata?.httpStatusCode }
}

describe('CreateDeliveryStream and DescribeDeliveryStream', () => {
  test('DirectPut: ACTIVE at once, with what AWS fills in', async () => {
    const before = Date.now()
    expect(await create('direct')).toMatchObject({
      DeliveryStreamARN: `arn:aws:firehose:eu-west-1:${ACCOUNT}:deliverystream/direct`,
    })
    const { CreateTimestamp: created, ...shown } = (await show('direct'))!
    expect(created!.getTime()).toBeGreaterThanOrEqual(before - 1)
    const filled = {
      ...bucket,
      BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
      CompressionFormat: 'UNCOMPRESSED',
      EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
      CloudWatchLoggingOptions: { Enabled: false },
    }
    expect(shown).toEqual({
      DeliveryStreamName: 'direct',
      DeliveryStreamARN: `arn:aws:firehose:eu-west-1:${ACCOUNT}:deliverystream/direct`,
      DeliveryStreamStatus: 'ACTIVE',
      DeliveryStreamEncryptionConfiguration: { Status: 'DISABLED' },
      DeliveryStreamType: 'DirectPut',
      VersionId: '1',
      Destinations: [
        {
          DestinationId: DESTINATION_ID,
          S3DestinationDescription: filled,
          ExtendedS3DestinationDescription: { ...filled, S3BackupMode: 'Disabled' },
        },
      ],
      HasMoreDestinations: false,
    })
  })

  test('a throughput hint is for information only, and shown', async () => {
    await create('hinted', { DirectPutSourceConfiguration: { ThroughputHintInMBs: 7 } })
    expect((await show('hinted'))?.Source).toEqual({ DirectPutSourceDescription: { ThroughputHintInMBs: 7 } })
  })

  test('a Kinesis stream as source: no encryption of its own, and where it began', async () => {
    const source = { KinesisStreamARN: STREAM, RoleARN: ROLE }
    await create('fed', {
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: source,
    })
    const shown = await show('fed')
    expect(shown).not.toHaveProperty('DeliveryStreamEncryptionConfiguration')
    expect(shown?.Source?.KinesisStreamSourceDescription).toEqual({
      ...source,
      DeliveryStartTimestamp: shown?.CreateTimestamp,
    })
  })

  test('the older S3 shape, OpenSearch and Elasticsearch', async () => {
    const index = { RoleARN: ROLE, DomainARN: DOMAIN, IndexName: 'web', S3Configuration: bucket }
    await create('s3', { S3DestinationConfiguration: { ...bucket, Prefix: 'logs/' } })
    await create('os', {
      AmazonopensearchserviceDestinationConfiguration: { ...index, ProcessingConfiguration: processing },
    })
    await create('es', {
      ElasticsearchDestinationConfiguration: {
        ...index,
        IndexRotationPeriod: 'NoRotation',
        ProcessingConfiguration: processing,
      },
    })
    const destination = async (name: string) => (await show(name))?.Destinations?.[0]
    expect(await destination('s3')).toMatchObject({
      S3DestinationDescription: { Prefix: 'logs/' },
      ExtendedS3DestinationDescription: { Prefix: 'logs/' },
    })
    expect(await destination('os')).toMatchObject({
      AmazonopensearchserviceDestinationDescription: {
        ...{ DomainARN: DOMAIN, IndexName: 'web', IndexRotationPeriod: 'OneDay' },
        BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
        RetryOptions: { DurationInSeconds: 300 },
        S3BackupMode: 'FailedDocumentsOnly',
        S3DestinationDescription: { BucketARN: LAKE },
        ProcessingConfiguration: processing,
        DocumentIdOptions: { DefaultDocumentIdFormat: 'FIREHOSE_DEFAULT' },
      },
    })
    expect(await destination('es')).toMatchObject({
      ElasticsearchDestinationDescription: { DomainARN: DOMAIN, IndexRotationPeriod: 'NoRotation' },
    })
  })

  test('pages of destinations end', async () => {
    await create('paged')
    const answer = await firehose.client().send(
      new DescribeDeliveryStreamCommand({
        DeliveryStreamName: 'paged',
        Limit: 1,
        ExclusiveStartDestinationId: DESTINATION_ID,
      }),
    )
    expect(answer.DeliveryStreamDescription).toMatchObject({ Destinations: [], HasMoreDestinations: false })
  })

  test('a name that is not there; a name that is there', async () => {
    expect(await refusal(show('nobody'))).toEqual({
      name: 'ResourceNotFoundException',
      message: `Firehose nobody under account ${ACCOUNT} not found.`,
      status: 400,
    })
    await create('twice')
    expect(await refusal(create('twice'))).toMatchObject({
      name: 'ResourceInUseException',
      message: expect.stringContaining(`Firehose twice under accountId ${ACCOUNT} already exists`),
    })
  })

  test.each<[string, Partial<CreateDeliveryStreamCommandInput>, string]>([
    [
      'a name with a space',
      { DeliveryStreamName: 'a b' },
      "1 validation error detected: Value 'a b' at 'deliveryStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    ],
    [
      'a name that is too long',
      { DeliveryStreamName: 'x'.repeat(65) },
      `1 validation error detected: Value '${'x'.repeat(65)}' at 'deliveryStreamName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    ],
    [
      'an unknown type',
      { DeliveryStreamType: 'Carrier' as never },
      "1 validation error detected: Value 'Carrier' at 'deliveryStreamType' failed to satisfy constraint: Member must satisfy enum value set: [DirectPut, KinesisStreamAsSource, MSKAsSource, DatabaseAsSource]",
    ],
    [
      'no role',
      { ExtendedS3DestinationConfiguration: { BucketARN: LAKE } as never },
      "1 validation error detected: Value null at 'extendedS3DestinationConfiguration.roleARN' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a bucket that is no ARN, hints out of bounds',
      {
        ExtendedS3DestinationConfiguration: {
          ...{ RoleARN: ROLE, BucketARN: 'lake' },
          BufferingHints: { SizeInMBs: 129, IntervalInSeconds: 901 },
        },
      },
      "3 validation errors detected: Value 'lake' at 'extendedS3DestinationConfiguration.bucketARN' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:.*:s3:::[\\w\\.\\-]{1,255}; Value '129' at 'extendedS3DestinationConfiguration.bufferingHints.sizeInMBs' failed to satisfy constraint: Member must have value less than or equal to 128; Value '901' at 'extendedS3DestinationConfiguration.bufferingHints.intervalInSeconds' failed to satisfy constraint: Member must have value less than or equal to 900",
    ],
    [
      'a tag of AWS',
      { Tags: [{ Key: 'aws:x' }] },
      "1 validation error detected: Value 'aws:x' at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(?!aws:)[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@%]*$",
    ],
  ])('validates in AWS words: %s', async (_, more, message) => {
    expect(await refusal(create('wrong', more))).toEqual({
      name: 'ValidationException',
      message,
      status: 400,
    })
  })

  test.each<[string, Partial<CreateDeliveryStreamCommandInput>, string]>([
    [
      'two destinations',
      { ExtendedS3DestinationConfiguration: bucket, S3DestinationConfiguration: bucket },
      'Exactly one destination configuration is supported for a Firehose; there are 2: S3DestinationConfiguration, ExtendedS3DestinationConfiguration.',
    ],
    [
      'a source that is missing',
      { DeliveryStreamType: 'KinesisStreamAsSource' },
      'KinesisStreamSourceConfiguration must be given when DeliveryStreamType is KinesisStreamAsSource.',
    ],
    [
      'a stream that is not there',
      {
        DeliveryStreamType: 'KinesisStreamAsSource',
        KinesisStreamSourceConfiguration: { KinesisStreamARN: `${STREAM}x`, RoleARN: ROLE },
      },
      `KinesisStreamSourceConfiguration.KinesisStreamARN ${STREAM}x can't be read: Stream clicksx not found.`,
    ],
    [
      'encryption of what a stream keeps',
      {
        DeliveryStreamType: 'KinesisStreamAsSource',
        KinesisStreamSourceConfiguration: { KinesisStreamARN: STREAM, RoleARN: ROLE },
        DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
      },
      'This operation is not permitted on KinesisStreamAsSource delivery stream type. Its records are kept by the source; encrypt that.',
    ],
    [
      "a customer's key without the key",
      { DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK' } },
      'KeyARN must be given when KeyType is CUSTOMER_MANAGED_CMK.',
    ],
    ['a tag given twice', { Tags: [{ Key: 'a' }, { Key: 'a' }] }, 'The tag key a is given twice.'],
  ])('refuses %s', async (_, more, message) => {
    expect(await refusal(create('wrong', more))).toEqual({
      name: 'InvalidArgumentException',
      message,
      status: 400,
    })
  })

  const backup = { S3Configuration: bucket }
  test.each<[keyof CreateDeliveryStreamCommandInput, object]>([
    ['AmazonOpenSearchServerlessDestinationConfiguration', { RoleARN: ROLE, IndexName: 'i', ...backup }],
    [
      'SnowflakeDestinationConfiguration',
      {
        ...backup,
        RoleARN: ROLE,
        AccountUrl: 'https://a.b.snowflakecomputing.com',
        Database: 'd',
        Schema: 's',
        Table: 't',
      },
    ],
    ['IcebergDestinationConfiguration', { RoleARN: ROLE, CatalogConfiguration: {}, ...backup }],
    ['MSKSourceConfiguration', {}],
    ['DatabaseSourceConfiguration', {}],
  ])('refuses %s by name', async (member, value) => {
    const more = { [member]: value } as Partial<CreateDeliveryStreamCommandInput>
    expect(await refusal(create('later', more))).toMatchObject({
      name: 'InvalidArgumentException',
      message: expect.stringMatching(new RegExp(`^${member}: this (destination|source) is not served yet`)),
    })
  })
})

describe('ListDeliveryStreams', () => {
  test('pages in the order of names, to the end', async () => {
    const names = Array.from({ length: 12 }, (_, at) => `d-${String(at).padStart(2, '0')}`)
    for (const name of [...names].reverse()) await create(name)
    const list = async (input: object) => {
      const { DeliveryStreamNames, HasMoreDeliveryStreams } = await firehose
        .client()
        .send(new ListDeliveryStreamsCommand(input))
      return [DeliveryStreamNames, HasMoreDeliveryStreams]
    }
    expect(await list({})).toEqual([names.slice(0, 10), true])
    expect(await list({ Limit: 12 })).toEqual([names, false])
    expect(await list({ ExclusiveStartDeliveryStreamName: 'd-09' })).toEqual([['d-10', 'd-11'], false])
    expect(await list({ ExclusiveStartDeliveryStreamName: 'd-11' })).toEqual([[], false])
    expect(await list({ ExclusiveStartDeliveryStreamName: 'd-04x', Limit: 1 })).toEqual([['d-05'], true])
    expect(await list({ DeliveryStreamType: 'KinesisStreamAsSource' })).toEqual([[], false])
    await create('k', {
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: { KinesisStreamARN: STREAM, RoleARN: ROLE },
    })
    expect(await list({ DeliveryStreamType: 'KinesisStreamAsSource' })).toEqual([['k'], false])
    expect(await list({ DeliveryStreamType: 'DirectPut', Limit: 1 })).toEqual([['d-00'], true])
    expect(
      (await refusal(firehose.client().send(new ListDeliveryStreamsCommand({ Limit: 10_001 })))).message,
    ).toBe(
      "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
    )
  })
})

describe('UpdateDestination', () => {
  test('what is absent stays; structures merge; the version counts', async () => {
    await create('changing', {
      ExtendedS3DestinationConfiguration: {
        ...{ ...bucket, Prefix: 'a/', CompressionFormat: 'GZIP', ProcessingConfiguration: processing },
        BufferingHints: { SizeInMBs: 10, IntervalInSeconds: 60 },
      },
    })
    expect(await show('changing')).not.toHaveProperty('LastUpdateTimestamp')
    await update('changing', '1', { ExtendedS3DestinationUpdate: { BufferingHints: { SizeInMBs: 20 } } })
    const shown = await show('changing')
    expect(shown?.VersionId).toBe('2')
    expect(shown?.LastUpdateTimestamp?.getTime()).toBeGreaterThanOrEqual(
      shown?.CreateTimestamp?.getTime() ?? 0,
    )
    expect(shown?.Destinations?.[0].ExtendedS3DestinationDescription).toMatchObject({
      ...{ ...bucket, Prefix: 'a/', CompressionFormat: 'GZIP', ProcessingConfiguration: processing },
      BufferingHints: { SizeInMBs: 20, IntervalInSeconds: 60 },
    })
    await update('changing', '2', { S3DestinationUpdate: { BucketARN: OTHER } })
    expect((await show('changing'))?.Destinations?.[0]).toMatchObject({
      S3DestinationDescription: { BucketARN: OTHER, Prefix: 'a/' },
      ExtendedS3DestinationDescription: { BucketARN: OTHER, ProcessingConfiguration: processing },
    })
    await update('changing', '3', {
      ExtendedS3DestinationUpdate: { ProcessingConfiguration: { Enabled: false, Processors: [] } },
    })
    expect((await show('changing'))?.Destinations?.[0].ExtendedS3DestinationDescription).toMatchObject({
      ProcessingConfiguration: { Enabled: false, Processors: [] },
    })
  })

  test('hints that were never given are the default ones', async () => {
    await create('hints')
    await update('hints', '1', { ExtendedS3DestinationUpdate: { BufferingHints: { SizeInMBs: 2 } } })
    expect((await show('hints'))?.Destinations?.[0].S3DestinationDescription?.BufferingHints).toEqual({
      SizeInMBs: 2,
      IntervalInSeconds: 300,
    })
  })

  test('the older S3 shape becomes the newer one', async () => {
    await create('old', { S3DestinationConfiguration: bucket })
    await update('old', '1', { ExtendedS3DestinationUpdate: { FileExtension: '.json' } })
    expect((await show('old'))?.Destinations?.[0].ExtendedS3DestinationDescription).toMatchObject({
      ...{ ...bucket, FileExtension: '.json' },
    })
  })

  test("an index, and its failed documents' bucket", async () => {
    await create('os', {
      AmazonopensearchserviceDestinationConfiguration: {
        ...{ RoleARN: ROLE, DomainARN: DOMAIN, IndexName: 'web' },
        S3Configuration: { ...bucket, Prefix: 'failed/' },
        ProcessingConfiguration: processing,
      },
    })
    await update('os', '1', {
      AmazonopensearchserviceDestinationUpdate: {
        ...{ IndexName: 'other', IndexRotationPeriod: 'OneHour', RetryOptions: { DurationInSeconds: 0 } },
        S3Update: { BucketARN: OTHER },
      },
    })
    expect((await show('os'))?.Destinations?.[0].AmazonopensearchserviceDestinationDescription).toMatchObject(
      {
        ...{ DomainARN: DOMAIN, IndexName: 'other', IndexRotationPeriod: 'OneHour' },
        RetryOptions: { DurationInSeconds: 0 },
        S3DestinationDescription: { BucketARN: OTHER, Prefix: 'failed/' },
      },
    )
  })

  test('refuses, and changes nothing', async () => {
    await create('firm')
    const invalid = 'InvalidArgumentException'
    const extended = { ExtendedS3DestinationUpdate: { Prefix: 'x/' } }
    expect(await refusal(update('nobody', '1', extended))).toMatchObject({
      name: 'ResourceNotFoundException',
    })
    expect(await refusal(update('firm', '2', extended))).toEqual({
      name: 'ConcurrentModificationException',
      message:
        'Cannot update firehose: firm since the current version id: 1 and specified version id: 2 do not match',
      status: 400,
    })
    expect(
      await refusal(update('firm', '1', { ...extended, DestinationId: 'destinationId-2' })),
    ).toMatchObject({
      ...{ name: invalid, message: 'Destination Id destinationId-2 not found' },
    })
    expect(await refusal(update('firm', '1', {}))).toMatchObject({
      name: invalid,
      message: expect.stringContaining(
        'At least one destination or source configuration update must be provided',
      ),
    })
    expect(await refusal(update('firm', '1', { ...extended, S3DestinationUpdate: {} }))).toMatchObject({
      name: invalid,
      message: expect.stringContaining('Exactly one destination configuration is supported for a Firehose'),
    })
    expect(
      await refusal(update('firm', '1', { ElasticsearchDestinationUpdate: { IndexName: 'i' } })),
    ).toMatchObject({
      name: invalid,
      message: expect.stringContaining(
        'Changing the destination type to or from Elasticsearch is not supported at this time.',
      ),
    })
    expect(await refusal(update('firm', '1', { SplunkDestinationUpdate: {} }))).toMatchObject({
      name: invalid,
      message: expect.stringContaining('Changing the destination type to or from Splunk'),
    })
    expect(
      await refusal(update('firm', '1', { ExtendedS3DestinationUpdate: { Prefix: '!{timestamp:yyyy}/' } })),
    ).toMatchObject({
      name: invalid,
      message: expect.stringContaining(
        "ExtendedS3DestinationUpdate.ErrorOutputPrefix: ErrorOutputPrefix can't be null when Prefix contains expressions",
      ),
    })
    expect(await refusal(update('firm', 'one', extended))).toEqual({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value 'one' at 'currentDeliveryStreamVersionId' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9]+",
      status: 400,
    })
    expect(await show('firm')).toMatchObject({ VersionId: '1' })
  })

  test('of two at once the second is too late', async () => {
    await create('raced')
    const both = ['a/', 'b/'].map((Prefix) =>
      update('raced', '1', { ExtendedS3DestinationUpdate: { Prefix } }),
    )
    const ended = await Promise.allSettled(both)
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await show('raced')).toMatchObject({ VersionId: '2' })
  })
})

describe('DeleteDeliveryStream', () => {
  test('is gone when it answers; a forced one too; one that is not there', async () => {
    const remove = (name: string, force?: boolean) =>
      firehose
        .client()
        .send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: name, AllowForceDelete: force }))
    await create('short')
    await remove('short')
    expect(await refusal(show('short'))).toMatchObject({ name: 'ResourceNotFoundException' })
    await create('short', { DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' } })
    await remove('short', true)
    expect(await refusal(remove('short'))).toEqual({
      name: 'ResourceNotFoundException',
      message: `Firehose short under account ${ACCOUNT} not found.`,
      status: 400,
    })
  })
})

test('everything is there after a restart', async () => {
  await create('kept', {
    DeliveryStreamEncryptionConfigurationInput: {
      KeyType: 'CUSTOMER_MANAGED_CMK',
      KeyARN: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`,
    },
    Tags: [{ Key: 'team', Value: 'web' }],
  })
  await update('kept', '1', { ExtendedS3DestinationUpdate: { Prefix: 'after/' } })
  const before = await show('kept')
  expect(before?.DeliveryStreamEncryptionConfiguration).toEqual({
    KeyType: 'CUSTOMER_MANAGED_CMK',
    KeyARN: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`,
    Status: 'ENABLED',
  })
  await firehose.restart()
  expect(await show('kept')).toEqual(before)
  await update('kept', '2', { ExtendedS3DestinationUpdate: { Prefix: 'again/' } })
  expect(await show('kept')).toMatchObject({ VersionId: '3' })
})

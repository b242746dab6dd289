import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import type { Registry } from '../registry.ts'
import type { Definition } from './read-settings.ts'
import { deliveryStreamName, type OpenSearchInput, type S3Input } from './shapes.ts'

interface Input {
  readonly DeliveryStreamName: string
  readonly Limit?: number
  readonly ExclusiveStartDestinationId?: string
}

export function describeDeliveryStream(registry: Registry): Operation<Input> {
  return {
    name: 'DescribeDeliveryStream',
    members: {
      DeliveryStreamName: deliveryStreamName,
      Limit: { type: 'integer', min: 1, max: 10_000 },
      ExclusiveStartDestinationId: { type: 'string', min: 1, max: 100, pattern: '[a-zA-Z0-9-]+' },
    },
    async run({ DeliveryStreamName: name, ExclusiveStartDestinationId: after = '' }, { account }) {
      const entry = registry.get(name)
      if (!entry) throw errors.notFound(name, account)
      const { definition, status } = entry
      return {
        DeliveryStreamDescription: {
          DeliveryStreamName: name,
          DeliveryStreamARN: definition.arn,
          DeliveryStreamStatus: status,
          DeliveryStreamEncryptionConfiguration: { Status: 'DISABLED' },
          DeliveryStreamType: definition.input.DeliveryStreamType ?? 'DirectPut',
          VersionId: definition.version,
          CreateTimestamp: new Date(definition.createdAt),
          ...sourceOf(definition),
          Destinations: DESTINATION_ID > after ? [destinationOf(definition)] : [],
          HasMoreDestinations: false,
        },
      }
    },
  }
}

const DESTINATION_ID = 'destinationId-000000000001'

function sourceOf({ input, createdAt }: Definition) {
  const source = input.KinesisStreamSourceConfiguration
  if (!source) return {}
  const description = { ...source, DeliveryStartTimestamp: new Date(createdAt) }
  return { Source: { KinesisStreamSourceDescription: description } }
}

/** AWS describes an S3 destination twice: as itself and as what the older shape knows of it. */
function destinationOf({ input }: Definition) {
  const s3 = input.ExtendedS3DestinationConfiguration ?? input.S3DestinationConfiguration
  if (s3) {
    return {
      DestinationId: DESTINATION_ID,
      S3DestinationDescription: describeS3(s3),
      ExtendedS3DestinationDescription: { S3BackupMode: 'Disabled', ...s3, ...describeS3(s3) },
    }
  }
  const index = input.AmazonopensearchserviceDestinationConfiguration as OpenSearchInput
  return {
    DestinationId: DESTINATION_ID,
    AmazonopensearchserviceDestinationDescription: describeIndex(index),
  }
}

const HINTS = { SizeInMBs: 5, IntervalInSeconds: 300 }

function describeS3(s3: S3Input) {
  return {
    RoleARN: s3.RoleARN,
    BucketARN: s3.BucketARN,
    ...(s3.Prefix === undefined ? {} : { Prefix: s3.Prefix }),
    ...(s3.ErrorOutputPrefix === undefined ? {} : { ErrorOutputPrefix: s3.ErrorOutputPrefix }),
    BufferingHints: s3.BufferingHints ?? HINTS,
    CompressionFormat: s3.CompressionFormat ?? 'UNCOMPRESSED',
    EncryptionConfiguration: s3.EncryptionConfiguration ?? { NoEncryptionConfig: 'NoEncryption' },
    CloudWatchLoggingOptions: s3.CloudWatchLoggingOptions ?? { Enabled: false },
  }
}

function describeIndex({ S3Configuration: backup, ...index }: OpenSearchInput) {
  return {
    CloudWatchLoggingOptions: { Enabled: false },
    ...index,
    IndexRotationPeriod: index.IndexRotationPeriod ?? 'OneDay',
    BufferingHints: index.BufferingHints ?? HINTS,
    RetryOptions: { DurationInSeconds: index.RetryOptions?.DurationInSeconds ?? 300 },
    S3BackupMode: index.S3BackupMode ?? 'FailedDocumentsOnly',
    S3DestinationDescription: describeS3(backup),
    DocumentIdOptions: index.DocumentIdOptions ?? { DefaultDocumentIdFormat: 'FIREHOSE_DEFAULT' },
  }
}

import type { Member, Members } from '../../../record/index.ts'
import { reasons } from '../errors.ts'

/** Members that several of firehose's shapes share; constraints from AWS's service model of 2015-08-04. */
export const deliveryStreamName: Member = {
  type: 'string',
  required: true,
  min: 1,
  max: 64,
  pattern: '[a-zA-Z0-9_.-]+',
}

const roleArn: Member = {
  type: 'string',
  required: true,
  min: 1,
  max: 512,
  pattern: 'arn:.*:iam::\\d{12}:role/[a-zA-Z_0-9+=,.@\\-_/]+',
}

const prefix: Member = { type: 'string', min: 0, max: 1024, pattern: '.*' }

function hints(mostMiB: number): Member {
  const members: Members = {
    SizeInMBs: { type: 'integer', min: 1, max: mostMiB },
    IntervalInSeconds: { type: 'integer', min: 0, max: 900 },
  }
  return { type: 'structure', members }
}

const logging: Member = {
  type: 'structure',
  members: {
    Enabled: { type: 'boolean' },
    LogGroupName: { type: 'string', min: 0, max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]*' },
    LogStreamName: { type: 'string', min: 0, max: 512, pattern: '[^:*]*' },
  },
}

const processing: Member = {
  type: 'structure',
  members: {
    Enabled: { type: 'boolean' },
    Processors: {
      type: 'list',
      element: {
        type: 'structure',
        members: {
          Type: {
            type: 'string',
            required: true,
            values: [
              ...['RecordDeAggregation', 'Decompression', 'CloudWatchLogProcessing', 'Lambda'],
              ...['MetadataExtraction', 'AppendDelimiterToRecord'],
            ],
          },
          Parameters: {
            type: 'list',
            element: {
              type: 'structure',
              members: {
                ParameterName: {
                  type: 'string',
                  required: true,
                  values: [
                    ...['LambdaArn', 'NumberOfRetries', 'MetadataExtractionQuery', 'JsonParsingEngine'],
                    ...['RoleArn', 'BufferSizeInMBs', 'BufferIntervalInSeconds', 'SubRecordType'],
                    ...['Delimiter', 'CompressionFormat', 'DataMessageExtraction'],
                  ],
                },
                ParameterValue: {
                  type: 'string',
                  required: true,
                  min: 1,
                  max: 5120,
                  pattern: '^(?!\\s*$).+',
                },
              },
            },
          },
        },
      },
    },
  },
}

const retry: Member = {
  type: 'structure',
  members: { DurationInSeconds: { type: 'integer', min: 0, max: 7200 } },
}

const s3: Members = {
  RoleARN: roleArn,
  BucketARN: {
    type: 'string',
    required: true,
    min: 1,
    max: 2048,
    pattern: 'arn:.*:s3:::[\\w\\.\\-]{1,255}',
  },
  Prefix: prefix,
  ErrorOutputPrefix: prefix,
  BufferingHints: hints(128),
  CompressionFormat: {
    type: 'string',
    values: ['UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'],
  },
  EncryptionConfiguration: {
    type: 'structure',
    members: {
      NoEncryptionConfig: { type: 'string', values: ['NoEncryption'] },
      KMSEncryptionConfig: { type: 'structure', refused: reasons.encryption },
    },
  },
  CloudWatchLoggingOptions: logging,
}

export const s3Destination: Member = { type: 'structure', members: s3 }

export const extendedS3Destination: Member = {
  type: 'structure',
  members: {
    ...s3,
    ProcessingConfiguration: processing,
    S3BackupMode: { type: 'string', values: ['Disabled', 'Enabled'] },
    S3BackupConfiguration: { type: 'structure', refused: reasons.backup },
    DataFormatConversionConfiguration: {
      type: 'structure',
      members: {
        Enabled: { type: 'boolean' },
        SchemaConfiguration: { type: 'structure' },
        InputFormatConfiguration: { type: 'structure' },
        OutputFormatConfiguration: { type: 'structure' },
      },
    },
    DynamicPartitioningConfiguration: {
      type: 'structure',
      members: { Enabled: { type: 'boolean' }, RetryOptions: retry },
    },
    FileExtension: { type: 'string', min: 0, max: 128, pattern: "|\\.[0-9a-z!\\-_.*'()]+" },
    CustomTimeZone: { type: 'string', min: 0, max: 50, pattern: '|[a-zA-Z/_]+' },
  },
}

export const openSearchDestination: Member = {
  type: 'structure',
  members: {
    RoleARN: roleArn,
    DomainARN: {
      type: 'string',
      min: 1,
      max: 512,
      pattern: 'arn:.*:es:[a-zA-Z0-9\\-]+:\\d{12}:domain/[a-z][-0-9a-z]{2,27}',
    },
    ClusterEndpoint: { type: 'string', min: 1, max: 512, pattern: 'https:.*' },
    IndexName: { type: 'string', required: true, min: 1, max: 80, pattern: '.*' },
    TypeName: { type: 'string', min: 0, max: 100, pattern: '.*' },
    IndexRotationPeriod: {
      type: 'string',
      values: ['NoRotation', 'OneHour', 'OneDay', 'OneWeek', 'OneMonth'],
    },
    BufferingHints: hints(100),
    RetryOptions: retry,
    S3BackupMode: { type: 'string', values: ['FailedDocumentsOnly', 'AllDocuments'] },
    S3Configuration: { ...s3Destination, required: true },
    ProcessingConfiguration: processing,
    CloudWatchLoggingOptions: logging,
    VpcConfiguration: { type: 'structure', refused: reasons.vpc },
    DocumentIdOptions: {
      type: 'structure',
      members: {
        DefaultDocumentIdFormat: {
          type: 'string',
          required: true,
          values: ['FIREHOSE_DEFAULT', 'NO_DOCUMENT_ID'],
        },
      },
    },
  },
}

export const kinesisSource: Member = {
  type: 'structure',
  members: {
    KinesisStreamARN: {
      type: 'string',
      required: true,
      min: 1,
      max: 512,
      pattern: 'arn:.*:kinesis:[a-zA-Z0-9\\-]+:\\d{12}:stream/[a-zA-Z0-9_.-]+',
    },
    RoleARN: roleArn,
  },
}

export const tags: Member = {
  type: 'list',
  min: 1,
  max: 50,
  element: {
    type: 'structure',
    members: {
      Key: {
        type: 'string',
        required: true,
        min: 1,
        max: 128,
        pattern: '^(?!aws:)[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@%]*$',
      },
      Value: { type: 'string', min: 0, max: 256, pattern: '^[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@%]*$' },
    },
  },
}

/** The same shapes as they arrive, validated. */
export interface CreateInput {
  readonly DeliveryStreamName: string
  readonly DeliveryStreamType?: 'DirectPut' | 'KinesisStreamAsSource' | 'MSKAsSource' | 'DatabaseAsSource'
  readonly KinesisStreamSourceConfiguration?: { readonly KinesisStreamARN: string; readonly RoleARN: string }
  readonly S3DestinationConfiguration?: S3Input
  readonly ExtendedS3DestinationConfiguration?: ExtendedS3Input
  readonly AmazonopensearchserviceDestinationConfiguration?: OpenSearchInput
  readonly Tags?: readonly { readonly Key: string; readonly Value?: string }[]
}

export interface HintsInput {
  readonly SizeInMBs?: number
  readonly IntervalInSeconds?: number
}

export interface ProcessingInput {
  readonly Enabled?: boolean
  readonly Processors?: readonly ProcessorInput[]
}

export interface ProcessorInput {
  readonly Type: string
  readonly Parameters?: readonly { readonly ParameterName: string; readonly ParameterValue: string }[]
}

export interface S3Input {
  readonly RoleARN: string
  readonly BucketARN: string
  readonly Prefix?: string
  readonly ErrorOutputPrefix?: string
  readonly BufferingHints?: HintsInput
  readonly CompressionFormat?: string
  readonly EncryptionConfiguration?: { readonly NoEncryptionConfig?: string }
  readonly CloudWatchLoggingOptions?: { readonly Enabled?: boolean }
}

export interface ExtendedS3Input extends S3Input {
  readonly ProcessingConfiguration?: ProcessingInput
  readonly S3BackupMode?: 'Disabled' | 'Enabled'
  readonly DataFormatConversionConfiguration?: { readonly Enabled?: boolean }
  readonly DynamicPartitioningConfiguration?: { readonly Enabled?: boolean }
  readonly FileExtension?: string
  readonly CustomTimeZone?: string
}

export interface OpenSearchInput {
  readonly RoleARN: string
  readonly DomainARN?: string
  readonly ClusterEndpoint?: string
  readonly IndexName: string
  readonly TypeName?: string
  readonly IndexRotationPeriod?: string
  readonly BufferingHints?: HintsInput
  readonly RetryOptions?: { readonly DurationInSeconds?: number }
  readonly S3BackupMode?: 'FailedDocumentsOnly' | 'AllDocuments'
  readonly S3Configuration: S3Input
  readonly ProcessingConfiguration?: ProcessingInput
  readonly CloudWatchLoggingOptions?: { readonly Enabled?: boolean }
  readonly DocumentIdOptions?: { readonly DefaultDocumentIdFormat: string }
}

/** The shapes of a delivery stream as they arrive, validated, and as they are kept: AWS's own members. */
export interface CreateInput {
  readonly DeliveryStreamName: string
  readonly DeliveryStreamType?: 'DirectPut' | 'KinesisStreamAsSource' | 'MSKAsSource' | 'DatabaseAsSource'
  readonly DirectPutSourceConfiguration?: { readonly ThroughputHintInMBs: number }
  readonly KinesisStreamSourceConfiguration?: { readonly KinesisStreamARN: string; readonly RoleARN: string }
  readonly DeliveryStreamEncryptionConfigurationInput?: EncryptionInput
  readonly Tags?: readonly Tag[]
  readonly S3DestinationConfiguration?: S3Input
  readonly ExtendedS3DestinationConfiguration?: ExtendedS3Input
  readonly AmazonopensearchserviceDestinationConfiguration?: OpenSearchInput
  readonly ElasticsearchDestinationConfiguration?: OpenSearchInput
  readonly HttpEndpointDestinationConfiguration?: HttpInput
  readonly SplunkDestinationConfiguration?: SplunkInput
  readonly RedshiftDestinationConfiguration?: RedshiftInput
}

export interface Tag {
  readonly Key: string
  readonly Value?: string
}

export interface EncryptionInput {
  readonly KeyType: 'AWS_OWNED_CMK' | 'CUSTOMER_MANAGED_CMK'
  readonly KeyARN?: string
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
  readonly S3BackupConfiguration?: S3Input
  readonly DataFormatConversionConfiguration?: ConversionInput
  readonly DynamicPartitioningConfiguration?: { readonly Enabled?: boolean }
  readonly FileExtension?: string
  readonly CustomTimeZone?: string
}

export interface ConversionInput {
  readonly Enabled?: boolean
  readonly SchemaConfiguration?: object
  readonly InputFormatConfiguration?: {
    readonly Deserializer?: {
      readonly OpenXJsonSerDe?: {
        readonly ConvertDotsInJsonKeysToUnderscores?: boolean
        readonly CaseInsensitive?: boolean
        readonly ColumnToJsonKeyMappings?: Readonly<Record<string, string>>
      }
      readonly HiveJsonSerDe?: { readonly TimestampFormats?: readonly string[] }
    }
  }
  readonly OutputFormatConfiguration?: {
    readonly Serializer?: {
      readonly ParquetSerDe?: {
        readonly BlockSizeBytes?: number
        readonly PageSizeBytes?: number
        readonly Compression?: 'UNCOMPRESSED' | 'SNAPPY' | 'GZIP'
        readonly EnableDictionaryCompression?: boolean
        readonly MaxPaddingBytes?: number
        readonly WriterVersion?: 'V1' | 'V2'
      }
      readonly OrcSerDe?: object
    }
  }
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

interface RemoteInput {
  readonly BufferingHints?: HintsInput
  readonly RetryOptions?: { readonly DurationInSeconds?: number }
  readonly S3Configuration: S3Input
  readonly ProcessingConfiguration?: ProcessingInput
  readonly CloudWatchLoggingOptions?: { readonly Enabled?: boolean }
}

export interface HttpInput extends RemoteInput {
  readonly EndpointConfiguration: {
    readonly Url: string
    readonly Name?: string
    readonly AccessKey?: string
  }
  readonly RequestConfiguration?: {
    readonly ContentEncoding?: 'NONE' | 'GZIP'
    readonly CommonAttributes?: readonly { readonly AttributeName: string; readonly AttributeValue: string }[]
  }
  readonly S3BackupMode?: 'FailedDataOnly' | 'AllData'
}

export interface SplunkInput extends RemoteInput {
  readonly HECEndpoint: string
  readonly HECEndpointType: 'Raw' | 'Event'
  readonly HECToken?: string
  readonly HECAcknowledgmentTimeoutInSeconds?: number
  readonly S3BackupMode?: 'FailedEventsOnly' | 'AllEvents'
}

export interface RedshiftInput extends RemoteInput {
  readonly RoleARN: string
  readonly ClusterJDBCURL: string
  readonly CopyCommand: {
    readonly DataTableName: string
    readonly DataTableColumns?: string
    readonly CopyOptions?: string
  }
  readonly Username?: string
  readonly Password?: string
  readonly S3BackupMode?: 'Disabled' | 'Enabled'
  readonly S3BackupConfiguration?: S3Input
}

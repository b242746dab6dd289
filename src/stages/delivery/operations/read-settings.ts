import type { Rotation } from '../core/index-name.ts'
import { errors, reasons } from '../errors.ts'
import type { IndexSettings, LakeSettings, Settings } from '../settings.ts'
import { assertNoLogging, readBucket, readHints } from './bucket-settings.ts'
import { readDelimiter, readProcessor } from './processor-settings.ts'
import type { CreateInput, ExtendedS3Input, OpenSearchInput, S3Input } from './shapes.ts'

/** What is kept of a delivery stream: AWS's own input, and what it got when it was made. */
export interface Definition {
  readonly arn: string
  readonly createdAt: number
  readonly version: string
  readonly input: CreateInput
}

/** Translates AWS's members; refuses by name whatever AWS knows and this room does not serve. */
export function readSettings({ arn, createdAt, version, input }: Definition): Settings {
  const { name: place, destination, processing } = readDestination(input)
  const processor = readProcessor(processing, place)
  if (destination.kind === 'index' && !processor) throw errors.noProcessor(place)
  return {
    name: input.DeliveryStreamName,
    arn,
    createdAt,
    version,
    sourceArn: readSource(input),
    processor,
    destination,
  }
}

function readSource(input: CreateInput): string | undefined {
  const type = input.DeliveryStreamType ?? 'DirectPut'
  const source = input.KinesisStreamSourceConfiguration
  if (type === 'MSKAsSource' || type === 'DatabaseAsSource') {
    throw errors.notServed(`DeliveryStreamType ${type}`, reasons.source)
  }
  if (type === 'DirectPut' && source) throw errors.sourceUnwanted(type)
  if (type === 'KinesisStreamAsSource' && !source) throw errors.sourceMissing()
  return source?.KinesisStreamARN
}

function readDestination(input: CreateInput) {
  const given = DESTINATIONS.filter((name) => input[name] !== undefined)
  if (given.length !== 1) throw errors.destinations(given)
  const [name] = given
  if (name === 'AmazonopensearchserviceDestinationConfiguration') {
    const configuration = input[name] as OpenSearchInput
    const processing = configuration.ProcessingConfiguration
    return { name, destination: readIndex(configuration, name), processing }
  }
  const configuration: S3Input & Partial<ExtendedS3Input> = input[name] as S3Input
  const processing = configuration.ProcessingConfiguration
  return { name, destination: readLake(configuration, name), processing }
}

const DESTINATIONS = [
  'S3DestinationConfiguration',
  'ExtendedS3DestinationConfiguration',
  'AmazonopensearchserviceDestinationConfiguration',
] as const

function readLake(input: S3Input & Partial<ExtendedS3Input>, place: string): LakeSettings {
  if (input.DynamicPartitioningConfiguration?.Enabled) {
    throw errors.notServed(`${place}.DynamicPartitioningConfiguration.Enabled`, reasons.partitioning)
  }
  if (input.DataFormatConversionConfiguration && input.DataFormatConversionConfiguration.Enabled !== false) {
    throw errors.notServed(`${place}.DataFormatConversionConfiguration`, reasons.conversion)
  }
  if (input.S3BackupMode === 'Enabled') {
    throw errors.notServed(`${place}.S3BackupMode Enabled`, reasons.backup)
  }
  return {
    kind: 'lake',
    ...readBucket(input, place),
    hints: readHints(input.BufferingHints, place, { mib: 5, seconds: 300 }),
    delimiter: readDelimiter(input.ProcessingConfiguration, place),
  }
}

function readIndex(input: OpenSearchInput, place: string): IndexSettings {
  const { DomainARN: arn, ClusterEndpoint: endpoint, S3Configuration: backup } = input
  const domain = arn ?? endpoint
  if (!domain || (arn && endpoint)) throw errors.domain(place)
  assertIndexName(input.IndexName, place)
  if (input.TypeName) throw errors.notServed(`${place}.TypeName`, 'OpenSearch has no types. Leave it empty.')
  if (input.S3BackupMode === 'AllDocuments') {
    throw errors.notServed(`${place}.S3BackupMode AllDocuments`, reasons.backup)
  }
  if (input.DocumentIdOptions?.DefaultDocumentIdFormat === 'NO_DOCUMENT_ID') {
    throw errors.notServed(`${place}.DocumentIdOptions NO_DOCUMENT_ID`, reasons.noDocumentId)
  }
  assertNoLogging(input.CloudWatchLoggingOptions, place)
  readDelimiter(input.ProcessingConfiguration, place)
  assertBackupHints(backup, place)
  return {
    kind: 'index',
    domain,
    indexName: input.IndexName,
    rotation: (input.IndexRotationPeriod ?? 'OneDay') as Rotation,
    hints: readHints(input.BufferingHints, place, { mib: 5, seconds: 300 }),
    retryMillis: (input.RetryOptions?.DurationInSeconds ?? 300) * 1000,
    backup: readBucket(backup, `${place}.S3Configuration`),
  }
}

/** Failed documents are written at once, which no interval forbids; but AWS takes no zero here. */
function assertBackupHints(backup: S3Input, place: string) {
  const where = `${place}.S3Configuration`
  readHints(backup.BufferingHints, where, { mib: 5, seconds: 300 })
  const seconds = backup.BufferingHints?.IntervalInSeconds
  if (seconds === undefined || seconds >= 60) return
  throw errors.wrong(`${where}.BufferingHints.IntervalInSeconds`, 'a backup has 60 to 900 seconds.')
}

/** What OpenSearch refuses as an index name is refused here, where somebody reads the answer. */
function assertIndexName(name: string, place: string) {
  const wrong = /[A-Z]/.test(name)
    ? 'index names are lower-case'
    : /[\s"*\\<|,>/?#:]/.test(name)
      ? 'index names have no spaces and none of " * \\ < | , > / ? # :'
      : /^[-_+.]/.test(name)
        ? 'index names begin with a letter or digit'
        : undefined
  if (wrong) throw errors.wrong(`${place}.IndexName '${name}'`, `${wrong}.`)
}

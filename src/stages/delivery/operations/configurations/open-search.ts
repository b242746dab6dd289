import type { Members } from '../../../../record/index.ts'
import type { Rotation } from '../../core/index-name.ts'
import { errors, reasons } from '../../errors.ts'
import type { IndexSettings } from '../../settings.ts'
import { assertUrl } from '../assert-url.ts'
import { readSourceBackup } from '../backup-settings.ts'
import { assertNoLogging, readBackupHints, readBucket, readHints } from '../bucket-settings.ts'
import type { OpenSearchInput } from '../inputs.ts'
import { assertNoPartitions, readDelimiter } from '../processor-settings.ts'
import { bucket, bucketUpdate } from '../shapes/bucket.ts'
import { choice, need, optional, refuse, structure, text, without } from '../shapes/constraint.ts'
import { hints, logging, processing, retry, roleArn, vpc } from '../shapes/delivery.ts'
import { type DestinationType, type Served, served } from './destination-type.ts'
import { DEFAULT_HINTS, describeBucket } from './extended-s3.ts'

export const members: Members = {
  RoleARN: need(roleArn),
  DomainARN: text(1, 512, 'arn:.*:es:[a-zA-Z0-9\\-]+:\\d{12}:domain/[a-z][-0-9a-z]{2,27}'),
  ClusterEndpoint: text(1, 512, 'https?:.*'),
  IndexName: need(text(1, 80, '.*')),
  TypeName: text(0, 100, '.*'),
  IndexRotationPeriod: choice('NoRotation', 'OneHour', 'OneDay', 'OneWeek', 'OneMonth'),
  BufferingHints: hints(100),
  RetryOptions: retry,
  S3BackupMode: choice('FailedDocumentsOnly', 'AllDocuments'),
  S3Configuration: need(structure(bucket)),
  ProcessingConfiguration: processing,
  CloudWatchLoggingOptions: logging,
  VpcConfiguration: refuse(vpc, reasons.vpc),
  DocumentIdOptions: structure({
    DefaultDocumentIdFormat: need(choice('FIREHOSE_DEFAULT', 'NO_DOCUMENT_ID')),
  }),
}

export const update: Members = {
  ...optional(without(members, 'S3BackupMode', 'S3Configuration', 'VpcConfiguration')),
  S3Update: structure(bucketUpdate),
}

export const openSearch: DestinationType = served(
  'Amazonopensearchservice',
  members,
  update,
  indexDestination('Amazonopensearchservice', 'AmazonOpenSearchService'),
)

/** The embedded index, under either of the names that AWS has for its domains. */
export function indexDestination(name: string, service: IndexSettings['service']): Served {
  return {
    family: name,
    read: (input, place) => readIndex(input, place, service),
    readBackup: ({ S3BackupMode: mode, S3Configuration: bucket }: OpenSearchInput, place) =>
      mode === 'AllDocuments' ? readSourceBackup(bucket, mode, `${place}.S3Configuration`) : undefined,
    describe: (input) => ({ [`${name}DestinationDescription`]: describe(input) }),
  }
}

function readIndex(input: OpenSearchInput, place: string, service: IndexSettings['service']): IndexSettings {
  const { DomainARN: arn, ClusterEndpoint: endpoint, S3Configuration: backup } = input
  const domain = arn ?? endpoint
  if (!domain || (arn && endpoint)) throw errors.domain(place)
  assertIndexName(input.IndexName, place)
  if (input.TypeName && arn) {
    throw errors.notServed(`${place}.TypeName`, 'the built-in index has no types. Leave it empty.')
  }
  assertNoLogging(input.CloudWatchLoggingOptions, place)
  if (endpoint) assertUrl(endpoint, `${place}.ClusterEndpoint`)
  assertNoPartitions(input.ProcessingConfiguration, place)
  readBackupHints(backup.BufferingHints, `${place}.S3Configuration`)
  return {
    kind: 'index',
    service,
    domain,
    indexName: input.IndexName,
    hasIds: input.DocumentIdOptions?.DefaultDocumentIdFormat !== 'NO_DOCUMENT_ID',
    typeName: input.TypeName ?? '',
    delimiter: readDelimiter(input.ProcessingConfiguration, place),
    rotation: (input.IndexRotationPeriod ?? 'OneDay') as Rotation,
    hints: readHints(input.BufferingHints, place, { mib: 5, seconds: 300 }),
    retryMillis: (input.RetryOptions?.DurationInSeconds ?? 300) * 1000,
    bucket: readBucket(backup, `${place}.S3Configuration`),
  }
}

/** `https://user:password@host` signs in to a cluster; nobody is shown the password again. */
function withoutPassword(endpoint: string): string {
  return endpoint.replace(/^(https?:\/\/[^/@:]*):[^/@]*@/, '$1:****@')
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

function describe({ S3Configuration: backup, ...index }: OpenSearchInput) {
  const { ClusterEndpoint: endpoint } = index
  return {
    CloudWatchLoggingOptions: { Enabled: false },
    ...index,
    ...(endpoint === undefined ? {} : { ClusterEndpoint: withoutPassword(endpoint) }),
    IndexRotationPeriod: index.IndexRotationPeriod ?? 'OneDay',
    BufferingHints: index.BufferingHints ?? DEFAULT_HINTS,
    RetryOptions: { DurationInSeconds: index.RetryOptions?.DurationInSeconds ?? 300 },
    S3BackupMode: index.S3BackupMode ?? 'FailedDocumentsOnly',
    S3DestinationDescription: describeBucket(backup),
    DocumentIdOptions: index.DocumentIdOptions ?? { DefaultDocumentIdFormat: 'FIREHOSE_DEFAULT' },
  }
}

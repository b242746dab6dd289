import type { Members } from '../../../../record/index.ts'
import { bucket } from '../shapes/bucket.ts'
import { choice, flag, list, need, optional, structure, text } from '../shapes/constraint.ts'
import { hints, logging, processing, retry, roleArn } from '../shapes/delivery.ts'
import { type DestinationType, notServed } from './destination-type.ts'

const name = text(1, 255, '[a-zA-Z0-9\\.\\_]+')
const word = text(1, 1024, '^\\S+$')

const members: Members = {
  DestinationTableConfigurationList: list(
    structure({
      DestinationTableName: need(name),
      DestinationDatabaseName: need(name),
      UniqueKeys: list(word),
      PartitionSpec: structure({ Identity: list(structure({ SourceName: need(word) })) }),
      S3ErrorOutputPrefix: text(0, 1024, '.*'),
    }),
  ),
  SchemaEvolutionConfiguration: structure({ Enabled: need(flag) }),
  TableCreationConfiguration: structure({ Enabled: need(flag) }),
  BufferingHints: hints(128),
  CloudWatchLoggingOptions: logging,
  ProcessingConfiguration: processing,
  S3BackupMode: choice('FailedDataOnly', 'AllData'),
  RetryOptions: retry,
  RoleARN: need(roleArn),
  AppendOnly: flag,
  CatalogConfiguration: need(
    structure({
      CatalogARN: text(1, 512, 'arn:.*:glue:.*:\\d{12}:catalog(?:(/[a-z0-9_-]+){1,2})?'),
      WarehouseLocation: text(1, 2048, 's3:\\/\\/.*'),
    }),
  ),
  S3Configuration: need(structure(bucket)),
}

export const iceberg: DestinationType = notServed('Iceberg', members, optional(members))

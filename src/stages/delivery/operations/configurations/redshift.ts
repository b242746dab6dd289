import type { Members } from '../../../../record/index.ts'
import { bucket, bucketUpdate } from '../shapes/bucket.ts'
import { choice, need, optional, structure, text, without } from '../shapes/constraint.ts'
import { logging, processing, retry, roleArn, secret } from '../shapes/delivery.ts'
import { type DestinationType, notServed } from './destination-type.ts'

const members: Members = {
  RoleARN: need(roleArn),
  ClusterJDBCURL: need(
    text(
      1,
      512,
      'jdbc:(redshift|postgresql)://((?!-)[A-Za-z0-9-]{1,63}(?<!-)\\.)+(redshift(-serverless)?)\\.([a-zA-Z0-9\\.\\-]+):\\d{1,5}/[a-zA-Z0-9_$-]+',
    ),
  ),
  CopyCommand: need(
    structure({
      DataTableName: need(text(1, 512, '.*')),
      DataTableColumns: text(0, 10_240, '.*'),
      CopyOptions: text(0, 10_240, '.*'),
    }),
  ),
  Username: text(1, 512, '.*'),
  Password: text(6, 512, '.*'),
  RetryOptions: retry,
  S3Configuration: need(structure(bucket)),
  ProcessingConfiguration: processing,
  S3BackupMode: choice('Disabled', 'Enabled'),
  S3BackupConfiguration: structure(bucket),
  CloudWatchLoggingOptions: logging,
  SecretsManagerConfiguration: secret,
}

export const redshift: DestinationType = notServed('Redshift', members, {
  ...optional(without(members, 'S3Configuration', 'S3BackupConfiguration')),
  S3Update: structure(bucketUpdate),
  S3BackupUpdate: structure(bucketUpdate),
})

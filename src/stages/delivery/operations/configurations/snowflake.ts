import type { Members } from '../../../../record/index.ts'
import { bucket, bucketUpdate } from '../shapes/bucket.ts'
import { choice, flag, need, optional, structure, text, without } from '../shapes/constraint.ts'
import { hints, logging, processing, retry, roleArn, secret } from '../shapes/delivery.ts'
import { type DestinationType, notServed } from './destination-type.ts'

const name = text(1, 255)

const members: Members = {
  AccountUrl: need(text(24, 2048, '.+?\\.snowflakecomputing\\.com')),
  PrivateKey: text(256, 4096, '^(?:[A-Za-z0-9+\\/]{4})*(?:[A-Za-z0-9+\\/]{2}==|[A-Za-z0-9+\\/]{3}=)?$'),
  KeyPassphrase: text(7, 255),
  User: name,
  ...{ Database: need(name), Schema: need(name), Table: need(name) },
  SnowflakeRoleConfiguration: structure({ Enabled: flag, SnowflakeRole: name }),
  DataLoadingOption: choice(
    'JSON_MAPPING',
    'VARIANT_CONTENT_MAPPING',
    'VARIANT_CONTENT_AND_METADATA_MAPPING',
  ),
  MetaDataColumnName: name,
  ContentColumnName: name,
  SnowflakeVpcConfiguration: structure({
    PrivateLinkVpceId: need(
      text(47, 255, '([a-zA-Z0-9\\-\\_]+\\.){2,3}vpce\\.[a-zA-Z0-9\\-]*\\.vpce-svc\\-[a-zA-Z0-9\\-]{17}$'),
    ),
  }),
  CloudWatchLoggingOptions: logging,
  ProcessingConfiguration: processing,
  RoleARN: need(roleArn),
  RetryOptions: retry,
  S3BackupMode: choice('FailedDataOnly', 'AllData'),
  S3Configuration: need(structure(bucket)),
  SecretsManagerConfiguration: secret,
  BufferingHints: hints(128),
}

export const snowflake: DestinationType = notServed('Snowflake', members, {
  ...optional(without(members, 'S3Configuration', 'SnowflakeVpcConfiguration')),
  S3Update: structure(bucketUpdate),
})

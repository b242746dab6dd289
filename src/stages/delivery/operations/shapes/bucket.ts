import type { Members } from '../../../../record/index.ts'
import { reasons } from '../../errors.ts'
import { choice, need, optional, refuse, structure, text } from './constraint.ts'
import { hints, logging, roleArn } from './delivery.ts'
import { kmsKeyArn } from './stream.ts'

/** `S3DestinationConfiguration`: a destination of its own, and the backup of others. */
export const bucket: Members = {
  RoleARN: need(roleArn),
  BucketARN: need(text(1, 2048, 'arn:.*:s3:::[\\w\\.\\-]{1,255}')),
  Prefix: text(0, 1024, '.*'),
  ErrorOutputPrefix: text(0, 1024, '.*'),
  BufferingHints: hints(128),
  CompressionFormat: choice('UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'),
  EncryptionConfiguration: structure({
    NoEncryptionConfig: choice('NoEncryption'),
    KMSEncryptionConfig: refuse(structure({ AWSKMSKeyARN: need(kmsKeyArn) }), reasons.encryption),
  }),
  CloudWatchLoggingOptions: logging,
}

/** `S3DestinationUpdate` */
export const bucketUpdate: Members = optional(bucket)

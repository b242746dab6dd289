import type { Members } from '../../../../record/index.ts'
import { bucket, bucketUpdate } from '../shapes/bucket.ts'
import { choice, need, optional, structure, text, without } from '../shapes/constraint.ts'
import { hints, logging, processing, retry, roleArn, vpc } from '../shapes/delivery.ts'
import { type DestinationType, notServed } from './destination-type.ts'

const members: Members = {
  RoleARN: need(roleArn),
  CollectionEndpoint: text(1, 512, 'https:.*'),
  IndexName: need(text(1, 80, '.*')),
  BufferingHints: hints(100),
  RetryOptions: retry,
  S3BackupMode: choice('FailedDocumentsOnly', 'AllDocuments'),
  S3Configuration: need(structure(bucket)),
  ProcessingConfiguration: processing,
  CloudWatchLoggingOptions: logging,
  VpcConfiguration: vpc,
}

export const openSearchServerless: DestinationType = notServed('AmazonOpenSearchServerless', members, {
  ...optional(without(members, 'S3BackupMode', 'S3Configuration', 'VpcConfiguration')),
  S3Update: structure(bucketUpdate),
})

import type { Members } from '../../../../record/index.ts'
import { bucket, bucketUpdate } from '../shapes/bucket.ts'
import { choice, list, need, optional, structure, text, without } from '../shapes/constraint.ts'
import { hints, logging, processing, retry, roleArn, secret } from '../shapes/delivery.ts'
import { type DestinationType, notServed } from './destination-type.ts'

const members: Members = {
  EndpointConfiguration: need(
    structure({
      Url: need(text(1, 1000, 'https://.*')),
      Name: text(1, 256, '^(?!\\s*$).+'),
      AccessKey: text(0, 4096, '.*'),
    }),
  ),
  BufferingHints: hints(64),
  CloudWatchLoggingOptions: logging,
  RequestConfiguration: structure({
    ContentEncoding: choice('NONE', 'GZIP'),
    CommonAttributes: list(
      structure({
        AttributeName: need(text(1, 256, '^(?!\\s*$).+')),
        AttributeValue: need(text(0, 1024, '.*')),
      }),
      0,
      50,
    ),
  }),
  ProcessingConfiguration: processing,
  RoleARN: roleArn,
  RetryOptions: retry,
  S3BackupMode: choice('FailedDataOnly', 'AllData'),
  S3Configuration: need(structure(bucket)),
  SecretsManagerConfiguration: secret,
}

export const httpEndpoint: DestinationType = notServed('HttpEndpoint', members, {
  ...optional(without(members, 'S3Configuration')),
  S3Update: structure(bucketUpdate),
})

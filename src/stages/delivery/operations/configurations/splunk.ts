import type { Members } from '../../../../record/index.ts'
import { bucket, bucketUpdate } from '../shapes/bucket.ts'
import { choice, need, optional, structure, text, whole, without } from '../shapes/constraint.ts'
import { hints, logging, processing, retry, secret } from '../shapes/delivery.ts'
import { type DestinationType, notServed } from './destination-type.ts'

const members: Members = {
  HECEndpoint: need(text(0, 2048, '.*')),
  HECEndpointType: need(choice('Raw', 'Event')),
  HECToken: text(0, 2048, '.*'),
  HECAcknowledgmentTimeoutInSeconds: whole(180, 600),
  RetryOptions: retry,
  S3BackupMode: choice('FailedEventsOnly', 'AllEvents'),
  S3Configuration: need(structure(bucket)),
  ProcessingConfiguration: processing,
  CloudWatchLoggingOptions: logging,
  BufferingHints: hints(5, 60),
  SecretsManagerConfiguration: secret,
}

export const splunk: DestinationType = notServed('Splunk', members, {
  ...optional(without(members, 'S3Configuration')),
  S3Update: structure(bucketUpdate),
})

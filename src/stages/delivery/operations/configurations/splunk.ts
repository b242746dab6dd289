import type { Members } from '../../../../record/index.ts'
import { errors, reasons } from '../../errors.ts'
import type { SplunkSettings } from '../../settings.ts'
import { assertHeader, assertUrl } from '../assert-url.ts'
import { readSourceBackup } from '../backup-settings.ts'
import { assertNoLogging, readBackupHints, readBucket, readHints } from '../bucket-settings.ts'
import type { SplunkInput } from '../inputs.ts'
import { assertNoPartitions, readDelimiter } from '../processor-settings.ts'
import { bucket, bucketUpdate } from '../shapes/bucket.ts'
import { choice, need, optional, refuse, structure, text, whole, without } from '../shapes/constraint.ts'
import { hints, logging, processing, retry, secret } from '../shapes/delivery.ts'
import { type DestinationType, served } from './destination-type.ts'
import { describeBucket } from './extended-s3.ts'

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
  SecretsManagerConfiguration: refuse(secret, reasons.secret),
}

const update: Members = {
  ...optional(without(members, 'S3Configuration')),
  S3Update: structure(bucketUpdate),
}

export const splunk: DestinationType = served('Splunk', members, update, {
  family: 'Splunk',
  read,
  readBackup: ({ S3BackupMode: mode, S3Configuration: input }: SplunkInput, place) =>
    mode === 'AllEvents' ? readSourceBackup(input, mode, `${place}.S3Configuration`) : undefined,
  describe: (input) => ({ SplunkDestinationDescription: describe(input) }),
})

const ACKNOWLEDGE_SECONDS = 180

function read(input: SplunkInput, place: string): SplunkSettings {
  const { HECEndpoint: endpoint, HECToken: token, S3Configuration: failed } = input
  assertUrl(endpoint, `${place}.HECEndpoint`)
  if (!token) throw errors.wrong(`${place}.HECToken`, 'it must be given.')
  assertHeader(token, `${place}.HECToken`)
  assertNoLogging(input.CloudWatchLoggingOptions, place)
  assertNoPartitions(input.ProcessingConfiguration, place)
  readBackupHints(failed.BufferingHints, `${place}.S3Configuration`)
  return {
    ...{ kind: 'splunk', service: 'Splunk', token },
    endpoint: endpoint.replace(/\/+$/, ''),
    isRaw: input.HECEndpointType === 'Raw',
    acknowledgeMillis: (input.HECAcknowledgmentTimeoutInSeconds ?? ACKNOWLEDGE_SECONDS) * 1000,
    delimiter: readDelimiter(input.ProcessingConfiguration, place),
    hints: readHints(input.BufferingHints, place, { mib: 5, seconds: 60 }),
    retryMillis: (input.RetryOptions?.DurationInSeconds ?? 300) * 1000,
    bucket: readBucket(failed, `${place}.S3Configuration`),
  }
}

/** The token is a secret: it is not shown, as AWS does not show an access key. */
function describe({ S3Configuration: failed, HECToken: _, ...input }: SplunkInput) {
  return {
    CloudWatchLoggingOptions: { Enabled: false },
    HECAcknowledgmentTimeoutInSeconds: ACKNOWLEDGE_SECONDS,
    S3BackupMode: 'FailedEventsOnly',
    ...input,
    BufferingHints: input.BufferingHints ?? { SizeInMBs: 5, IntervalInSeconds: 60 },
    RetryOptions: { DurationInSeconds: input.RetryOptions?.DurationInSeconds ?? 300 },
    S3DestinationDescription: describeBucket(failed),
  }
}

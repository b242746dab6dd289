import type { Members } from '../../../../record/index.ts'
import { reasons } from '../../errors.ts'
import type { HttpSettings } from '../../settings.ts'
import { assertHeader, assertUrl } from '../assert-url.ts'
import { readSourceBackup } from '../backup-settings.ts'
import { assertNoLogging, readBackupHints, readBucket, readHints } from '../bucket-settings.ts'
import type { HttpInput } from '../inputs.ts'
import { assertNoPartitions, readDelimiter } from '../processor-settings.ts'
import { bucket, bucketUpdate } from '../shapes/bucket.ts'
import { choice, list, need, optional, refuse, structure, text, without } from '../shapes/constraint.ts'
import { hints, logging, processing, retry, roleArn, secret } from '../shapes/delivery.ts'
import { type DestinationType, served } from './destination-type.ts'
import { describeBucket } from './extended-s3.ts'

const members: Members = {
  EndpointConfiguration: need(
    structure({
      Url: need(text(1, 1000, 'https?://.*')),
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
  SecretsManagerConfiguration: refuse(secret, reasons.secret),
}

const update: Members = {
  ...optional(without(members, 'S3Configuration')),
  S3Update: structure(bucketUpdate),
}

export const httpEndpoint: DestinationType = served('HttpEndpoint', members, update, {
  family: 'HttpEndpoint',
  read,
  readBackup: ({ S3BackupMode: mode, S3Configuration: input }: HttpInput, place) =>
    mode === 'AllData' ? readSourceBackup(input, mode, `${place}.S3Configuration`) : undefined,
  describe: (input) => ({ HttpEndpointDestinationDescription: describe(input) }),
})

function read(input: HttpInput, place: string): HttpSettings {
  const { EndpointConfiguration: endpoint, RequestConfiguration: request, S3Configuration: failed } = input
  assertUrl(endpoint.Url, `${place}.EndpointConfiguration.Url`)
  assertHeader(endpoint.AccessKey ?? '', `${place}.EndpointConfiguration.AccessKey`)
  assertNoLogging(input.CloudWatchLoggingOptions, place)
  assertNoPartitions(input.ProcessingConfiguration, place)
  readBackupHints(failed.BufferingHints, `${place}.S3Configuration`)
  return {
    ...{ kind: 'http', service: 'HttpEndpoint' },
    url: endpoint.Url,
    accessKey: endpoint.AccessKey,
    isZipped: request?.ContentEncoding === 'GZIP',
    attributes: attributesOf(request?.CommonAttributes ?? []),
    delimiter: readDelimiter(input.ProcessingConfiguration, place),
    hints: readHints(input.BufferingHints, place, { mib: 5, seconds: 60 }),
    retryMillis: (input.RetryOptions?.DurationInSeconds ?? 300) * 1000,
    bucket: readBucket(failed, `${place}.S3Configuration`),
  }
}

/** The value of X-Amz-Firehose-Common-Attributes; a header has ASCII alone. */
function attributesOf(given: readonly { readonly AttributeName: string; readonly AttributeValue: string }[]) {
  if (given.length === 0) return undefined
  const commonAttributes = Object.fromEntries(
    given.map(({ AttributeName: name, AttributeValue: value }) => [name, value]),
  )
  return JSON.stringify({ commonAttributes }).replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** AWS does not show the access key either. */
function describe({ S3Configuration: failed, EndpointConfiguration: endpoint, ...input }: HttpInput) {
  const { Url, Name } = endpoint
  return {
    CloudWatchLoggingOptions: { Enabled: false },
    RequestConfiguration: { ContentEncoding: 'NONE' },
    S3BackupMode: 'FailedDataOnly',
    ...input,
    EndpointConfiguration: { Url, ...(Name === undefined ? {} : { Name }) },
    BufferingHints: input.BufferingHints ?? { SizeInMBs: 5, IntervalInSeconds: 60 },
    RetryOptions: { DurationInSeconds: input.RetryOptions?.DurationInSeconds ?? 300 },
    S3DestinationDescription: describeBucket(failed),
  }
}

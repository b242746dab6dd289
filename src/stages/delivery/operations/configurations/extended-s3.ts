import type { Members } from '../../../../record/index.ts'
import { errors, reasons } from '../../errors.ts'
import type { LakeSettings } from '../../settings.ts'
import { readBucket, readHints } from '../bucket-settings.ts'
import type { ExtendedS3Input, S3Input } from '../inputs.ts'
import { readDelimiter } from '../processor-settings.ts'
import { bucket, bucketUpdate } from '../shapes/bucket.ts'
import { choice, flag, optional, refuse, structure, text, without } from '../shapes/constraint.ts'
import { processing, retry } from '../shapes/delivery.ts'
import { formatConversion } from '../shapes/format-conversion.ts'
import { type DestinationType, type Served, served } from './destination-type.ts'

const members: Members = {
  ...bucket,
  ProcessingConfiguration: processing,
  S3BackupMode: choice('Disabled', 'Enabled'),
  S3BackupConfiguration: refuse(structure(bucket), reasons.backup),
  DataFormatConversionConfiguration: formatConversion,
  DynamicPartitioningConfiguration: structure({ RetryOptions: retry, Enabled: flag }),
  FileExtension: text(0, 128, "^$|\\.[0-9a-z!\\-_.*'()]+"),
  CustomTimeZone: text(0, 50, '^$|[a-zA-Z/_]+'),
}

const update: Members = {
  ...optional(without(members, 'S3BackupConfiguration')),
  S3BackupUpdate: refuse(structure(bucketUpdate), reasons.backup),
}

export const bucketDestination: Served = { family: 'S3', read: readLake, describe }

export const extendedS3: DestinationType = served('ExtendedS3', members, update, bucketDestination)

type Input = S3Input & Partial<ExtendedS3Input>

function readLake(input: Input, place: string): LakeSettings {
  if (input.DynamicPartitioningConfiguration?.Enabled) {
    throw errors.notServed(`${place}.DynamicPartitioningConfiguration.Enabled`, reasons.partitioning)
  }
  if (input.DataFormatConversionConfiguration && input.DataFormatConversionConfiguration.Enabled !== false) {
    throw errors.notServed(`${place}.DataFormatConversionConfiguration`, reasons.conversion)
  }
  if (input.S3BackupMode === 'Enabled') {
    throw errors.notServed(`${place}.S3BackupMode Enabled`, reasons.backup)
  }
  return {
    kind: 'lake',
    ...readBucket(input, place),
    hints: readHints(input.BufferingHints, place, { mib: 5, seconds: 300 }),
    delimiter: readDelimiter(input.ProcessingConfiguration, place),
  }
}

/** AWS describes an S3 destination twice: as itself and as what the older shape knows of it. */
function describe(input: Input) {
  const described = describeBucket(input)
  return {
    S3DestinationDescription: described,
    ExtendedS3DestinationDescription: { S3BackupMode: 'Disabled', ...input, ...described },
  }
}

export const DEFAULT_HINTS = { SizeInMBs: 5, IntervalInSeconds: 300 }

export function describeBucket(input: S3Input) {
  return {
    RoleARN: input.RoleARN,
    BucketARN: input.BucketARN,
    ...(input.Prefix === undefined ? {} : { Prefix: input.Prefix }),
    ...(input.ErrorOutputPrefix === undefined ? {} : { ErrorOutputPrefix: input.ErrorOutputPrefix }),
    BufferingHints: input.BufferingHints ?? DEFAULT_HINTS,
    CompressionFormat: input.CompressionFormat ?? 'UNCOMPRESSED',
    EncryptionConfiguration: input.EncryptionConfiguration ?? { NoEncryptionConfig: 'NoEncryption' },
    CloudWatchLoggingOptions: input.CloudWatchLoggingOptions ?? { Enabled: false },
  }
}

import type { Members } from '../../../../record/index.ts'
import { errors } from '../../errors.ts'
import type { LakeSettings, Partitioning } from '../../settings.ts'
import { readSourceBackup } from '../backup-settings.ts'
import { readBucket, readHints } from '../bucket-settings.ts'
import { readConversion } from '../conversion-settings.ts'
import type { ExtendedS3Input, S3Input } from '../inputs.ts'
import { readDelimiter, readQuery } from '../processor-settings.ts'
import { bucket, bucketUpdate } from '../shapes/bucket.ts'
import { choice, flag, optional, structure, text, without } from '../shapes/constraint.ts'
import { processing, retry } from '../shapes/delivery.ts'
import { formatConversion } from '../shapes/format-conversion.ts'
import { type DestinationType, type Served, served } from './destination-type.ts'

const members: Members = {
  ...bucket,
  ProcessingConfiguration: processing,
  S3BackupMode: choice('Disabled', 'Enabled'),
  S3BackupConfiguration: structure(bucket),
  DataFormatConversionConfiguration: formatConversion,
  DynamicPartitioningConfiguration: structure({ RetryOptions: retry, Enabled: flag }),
  FileExtension: text(0, 128, "^$|\\.[0-9a-z!\\-_.*'()]+"),
  CustomTimeZone: text(0, 50, '^$|[a-zA-Z/_]+'),
}

const update: Members = {
  ...optional(without(members, 'S3BackupConfiguration')),
  S3BackupUpdate: structure(bucketUpdate),
}

export const bucketDestination: Served = { family: 'S3', read: readLake, readBackup, describe }

export const extendedS3: DestinationType = served('ExtendedS3', members, update, bucketDestination)

type Input = S3Input & Partial<ExtendedS3Input>

function readLake(input: Input, place: string): LakeSettings {
  const conversion = readConversion(input, place)
  const partitioning = readPartitioning(input, place)
  const defaults = partitioning || conversion ? { mib: 128, seconds: 300 } : { mib: 5, seconds: 300 }
  const settings: LakeSettings = {
    kind: 'lake',
    ...readBucket(input, place),
    ...(conversion && !input.FileExtension ? { extension: '.parquet' } : {}),
    ...(conversion ? { conversion } : {}),
    hints: readHints(input.BufferingHints, place, defaults),
    delimiter: readDelimiter(input.ProcessingConfiguration, place),
  }
  if (conversion && settings.hints.bytes < 64 << 20) {
    throw errors.wrong(`${place}.BufferingHints.SizeInMBs`, 'with format conversion it is 64 to 128 MiB.')
  }
  if (!partitioning) return settings
  assertPartitionable({ ...settings, partitioning }, input, place)
  return { ...settings, partitioning }
}

function readPartitioning(input: Input, place: string): Partitioning | undefined {
  const query = readQuery(input.ProcessingConfiguration, place)
  if (input.DynamicPartitioningConfiguration?.Enabled) return query === undefined ? {} : { query }
  if (query === undefined) return undefined
  throw errors.wrong(
    `${place}.ProcessingConfiguration.Processors MetadataExtraction`,
    'it needs DynamicPartitioningConfiguration with Enabled true.',
  )
}

/** AWS's rules: keys in the prefix, each from somewhere, and a buffer that partitions are worth. */
function assertPartitionable({ prefix, partitioning, hints }: LakeSettings, input: Input, place: string) {
  const where = `${place}.Prefix`
  const { keys } = prefix
  if (keys.length === 0) {
    throw errors.wrong(
      where,
      'with dynamic partitioning it must name a partition key, such as !{partitionKeyFromQuery:KEY}.',
    )
  }
  if (input.ErrorOutputPrefix === undefined) {
    throw errors.wrong(`${place}.ErrorOutputPrefix`, 'it must be given with dynamic partitioning.')
  }
  if (keys.length > 50) throw errors.wrong(where, `it names ${keys.length} partition keys; the most is 50.`)
  const names = (from: 'query' | 'lambda') => keys.some((key) => key.from === from)
  if (names('query') && partitioning?.query === undefined) {
    throw errors.wrong(where, 'partitionKeyFromQuery needs a MetadataExtraction processor.')
  }
  const types = input.ProcessingConfiguration?.Processors?.map(({ Type }) => Type) ?? []
  if (names('lambda') && !types.includes('Lambda')) {
    throw errors.wrong(where, 'partitionKeyFromLambda needs a Lambda processor.')
  }
  if (hints.millis >= 60_000) return
  throw errors.wrong(
    `${place}.BufferingHints.IntervalInSeconds`,
    'with dynamic partitioning it is 60 to 900 seconds.',
  )
}

function readBackup(input: Input, place: string): LakeSettings | undefined {
  if (input.S3BackupMode !== 'Enabled') return undefined
  return readSourceBackup(input.S3BackupConfiguration, 'Enabled', `${place}.S3BackupConfiguration`)
}

/** AWS describes an S3 destination twice: as itself and as what the older shape knows of it. */
function describe({ S3BackupConfiguration: backup, ...input }: Input) {
  const { DynamicPartitioningConfiguration: partitioning, DataFormatConversionConfiguration: conversion } =
    input
  const isLarge = partitioning?.Enabled || (conversion && conversion.Enabled !== false)
  const hints = isLarge ? LARGE_HINTS : DEFAULT_HINTS
  const described = describeBucket(input, hints)
  return {
    S3DestinationDescription: described,
    ExtendedS3DestinationDescription: {
      S3BackupMode: 'Disabled',
      ...input,
      ...described,
      ...(backup ? { S3BackupDescription: describeBucket(backup) } : {}),
    },
  }
}

export const DEFAULT_HINTS = { SizeInMBs: 5, IntervalInSeconds: 300 }
const LARGE_HINTS = { SizeInMBs: 128, IntervalInSeconds: 300 }

export function describeBucket(input: S3Input, hints = DEFAULT_HINTS) {
  return {
    RoleARN: input.RoleARN,
    BucketARN: input.BucketARN,
    ...(input.Prefix === undefined ? {} : { Prefix: input.Prefix }),
    ...(input.ErrorOutputPrefix === undefined ? {} : { ErrorOutputPrefix: input.ErrorOutputPrefix }),
    BufferingHints: input.BufferingHints ?? hints,
    CompressionFormat: input.CompressionFormat ?? 'UNCOMPRESSED',
    EncryptionConfiguration: input.EncryptionConfiguration ?? { NoEncryptionConfig: 'NoEncryption' },
    CloudWatchLoggingOptions: input.CloudWatchLoggingOptions ?? { Enabled: false },
  }
}

import type { BufferingHints } from '../core/buffer.ts'
import { assertTimeZone } from '../core/date-pattern.ts'
import { errorPrefix, evaluatePrefix, LONGEST_PREFIX, objectPrefix, type Prefix } from '../core/prefix.ts'
import { errors, reasons } from '../errors.ts'
import type { BucketSettings, Compression } from '../settings.ts'
import type { ExtendedS3Input, HintsInput, S3Input } from './inputs.ts'

const EXTENSIONS: Readonly<Record<Compression, string>> = {
  UNCOMPRESSED: '',
  GZIP: '.gz',
  ZIP: '.zip',
  Snappy: '.snappy',
  HADOOP_SNAPPY: '.hsnappy',
}

/** What an S3 configuration means; `place` is its member path for error sentences. */
export function readBucket(input: S3Input & Partial<ExtendedS3Input>, place: string): BucketSettings {
  const partitioned = input.DynamicPartitioningConfiguration?.Enabled === true
  const compression = (input.CompressionFormat ?? 'UNCOMPRESSED') as Compression
  assertNoLogging(input.CloudWatchLoggingOptions, place)
  const prefix = within(`${place}.Prefix`, () => objectPrefix(input.Prefix ?? '', partitioned))
  const failed = within(`${place}.ErrorOutputPrefix`, () =>
    errorPrefix(input.ErrorOutputPrefix, input.Prefix ?? ''),
  )
  const zone = input.CustomTimeZone || 'UTC'
  within(`${place}.CustomTimeZone`, () => assertTimeZone(zone))
  assertLength(`${place}.Prefix`, prefix)
  assertLength(`${place}.ErrorOutputPrefix`, failed)
  return {
    bucketArn: input.BucketARN,
    prefix,
    errorPrefix: failed,
    zone,
    compression,
    extension: input.FileExtension || EXTENSIONS[compression],
  }
}

const MIB = 1 << 20

/** Of a bucket beside a destination: AWS takes no zero there, and has its own default. */
export function readBackupHints(hints: HintsInput | undefined, place: string): BufferingHints {
  const read = readHints(hints, place, { mib: 5, seconds: 300 })
  if (read.millis >= 60_000) return read
  throw errors.wrong(`${place}.BufferingHints.IntervalInSeconds`, 'a backup has 60 to 900 seconds.')
}

/** Size and interval come together or not at all. */
export function readHints(
  hints: HintsInput | undefined,
  place: string,
  defaults: { readonly mib: number; readonly seconds: number },
): BufferingHints {
  const { SizeInMBs: mib, IntervalInSeconds: seconds } = hints ?? {}
  const where = `${place}.BufferingHints`
  if (mib !== undefined && seconds === undefined)
    throw errors.oneOfTwo(where, 'SizeInMBs', 'IntervalInSeconds')
  if (seconds !== undefined && mib === undefined)
    throw errors.oneOfTwo(where, 'IntervalInSeconds', 'SizeInMBs')
  return { bytes: (mib ?? defaults.mib) * MIB, millis: (seconds ?? defaults.seconds) * 1000 }
}

export function assertNoLogging(options: { readonly Enabled?: boolean } | undefined, place: string) {
  if (options?.Enabled) throw errors.notServed(`${place}.CloudWatchLoggingOptions.Enabled`, reasons.logging)
}

function within<Result>(place: string, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    throw errors.wrong(place, `${(error as Error).message}.`)
  }
}

function assertLength(place: string, prefix: Prefix) {
  const errorType = 'AmazonOpenSearchService-failed'
  const evaluated = evaluatePrefix(prefix, { time: 0, zone: 'UTC', uuid: () => 'x'.repeat(36), errorType })
  if (evaluated.length <= LONGEST_PREFIX) return
  throw errors.wrong(place, `it evaluates to ${evaluated.length} characters; the most is ${LONGEST_PREFIX}.`)
}

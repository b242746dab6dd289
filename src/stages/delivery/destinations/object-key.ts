import type { ErrorType } from '../core/error-document.ts'
import { objectName } from '../core/object-name.ts'
import { evaluatePrefix } from '../core/prefix.ts'
import type { BucketSettings, Settings } from '../settings.ts'

interface KeyMoment {
  /** Arrival of the oldest record in the object. */
  readonly time: number
  /** Delivery. */
  readonly now: number
  readonly uuid: () => string
  /** Of the partition's keys. */
  readonly values?: readonly string[]
}

export function objectKey(settings: Settings, bucket: BucketSettings, moment: KeyMoment): string {
  const { time, now, uuid, values } = moment
  const prefix = evaluatePrefix(bucket.prefix, { time, zone: bucket.zone, uuid, values })
  return `${prefix}${nameOf(settings, now, uuid(), bucket.extension)}`
}

export function errorObjectKey(
  settings: Settings,
  bucket: BucketSettings,
  errorType: ErrorType,
  { time, now, uuid }: KeyMoment,
): string {
  const prefix = evaluatePrefix(bucket.errorPrefix, { time, zone: bucket.zone, uuid, errorType })
  return `${prefix}${nameOf(settings, now, uuid(), bucket.extension)}`
}

function nameOf({ name, version }: Settings, now: number, uuid: string, extension: string): string {
  return objectName({ deliveryStream: name, version, now, uuid, extension })
}

import { errors } from '../errors.ts'
import type { LakeSettings } from '../settings.ts'
import { readBackupHints, readBucket } from './bucket-settings.ts'
import type { S3Input } from './inputs.ts'

/** A bucket that takes every record as it came from the source. */
export function readSourceBackup(bucket: S3Input | undefined, mode: string, place: string): LakeSettings {
  if (!bucket) throw errors.wrong(place, `it must be given when S3BackupMode is ${mode}.`)
  return {
    kind: 'lake',
    ...readBucket(bucket, place),
    hints: readBackupHints(bucket.BufferingHints, place),
    delimiter: Buffer.from(''),
  }
}

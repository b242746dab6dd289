import { merge } from '../core/merge.ts'
import { errors } from '../errors.ts'
import type { DestinationType } from './configurations/destination-type.ts'
import { DEFAULT_HINTS } from './configurations/extended-s3.ts'
import type { CreateInput } from './inputs.ts'
import { destinationOf } from './read-settings.ts'

/** Updates name the buckets beside the destination in words of their own. */
const NAMES: Readonly<Record<string, string>> = {
  S3Update: 'S3Configuration',
  S3BackupUpdate: 'S3BackupConfiguration',
}

/** A union of which one member is given: merging two of them would give both. */
const UNIONS = ['EncryptionConfiguration']

/**
 * What an update makes of the input that created a delivery stream. An S3 destination of the older shape becomes one
 * of the newer when that is updated; one of the newer stays so.
 */
export function updatedInput(input: CreateInput, type: DestinationType, update: object): CreateInput {
  const current = destinationOf(input)
  if (current.type.served?.family !== type.served?.family) {
    throw errors.otherFamily(current.type.name, type.name)
  }
  const changes = renamed(update)
  const { [current.member as 'S3DestinationConfiguration']: _, ...rest } = input
  const member = type.name === 'S3' ? current.member : `${type.name}DestinationConfiguration`
  return { ...rest, [member]: merge(withHints(current.value, changes), changes, UNIONS) }
}

function renamed(update: object): object {
  return Object.fromEntries(Object.entries(update).map(([name, value]) => [NAMES[name] ?? name, value]))
}

interface Hinted {
  readonly BufferingHints?: object
  readonly S3Configuration?: object
}

/** Hints that were never given are the default ones: an update may change one of the two. */
function withHints(kept: Hinted, changes: Hinted): object {
  const bucket = changes.S3Configuration && kept.S3Configuration
  return {
    ...kept,
    ...(changes.BufferingHints ? { BufferingHints: kept.BufferingHints ?? DEFAULT_HINTS } : {}),
    ...(bucket ? { S3Configuration: withHints(bucket, changes.S3Configuration as object) } : {}),
  }
}

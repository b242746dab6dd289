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
  assertAllowed(current.value, changes, `${type.name}DestinationUpdate`)
  const { [current.member as 'S3DestinationConfiguration']: _, ...rest } = input
  const member = type.name === 'S3' ? current.member : `${type.name}DestinationConfiguration`
  return { ...rest, [member]: merge(withHints(current.value, changes, type.name), changes, UNIONS) }
}

function renamed(update: object): object {
  return Object.fromEntries(Object.entries(update).map(([name, value]) => [NAMES[name] ?? name, value]))
}

interface Switched {
  readonly S3BackupMode?: string
  readonly DynamicPartitioningConfiguration?: { readonly Enabled?: boolean }
}

/** What AWS only lets be switched on, or only at creation. */
function assertAllowed(kept: Switched, changes: Switched, place: string) {
  const [before, after] = [kept.S3BackupMode ?? 'Disabled', changes.S3BackupMode]
  const isOn = (mode: string) => mode === 'Enabled' || mode.startsWith('All')
  if (after !== undefined && isOn(before) && after !== before) {
    throw errors.wrong(`${place}.S3BackupMode`, `it is ${before}, and a backup can't be switched off again.`)
  }
  const partitions = changes.DynamicPartitioningConfiguration?.Enabled
  if (partitions === undefined || partitions === (kept.DynamicPartitioningConfiguration?.Enabled ?? false))
    return
  throw errors.wrong(
    `${place}.DynamicPartitioningConfiguration.Enabled`,
    'dynamic partitioning is decided when a delivery stream is created. Create another one.',
  )
}

interface Hinted {
  readonly BufferingHints?: object
  readonly S3Configuration?: object
}

/** Hints that were never given are the default ones: an update may change one of the two. */
function withHints(kept: Hinted, changes: Hinted, type: string): object {
  const bucket = changes.S3Configuration && kept.S3Configuration
  const defaults = type === 'HttpEndpoint' || type === 'Splunk' ? MINUTE_HINTS : DEFAULT_HINTS
  return {
    ...kept,
    ...(changes.BufferingHints ? { BufferingHints: kept.BufferingHints ?? defaults } : {}),
    ...(bucket ? { S3Configuration: withHints(bucket, changes.S3Configuration as object, 'S3') } : {}),
  }
}

const MINUTE_HINTS = { SizeInMBs: 5, IntervalInSeconds: 60 }

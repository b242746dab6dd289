import { ServiceError } from '../../../record/index.ts'

// Every sentence that a caller of this engine can see.

const illegal = (reason: string) => new ServiceError('illegal_argument_exception', reason, 400)

export const indexNotFound = (index: string) =>
  new ServiceError('index_not_found_exception', `no such index [${index}]`, 404)

export const indexExists = (index: string) =>
  new ServiceError('resource_already_exists_exception', `index [${index}] already exists`, 400)

export const typeConflict = (index: string, field: string, mapped: string, given: string) =>
  illegal(`mapper [${field}] of index [${index}] cannot be changed from type [${mapped}] to [${given}]`)

/** OpenSearch's `index.mapping.total_fields.limit`. */
export const FIELD_LIMIT = 1000
export const tooManyFields = () => illegal(`Limit of total fields [${FIELD_LIMIT}] has been exceeded`)

export const badFieldName = (field: string) =>
  illegal(
    `field name [${field}] cannot be empty, begin or end with a dot, or have an empty part between dots`,
  )

/** OpenSearch's `search.max_buckets`. */
export const BUCKET_LIMIT = 65_535
export const tooManyBuckets = (count: number) =>
  new ServiceError(
    'too_many_buckets_exception',
    `Trying to create too many buckets. Must be less than or equal to: [${BUCKET_LIMIT}] but was [${count}]. ` +
      'This limit can be set by changing the [search.max_buckets] cluster level setting.',
    503,
  )

export const notANumber = (value: string) =>
  queryFailure(`failed to create query: For input string: "${value}"`)

export const notABoolean = (value: string) =>
  queryFailure(`failed to create query: Can't parse boolean value [${value}], expected [true] or [false]`)

export const badRegexp = (pattern: string, why: string) =>
  queryFailure(`failed to create query: the regular expression [${pattern}] ${why}`)

export const badWords = (count: number, limit: number) =>
  queryFailure(`failed to create query: ${count} words are more than the [${limit}] that one query may have`)

export const notNumeric = (field: string, type: string, kind: string) =>
  illegal(`Field [${field}] of type [${type}] is not supported for aggregation [${kind}]`)

export const notSortable = (field: string, type: string) =>
  illegal(`Field [${field}] of type [${type}] doesn't support sorting`)

export const badOrder = (by: string) =>
  illegal(
    `Invalid aggregation order path [${by}]. The path must be [_count], [_key] or the name of a metric under the ` +
      'aggregation (with its value after a dot where it has several)',
  )

export const badTimeZone = (zone: string) => illegal(`Unknown time-zone ID: ${zone}`)

export const badInterval = (interval: number) => illegal(`[interval] must be >0, not [${interval}]`)

export const searchAfterLength = (values: number, keys: number) =>
  illegal(`search_after has ${values} value(s) but sort has ${keys}.`)

export function queryFailure(reason: string): ServiceError {
  return new ServiceError('query_shard_exception', reason, 400)
}

// ---- outcomes of single documents ----

export interface Reason {
  readonly type: string
  readonly reason: string
}

export const cannotParse = (field: string, type: string, id: string, value: string): Reason => ({
  type: 'mapper_parsing_exception',
  reason: `failed to parse field [${field}] of type [${type}] in document with id '${id}'. Preview of field's value: '${value}'`,
})

export const strictMapping = (field: string): Reason => {
  const dot = field.lastIndexOf('.')
  return {
    type: 'strict_dynamic_mapping_exception',
    reason: `mapping set to strict, dynamic introduction of [${field.slice(dot + 1)}] within [${dot < 0 ? '_doc' : field.slice(0, dot)}] is not allowed`,
  }
}

export const aliasWritten = (field: string): Reason => ({
  type: 'mapper_parsing_exception',
  reason: `failed to parse field [${field}] of type [alias]: Cannot write to a field alias [${field}].`,
})

export const objectExpected = (field: string): Reason => ({
  type: 'mapper_parsing_exception',
  reason: `object mapping for [${field}] tried to parse field [${field}] as object, but found a concrete value`,
})

export const versionConflict = (id: string, version: number): Reason => ({
  type: 'version_conflict_engine_exception',
  reason: `[${id}]: version conflict, document already exists (current version [${version}])`,
})

export const sequenceConflict = (
  id: string,
  [sequence, term]: readonly [number, number],
  present: number | undefined,
): Reason => ({
  type: 'version_conflict_engine_exception',
  reason:
    `[${id}]: version conflict, required seqNo [${sequence}], primary term [${term}]. ` +
    (present === undefined
      ? 'but no document was found'
      : `current document has seqNo [${present}] and primary term [1]`),
})

export const externalConflict = (
  id: string,
  present: number,
  { value, kind }: { readonly value: number; readonly kind: string },
): Reason => ({
  type: 'version_conflict_engine_exception',
  reason: `[${id}]: version conflict, current version [${present}] is higher ${kind === 'external' ? 'or equal to' : 'than'} the one provided [${value}]`,
})

export const documentMissing = (id: string): Reason => ({
  type: 'document_missing_exception',
  reason: `[${id}]: document missing`,
})

export const sourceMissing = (action: string): Reason => ({
  type: 'action_request_validation_exception',
  reason: `Validation Failed: 1: source is missing for [${action}];`,
})

export const idTooLong = (length: number): Reason => ({
  type: 'illegal_argument_exception',
  reason: `id is too long, must be no longer than 512 bytes but was: ${length}`,
})

export const reasonOf = (error: ServiceError): Reason => ({ type: error.type, reason: error.message })

// ---- the file and the thread ----

export const stopped = (why: string) =>
  new ServiceError('unavailable_shards_exception', `The index engine has stopped: ${why}`, 503)

export const alreadyOpen = (path: string) =>
  new Error(`The index ${path} is already open in this process. Close it before it is opened again.`)

export const newerFormat = (path: string, found: number, known: number) =>
  new Error(
    `The index ${path} has format ${found}, this version knows ${known}. Use the newer version that wrote it, or another data folder.`,
  )

/** Turns DuckDB's own error at opening into a sentence that says what to do. */
export function databaseFailure(error: unknown, path: string): Error {
  const message = error instanceof Error ? error.message : String(error)
  if (/lock on file|Conflicting lock|being used by another process/i.test(message)) {
    const pid = /PID (\d+)/.exec(message)?.[1]
    const holder = pid ? `another process (number ${pid})` : 'another process'
    return new Error(
      `The index ${path} is in use by ${holder}. Stop that one, or choose another data folder.`,
    )
  }
  return new Error(`The index ${path} cannot be opened: ${message.split('\n')[0]}`)
}

/** A table was dropped between the look at the catalogue and the statement. */
export const isGone = (error: unknown) =>
  error instanceof Error && /Table with name [td]\d+\w* does not exist/.test(error.message)

/** A failure of the store during a write, in a sentence that keeps DuckDB's own words. */
export function writeFailure(error: unknown, path: string): Error {
  const message = error instanceof Error ? error.message : String(error)
  if (/no space left|could not write/i.test(message)) {
    return new Error(
      `The index ${path} could not be written: the disk is full or not writable (${message.split('\n')[0]})`,
    )
  }
  if (/invalidated/i.test(message)) {
    return new Error(
      `The index ${path} was closed by a failure of its disk and must be opened again: restart the program`,
    )
  }
  return new Error(`The index ${path} could not be written: ${message.split('\n')[0]}`)
}

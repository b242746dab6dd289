/**
 * Every refusal that a search client can see, its sentence once. The sentences and types are OpenSearch's own
 * wherever OpenSearch has one; "not served" sentences name what this engine leaves out.
 */
export class SearchError extends Error {
  readonly type: string
  readonly status: number
  /** Where in the JSON body the trouble is; turned into line and column when the text is at hand. */
  readonly path?: Path
  /** Further members of the error object: `index`, `line`, `caused_by`… */
  readonly detail: Readonly<Record<string, unknown>>
  /** OpenSearch finds it on a shard and wraps it as `search_phase_execution_exception`. */
  readonly onShard: boolean

  constructor(type: string, message: string, status = 400, more: Details = {}) {
    super(message)
    this.name = type
    this.type = type
    this.status = status
    this.path = more.path
    this.detail = more.detail ?? {}
    this.onShard = more.onShard ?? false
  }
}

export type Path = readonly (string | number)[]

interface Details {
  readonly path?: Path
  readonly detail?: Readonly<Record<string, unknown>>
  readonly onShard?: boolean
}

// ---- bodies ----

export const parsing = (message: string, path?: Path, detail?: Details['detail']) =>
  new SearchError('parsing_exception', message, 400, { path, detail })

export const illegal = (message: string, path?: Path) =>
  new SearchError('illegal_argument_exception', message, 400, { path })

export const notJson = (what: string, line: number, column: number) =>
  new SearchError('json_parse_exception', `${what} at [line: ${line}, column: ${column}]`, 400, {
    detail: { line, col: column },
  })

export const unknownQuery = (name: string, hint: string, path: Path) =>
  parsing(`unknown query [${name}]${hint}`, path, {
    caused_by: { type: 'named_object_not_found_exception', reason: `unknown field [${name}]${hint}` },
  })

export const notServed = (what: string, instead: string, path?: Path) =>
  illegal(`${what} is not served by this engine; ${instead}`, path)

export const unsupportedParameter = (owner: string, name: string, hint: string, path: Path) =>
  parsing(`[${owner}] query does not support [${name}]${hint}`, path)

export const unknownField = (owner: string, name: string, hint: string, path: Path) =>
  new SearchError('x_content_parse_exception', `[${owner}] unknown field [${name}]${hint}`, 400, { path })

export const unknownAggregation = (name: string, hint: string, path: Path) =>
  parsing(`Unknown aggregation type [${name}]${hint}`, path, {
    caused_by: { type: 'named_object_not_found_exception', reason: `unknown field [${name}]${hint}` },
  })

export const unknownSearchKey = (token: string, name: string, path: Path) =>
  parsing(`Unknown key for a ${token} in [${name}].`, path)

export const tooDeep = (limit: number, path: Path) =>
  illegal(
    `The nested depth of the query exceeds the maximum nested depth for bool queries set in ` +
      `[indices.query.bool.max_nested_depth], ${limit}`,
    path,
  )

export const tooManyClauses = (limit: number) =>
  new SearchError('too_many_clauses', `maxClauseCount is set to ${limit}`, 400, { onShard: true })

export const queryTooLong = (length: number, limit: number) =>
  new SearchError(
    'query_shard_exception',
    `Query string length exceeds max allowed length ${limit} (search.query.max_query_string_length); actual length: ${length}`,
    400,
    { onShard: true },
  )

export const bodyRequired = () => parsing('request body is required')

export const bodyTooLarge = (limit: number) =>
  new SearchError(
    'content_too_long_exception',
    `The request body is larger than ${limit} bytes. Send it in smaller parts.`,
    413,
  )

// ---- values and fields ----

export const badDate = (value: string, format: string) =>
  new SearchError('parse_exception', `failed to parse date field [${value}] with format [${format}]`, 400, {
    onShard: true,
  })

export const badDateMath = (message: string) =>
  new SearchError('parse_exception', message, 400, { onShard: true })

export const badNumber = (value: string) =>
  new SearchError('query_shard_exception', `failed to create query: For input string: "${value}"`, 400, {
    onShard: true,
    detail: { caused_by: { type: 'number_format_exception', reason: `For input string: "${value}"` } },
  })

export const badQuery = (message: string) =>
  new SearchError('query_shard_exception', `failed to create query: ${message}`, 400, { onShard: true })

export const badLucene = (text: string, why: string) =>
  new SearchError('query_shard_exception', `Failed to parse query [${text}]`, 400, {
    onShard: true,
    detail: { caused_by: { type: 'parse_exception', reason: `Cannot parse '${text}': ${why}` } },
  })

export const noMappingForSort = (field: string) =>
  new SearchError('query_shard_exception', `No mapping found for [${field}] in order to sort on`, 400, {
    onShard: true,
  })

export const textNotOptimised = (field: string) =>
  new SearchError(
    'illegal_argument_exception',
    'Text fields are not optimised for operations that require per-document field data like aggregations and ' +
      'sorting, so these operations are disabled by default. Please use a keyword field instead ' +
      `([${field}.keyword]).`,
    400,
    { onShard: true },
  )

export const windowTooLarge = (asked: number, limit: number) =>
  new SearchError(
    'illegal_argument_exception',
    `Result window is too large, from + size must be less than or equal to: [${limit}] but was [${asked}]. ` +
      'Use search_after to read on. This limit is the [index.max_result_window] index level setting.',
    400,
    { onShard: true },
  )

// ---- aggregations over aggregations ----

export const aggregationFailed = (message: string) =>
  new SearchError('aggregation_execution_exception', message, 400, { onShard: true })

export const badGeo = (owner: string, why: string, path?: Path) => parsing(`[${owner}] ${why}`, path)

export const badBucketsPath = (message: string) =>
  new SearchError('aggregation_execution_exception', message, 400, { onShard: true })

export const noSuchBucketsPath = (name: string, path: string) =>
  invalidRequest([`buckets_path aggregation does not exist for aggregation [${name}]: ${path}`])

export const noPath = (path: string) => illegal(`No aggregation found for path [${path}]`)

export const missingBucketsPath = (name: string, path: Path) =>
  parsing(`Missing required field [buckets_path] for aggregation [${name}]`, path)

export const cyclicPath = (name: string) => illegal(`Cycle found with path to [${name}]`)

export const scriptNotServed = (kind: string, served: string, path: Path) =>
  illegal(
    `[${kind}] this script is not served by this engine, which runs no scripts; served is ${served}`,
    path,
  )

export const tooManyBuckets = (count: number, limit: number) =>
  new SearchError(
    'too_many_buckets_exception',
    `Trying to create too many buckets. Must be less than or equal to: [${limit}] but was [${count}]. ` +
      'This limit can be set by changing the [search.max_buckets] cluster level setting.',
    503,
    { onShard: true, detail: { max_buckets: limit } },
  )

// ---- indices and documents ----

export const noSuchIndex = (name: string) =>
  new SearchError('index_not_found_exception', `no such index [${name}]`, 404, {
    detail: {
      index: name,
      'resource.id': name,
      'resource.type': 'index_or_alias',
      index_uuid: '_na_',
    },
  })

export const indexExists = (name: string, uuid: string) =>
  new SearchError('resource_already_exists_exception', `index [${name}/${uuid}] already exists`, 400, {
    detail: { index: name, index_uuid: uuid },
  })

export const indexClosed = (name: string) =>
  new SearchError('index_closed_exception', 'closed', 400, { detail: { index: name, index_uuid: '_na_' } })

export const aliasOfSeveral = (name: string, indices: readonly string[]) =>
  illegal(
    `alias [${name}] has more than one index associated with it [${indices.join(', ')}], can't execute a single index op`,
  )

export const noWriteIndex = (alias: string) =>
  illegal(
    `no write index is defined for alias [${alias}]. The write index may be explicitly disabled using ` +
      'is_write_index=false or the alias points to multiple indices without one being designated as a write index',
  )

export const aliasRequired = (name: string) =>
  new SearchError(
    'index_not_found_exception',
    `no such index [${name}] and [require_alias] request flag is [true] and [${name}] is not an alias`,
    404,
    { detail: { index: name, 'resource.id': name, 'resource.type': 'index_or_alias', index_uuid: '_na_' } },
  )

export const autoCreateForbidden = (name: string) =>
  new SearchError(
    'index_not_found_exception',
    `no such index [${name}] and [action.auto_create_index] is [false]`,
    404,
    { detail: { index: name, 'resource.id': name, 'resource.type': 'index_or_alias', index_uuid: '_na_' } },
  )

export const illegalState = (message: string) => new SearchError('illegal_state_exception', message, 500)

export const noScripts = (path?: Path) =>
  illegal('[script] is not served by this engine: no scripts run here', path)

export const onlyCreateInStream = () =>
  illegal('only write ops with an op_type of create are allowed in data streams')

export const missing = (kind: string, name: string) =>
  new SearchError('resource_not_found_exception', `${kind} [${name}] missing`, 404)

export const noSuchTemplate = (kind: string, name: string) =>
  new SearchError('resource_not_found_exception', `${kind} matching [${name}] not found`, 404)

export const legacyTemplateMissing = (name: string) =>
  new SearchError('index_template_missing_exception', `index_template [${name}] missing`, 404)

export const noAliases = (names: readonly string[]) =>
  new SearchError('aliases_not_found_exception', `aliases [${names.join(', ')}] missing`, 404, {
    detail: { 'resource.type': 'aliases', 'resource.id': names.join(',') },
  })

export const blocked = (index: string, block: string) =>
  new SearchError('cluster_block_exception', `index [${index}] blocked by: [FORBIDDEN/${block}];`, 403)

export const tooManyContexts = (kind: string, most: number) =>
  new SearchError(
    'rejected_execution_exception',
    `Trying to create too many ${kind} contexts. Must be less than or equal to: [${most}]. Close those that are done with.`,
    429,
  )

export const contextMissing = (id: string) =>
  new SearchError('search_context_missing_exception', `No search context found for id [${id}]`, 404, {
    onShard: true,
  })

export const badIndexName = (name: string, why: string) =>
  new SearchError('invalid_index_name_exception', `Invalid index name [${name}], ${why}`, 400, {
    detail: { index: name, index_uuid: '_na_' },
  })

export const documentMissing = (index: string, id: string) =>
  new SearchError('document_missing_exception', `[${id}]: document missing`, 404, {
    detail: { index, shard: '0', index_uuid: '_na_' },
  })

export const sequenceMismatch = (index: string, id: string, present: number, wanted: number) =>
  new SearchError(
    'version_conflict_engine_exception',
    `[${id}]: version conflict, current version [${present}] is different than the one provided [${wanted}]`,
    409,
    { detail: { index, shard: '0', index_uuid: '_na_' } },
  )

export const notOneIndex = (expression: string, count: number) =>
  illegal(
    `unable to resolve single index for [${expression}]: it names ${count} indices, and a document lives in one`,
  )

export const idTooLong = (id: string, bytes: number) =>
  illegal(`id [${id.slice(0, 64)}…] is too long, must be no longer than 512 bytes but was: ${bytes}`)

export const mapperParsing = (message: string, path?: Path, detail?: Details['detail']) =>
  new SearchError('mapper_parsing_exception', message, 400, { path, detail })

export const typeChange = (field: string, from: string, to: string) =>
  illegal(`mapper [${field}] cannot be changed from type [${from}] to [${to}]`)

export const invalidRequest = (problems: readonly string[]) =>
  new SearchError(
    'action_request_validation_exception',
    `Validation Failed: ${problems.map((problem, at) => `${at + 1}: ${problem};`).join('')}`,
  )

// ---- the door ----

export const unknownParameters = (path: string, names: readonly string[], hint: string) =>
  illegal(
    `request [${path}] contains unrecognized parameter${names.length === 1 ? '' : 's'}: ` +
      `${names.map((name) => `[${name}]`).join(', ')}${hint}`,
  )

export const badContentType = (type: string) =>
  new SearchError(
    'media_type_header_exception',
    `Content-Type header [${type}] is not supported. Use application/json, or application/x-ndjson for _bulk and _msearch.`,
    406,
  )

export const badEncoding = (encoding: string) =>
  new SearchError(
    'illegal_argument_exception',
    `Content-Encoding [${encoding}] is not served; use gzip.`,
    415,
  )

export const badGzip = () =>
  new SearchError('illegal_argument_exception', 'The request body is not the gzip that its header promises.')

export const strangeHost = (host: string) =>
  new SearchError(
    'security_exception',
    `The Host header names [${host}], which is not this machine. If that name is meant, allow it in the settings.`,
    403,
  )

export const engineFailed = (message: string) => new SearchError('exception', message, 500)

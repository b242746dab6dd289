import type { FieldType } from '../../ports.ts'

/** Types as mappings declare them, and the engine's type that keeps their values. */
export const TYPES: Readonly<Record<string, FieldType>> = {
  keyword: 'keyword',
  wildcard: 'keyword',
  text: 'text',
  match_only_text: 'text',
  ip: 'ip',
  long: 'long',
  integer: 'integer',
  short: 'short',
  byte: 'short',
  float: 'float',
  half_float: 'float',
  double: 'double',
  scaled_float: 'double',
  date: 'date',
  date_nanos: 'date',
  boolean: 'boolean',
  geo_point: 'geo_point',
}

const isFlag = (value: unknown) => value === true || value === false || value === 'true' || value === 'false'
const isWord = (value: unknown) => typeof value === 'string'
const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value)
const isScalar = (value: unknown) => value !== null && ['string', 'number', 'boolean'].includes(typeof value)

/**
 * Parameters of a field: honoured, or without a bearing on what is found here. `index` and `doc_values` are of
 * the latter: every field can be searched and aggregated.
 */
const PARAMETERS: Readonly<Record<string, (value: unknown, type: string) => boolean>> = {
  type: isWord,
  index: isFlag,
  doc_values: isFlag,
  store: isFlag,
  norms: isFlag,
  fielddata: isFlag,
  eager_global_ordinals: isFlag,
  index_phrases: isFlag,
  split_queries_on_whitespace: (value) => value === false,
  index_options: isWord,
  term_vector: isWord,
  position_increment_gap: isNumber,
  similarity: (value) => value === 'BM25',
  analyzer: (value) => value === 'standard' || value === 'default',
  search_analyzer: (value) => value === 'standard' || value === 'default',
  meta: (value) => typeof value === 'object' && value !== null,
  coerce: (value) => value === true || value === 'true',
  format: (value, type) => type.startsWith('date') && isWord(value),
  locale: isWord,
  ignore_above: (value) => isNumber(value) && (value as number) >= 0,
  ignore_malformed: isFlag,
  ignore_z_value: isFlag,
  null_value: (value, type) => type !== 'text' && isScalar(value),
  scaling_factor: (value, type) => type === 'scaled_float' && isNumber(value) && (value as number) > 0,
}

export const isParameter = (name: string, value: unknown, type: string) =>
  Object.hasOwn(PARAMETERS, name) && PARAMETERS[name](value, type)

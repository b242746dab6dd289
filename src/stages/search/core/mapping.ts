import { mapperParsing, typeChange } from '../errors.ts'
import type { FieldType, Mapping } from '../ports.ts'
import { entries, isObject, type Node } from './json.ts'

interface Properties {
  [name: string]: Record<string, unknown>
}

/** The mapping as OpenSearch shows it; text has the `.keyword` that dynamic mapping gives it. */
export function showMapping(mapping: Mapping): Readonly<Record<string, unknown>> {
  const root: Properties = {}
  for (const name of Object.keys(mapping).sort()) place(root, name.split('.'), definition(mapping[name]))
  return Object.keys(root).length === 0 ? {} : { properties: root }
}

/** A field's own definition, as `_mapping/field` style callers and showMapping need it. */
export function definition(type: FieldType): Record<string, unknown> {
  if (type !== 'text') return { type }
  return { type, fields: { keyword: { type: 'keyword', ignore_above: 256 } } }
}

function place(properties: Properties, path: readonly string[], field: Record<string, unknown>) {
  const [name, ...rest] = path
  if (rest.length === 0) {
    properties[name] = { ...properties[name], ...field }
    return
  }
  const holder = properties[name] ?? {}
  const inner = (holder.properties ?? {}) as Properties
  properties[name] = { ...holder, properties: inner }
  place(inner, rest, field)
}

const TYPES: readonly FieldType[] = [
  'keyword',
  'text',
  'ip',
  'long',
  'integer',
  'short',
  'float',
  'double',
  'date',
  'boolean',
  'geo_point',
]

/** Settings of a field that say what holds anyway; anything else is refused by name. */
const HARMLESS: Readonly<Record<string, (value: unknown, type: string) => boolean>> = {
  index: (value) => value === true,
  doc_values: (value) => value === true,
  store: (value) => value === false,
  norms: (value) => typeof value === 'boolean',
  ignore_above: (value) => typeof value === 'number' && value >= 256,
  ignore_malformed: (value) => value === false,
  coerce: (value) => value === true,
  format: (value, type) => type === 'date' && typeof value === 'string',
  analyzer: (value) => value === 'standard',
  dynamic: (value) => value === true || value === 'true',
  enabled: (value) => value === true,
}

const MAX_FIELDS = 1000
const MAX_DEPTH = 20

/** Reads `{properties: {…}}` into dotted names. */
export function parseMapping(node: Node): Mapping {
  const mapping: Record<string, FieldType> = {}
  for (const [name, value] of entries(node, 'mappings')) {
    if (name === 'properties') readProperties(value, '', mapping, 1)
    else if (!harmless(name, value.value, 'object') && !(name === '_source' && isEnabled(value.value))) {
      throw mapperParsing(
        `Root mapping definition has unsupported parameters:  [${name} : ${JSON.stringify(value.value)}]`,
        value.path,
      )
    }
  }
  if (Object.keys(mapping).length > MAX_FIELDS) {
    throw mapperParsing(`Limit of total fields [${MAX_FIELDS}] has been exceeded`, node.path)
  }
  return mapping
}

const isEnabled = (value: unknown) =>
  isObject(value) && Object.keys(value).length === 1 && value.enabled === true

const harmless = (name: string, value: unknown, type: string) =>
  Object.hasOwn(HARMLESS, name) && HARMLESS[name](value, type)

function readProperties(node: Node, prefix: string, mapping: Record<string, FieldType>, depth: number) {
  if (depth > MAX_DEPTH)
    throw mapperParsing(`Limit of mapping depth [${MAX_DEPTH}] has been exceeded`, node.path)
  for (const [name, field] of entries(node, 'properties')) {
    if (name === '' || name.split('.').includes(''))
      throw mapperParsing('name cannot be empty string', field.path)
    readField(`${prefix}${name}`, field, mapping, depth)
  }
}

function readField(name: string, field: Node, mapping: Record<string, FieldType>, depth: number) {
  const parts = entries(field, name)
  const declared = parts.find(([key]) => key === 'type')?.[1].value
  const properties = parts.find(([key]) => key === 'properties')?.[1]
  const type = declared ?? (properties ? 'object' : undefined)
  if (type === undefined) throw mapperParsing(`No type specified for field [${name}]`, field.path)
  if (type !== 'object' && !TYPES.includes(type as FieldType)) {
    throw mapperParsing(
      `No handler for type [${String(type)}] declared on field [${name}]; served are object, ${TYPES.join(', ')}`,
      field.path,
    )
  }
  for (const [key, value] of parts) checkParameter(name, String(type), key, value)
  if (type === 'object') {
    if (properties) readProperties(properties, `${name}.`, mapping, depth + 1)
  } else mapping[name] = type as FieldType
}

function checkParameter(name: string, type: string, key: string, value: Node) {
  if (key === 'type' || (key === 'properties' && type === 'object')) return
  if (key === 'fields' && type === 'text' && onlyKeyword(value.value)) return
  if (harmless(key, value.value, type)) return
  throw mapperParsing(
    `Mapping definition for [${name}] has unsupported parameters:  [${key} : ${JSON.stringify(value.value)}]`,
    value.path,
  )
}

/** Every text field has a `.keyword` here; other sub-fields are not served. */
function onlyKeyword(value: unknown): boolean {
  if (!isObject(value)) return false
  return Object.entries(value).every(
    ([name, field]) =>
      name === 'keyword' &&
      isObject(field) &&
      field.type === 'keyword' &&
      Object.entries(field).every(([key, setting]) => key === 'type' || harmless(key, setting, 'keyword')),
  )
}

/** What of `wanted` is new; refuses a change of type. */
export function widening(present: Mapping, wanted: Mapping): Mapping {
  const added: Record<string, FieldType> = {}
  for (const [name, type] of Object.entries(wanted)) {
    if (present[name] === undefined) added[name] = type
    else if (present[name] !== type) throw typeChange(name, present[name], type)
  }
  return added
}

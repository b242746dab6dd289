import { illegal, mapperParsing, typeChange } from '../../errors.ts'
import type { FieldRule, FieldType, Mapping, MappingRules, ObjectRule } from '../../ports.ts'
import { entries, flag, isObject, items, listOf, type Node, text } from '../json.ts'
import { checkFormat, readField } from './field.ts'
import { objectRuleOf, readDynamic } from './objects.ts'
import { readTemplates } from './templates.ts'

export { showMapping } from './show.ts'

/** A mapping as the engine keeps it: types by dotted name, and everything that types do not say. */
export interface DeclaredMapping {
  readonly fields: Mapping
  readonly rules: MappingRules
}

const MAX_FIELDS = 1000
const MAX_DEPTH = 20

interface Draft {
  readonly types: Record<string, FieldType>
  readonly rules: Record<string, FieldRule>
  readonly objects: Record<string, ObjectRule>
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Reads `{properties: {…}, dynamic: …, dynamic_templates: […]}`. */
export function parseMapping(node: Node): DeclaredMapping {
  const draft: Draft = { types: {}, rules: {}, objects: {} }
  const rules: Writable<MappingRules> = {}
  for (const [name, value] of entries(node, '_doc')) readRoot(name, value, draft, rules)
  if (Object.keys(draft.types).length > MAX_FIELDS) {
    throw mapperParsing(`Limit of total fields [${MAX_FIELDS}] has been exceeded`, node.path)
  }
  if (Object.keys(draft.rules).length > 0) rules.fields = draft.rules
  if (Object.keys(draft.objects).length > 0) rules.objects = draft.objects
  return { fields: draft.types, rules }
}

function readRoot(name: string, value: Node, draft: Draft, rules: Writable<MappingRules>) {
  if (name === 'properties') readProperties(value, '', draft, 1)
  else if (name === 'dynamic') rules.dynamic = readDynamic(value)
  else if (name === 'dynamic_templates') rules.templates = readTemplates(value)
  else if (name === 'date_detection') rules.dateDetection = flag(value, name, '_doc')
  else if (name === 'numeric_detection') rules.numericDetection = flag(value, name, '_doc')
  else if (name === '_meta' && isObject(value.value)) rules.meta = value.value
  else if (name === 'dynamic_date_formats') {
    rules.dateFormats = listOf(text)(value, name, '_doc').join('||')
    checkFormat(rules.dateFormats)
  } else if (!inert(name, value.value)) {
    throw mapperParsing(
      `Root mapping definition has unsupported parameters:  [${name} : ${JSON.stringify(value.value)}]`,
      value.path,
    )
  }
}

/** What holds here anyway: the source is kept, there is one shard to route to. */
function inert(name: string, value: unknown): boolean {
  if (name === 'enabled') return value === true
  if (!isObject(value)) return false
  const only = (key: string, wanted: unknown) =>
    Object.entries(value).every((one) => one[0] === key && one[1] === wanted)
  if (name === '_source' || name === '_data_stream_timestamp') return only('enabled', true)
  return name === '_routing' && only('required', false)
}

function readProperties(node: Node, prefix: string, draft: Draft, depth: number) {
  if (depth > MAX_DEPTH)
    throw mapperParsing(`Limit of mapping depth [${MAX_DEPTH}] has been exceeded`, node.path)
  for (const [name, field] of entries(node, 'properties')) {
    if (name === '' || name.split('.').includes('')) throw illegal('name cannot be empty string', field.path)
    readOne(`${prefix}${name}`, field, draft, depth)
  }
}

function readOne(name: string, field: Node, draft: Draft, depth: number) {
  const parts = entries(field, name)
  const properties = parts.find(([key]) => key === 'properties')?.[1]
  const declared = parts.find(([key]) => key === 'type')?.[1].value
  if (
    declared === 'object' ||
    (declared === undefined && (properties || parts.some(([key]) => key === 'dynamic' || key === 'enabled')))
  ) {
    const rule = objectRuleOf(name, field)
    if (rule !== 'inherit' || !properties || items(properties).length === 0) draft.objects[name] = rule
    if (properties) readProperties(properties, `${name}.`, draft, depth + 1)
    return
  }
  for (const { name: one, type, rule } of readField(name, field)) {
    draft.rules[one] = rule
    // The engine finds a text's whole value under this name without a field for it.
    const implied = type === 'keyword' && one === `${name}.keyword` && draft.types[name] === 'text'
    if (type && !implied) draft.types[one] = type
  }
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

/** Rules with further ones laid over them. */
export function mergedRules(present: MappingRules = {}, more: MappingRules = {}): MappingRules {
  const fields = { ...present.fields }
  for (const [name, rule] of Object.entries(more.fields ?? {})) {
    const before = fields[name]
    const copies = [...new Set([...(before?.copies ?? []), ...(rule.copies ?? [])])]
    const declared = before?.definition.type
    if (declared !== undefined && declared !== rule.definition.type)
      throw typeChange(name, String(declared), String(rule.definition.type))
    fields[name] = { ...rule, ...(copies.length > 0 ? { copies } : {}) }
  }
  const objects = { ...present.objects, ...more.objects }
  return {
    ...present,
    ...more,
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
    ...(Object.keys(objects).length > 0 ? { objects } : {}),
  }
}

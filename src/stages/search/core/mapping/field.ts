import { illegal, mapperParsing } from '../../errors.ts'
import type { FieldRule, FieldType } from '../../ports.ts'
import { dateFormat } from '../date/format.ts'
import { entries, type Node } from '../json.ts'
import { isParameter, TYPES } from './types.ts'

/** One field as a mapping declares it, and the fields within it. */
export interface DeclaredField {
  readonly name: string
  /** Absent: an alias of another field, or (in dynamic templates) the type that is detected. */
  readonly type?: FieldType
  readonly rule: FieldRule
}

/** The field and its sub-fields. Throws mapper_parsing_exception with the name of what is not served. */
export function readField(name: string, node: Node, detected = false): readonly DeclaredField[] {
  const parts = entries(node, name)
  const declared = parts.find(([key]) => key === 'type')?.[1].value
  if (declared === undefined && !detected)
    throw mapperParsing(`No type specified for field [${name}]`, node.path)
  if (declared === 'alias') return [readAlias(name, node)]
  const type = typeOf(name, declared, node, detected)
  const definition: Record<string, unknown> = {}
  const within: DeclaredField[] = []
  for (const [key, value] of parts) {
    if (key === 'fields') within.push(...readFields(name, value))
    else if (isParameter(key, value.value, String(declared ?? 'keyword'))) definition[key] = value.value
    else throw refused(name, key, value)
  }
  checkRequired(name, definition, node)
  const copies = within.map((field) => field.name)
  const rule = { ...ruleOf(definition), ...(copies.length > 0 ? { copies } : {}) }
  return [{ name, ...(type ? { type } : {}), rule }, ...within]
}

function typeOf(name: string, declared: unknown, node: Node, detected: boolean): FieldType | undefined {
  if (detected && (declared === undefined || declared === '{dynamic_type}')) return undefined
  const type = Object.hasOwn(TYPES, String(declared)) ? TYPES[String(declared)] : undefined
  if (type) return type
  throw mapperParsing(
    `No handler for type [${String(declared)}] declared on field [${name}]; served are object, alias, ${Object.keys(TYPES).join(', ')}`,
    node.path,
  )
}

const refused = (name: string, key: string, { value, path }: Node) =>
  mapperParsing(
    `Mapping definition for [${name}] has unsupported parameters:  [${key} : ${JSON.stringify(value)}]`,
    path,
  )

function readAlias(name: string, node: Node): DeclaredField {
  const definition = node.value as Record<string, unknown>
  for (const [key, value] of entries(node, name)) {
    if (key !== 'type' && !(key === 'path' && typeof value.value === 'string'))
      throw refused(name, key, value)
  }
  if (definition.path === undefined)
    throw mapperParsing(`The [path] property must be specified for field [${name}].`, node.path)
  return { name, rule: { definition } }
}

function readFields(name: string, node: Node): readonly DeclaredField[] {
  return entries(node, 'fields').map(([key, value]) => {
    const [field, ...more] = readField(`${name}.${key}`, value)
    if (more.length > 0 || !field.type) throw refused(field.name, 'fields', value)
    return { ...field, rule: { ...field.rule, within: name } }
  })
}

function checkRequired(name: string, definition: Readonly<Record<string, unknown>>, node: Node) {
  const { type, format, scaling_factor } = definition
  if (type === 'scaled_float' && scaling_factor === undefined)
    throw mapperParsing(`Field [scaling_factor] is required for field [${name}]`, node.path)
  if (typeof format === 'string') checkFormat(format)
}

/** Throws illegal_argument_exception for a format that is not known. */
export function checkFormat(format: string) {
  if (format === '') throw illegal('Invalid format: []: it must not be empty')
  dateFormat(format)
}

function ruleOf(definition: Readonly<Record<string, unknown>>): FieldRule {
  const { format, scaling_factor, ignore_above, null_value, ignore_malformed } = definition
  return {
    definition,
    ...(format === undefined ? {} : { format: format as string }),
    ...(scaling_factor === undefined ? {} : { scale: scaling_factor as number }),
    ...(ignore_above === undefined ? {} : { ignoreAbove: ignore_above as number }),
    ...(null_value === undefined ? {} : { nullValue: null_value as string }),
    ...(String(ignore_malformed) === 'true' ? { ignoreMalformed: true } : {}),
  }
}

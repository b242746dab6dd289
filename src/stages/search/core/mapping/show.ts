import type { FieldRule, FieldType, Mapping, MappingRules } from '../../ports.ts'

interface Properties {
  [name: string]: Record<string, unknown>
}

/** The mapping as OpenSearch shows it; text that came without a declaration has its `.keyword`. */
export function showMapping(mapping: Mapping, rules: MappingRules = {}): Readonly<Record<string, unknown>> {
  const root: Properties = {}
  const { fields = {} } = rules
  for (const [path, rule] of Object.entries(rules.objects ?? {}).sort()) {
    const own = rule === 'disabled' ? { enabled: false } : rule === 'inherit' ? {} : { dynamic: rule }
    place(root, path.split('.'), { type: 'object', ...own })
  }
  for (const name of Object.keys({ ...mapping, ...fields }).sort()) {
    const rule = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (rule?.within !== undefined) continue
    place(root, name.split('.'), definitionOf(name, mapping, rule, fields))
  }
  return {
    ...(rules.dynamic === undefined ? {} : { dynamic: rules.dynamic }),
    ...(rules.meta === undefined ? {} : { _meta: rules.meta }),
    ...(rules.dateDetection === undefined ? {} : { date_detection: rules.dateDetection }),
    ...(rules.numericDetection === undefined ? {} : { numeric_detection: rules.numericDetection }),
    ...(rules.dateFormats === undefined ? {} : { dynamic_date_formats: rules.dateFormats.split('||') }),
    ...(rules.templates?.length
      ? { dynamic_templates: rules.templates.map(({ name, declared }) => ({ [name]: declared })) }
      : {}),
    ...(Object.keys(root).length === 0 ? {} : { properties: root }),
  }
}

function definitionOf(
  name: string,
  mapping: Mapping,
  rule: FieldRule | undefined,
  fields: Readonly<Record<string, FieldRule>>,
): Record<string, unknown> {
  if (!rule) return definition(mapping[name])
  const own = { type: mapping[name], ...rule.definition }
  if (!rule.copies?.length) return own
  const within = rule.copies.map((copy) => [
    copy.slice(name.length + 1),
    { type: mapping[copy], ...fields[copy]?.definition },
  ])
  return { ...own, fields: Object.fromEntries(within) }
}

/** A field's definition where none was declared. */
export function definition(type: FieldType): Record<string, unknown> {
  if (type !== 'text') return { type }
  return { type, fields: { keyword: { type: 'keyword', ignore_above: 256 } } }
}

function place(properties: Properties, path: readonly string[], field: Record<string, unknown>) {
  const [name, ...rest] = path
  const holder = Object.hasOwn(properties, name) ? properties[name] : {}
  if (rest.length === 0) {
    define(properties, name, { ...holder, ...field })
    return
  }
  const { type: _, ...other } = holder
  const inner = (holder.properties ?? {}) as Properties
  const kept = holder.type === 'object' ? other : holder
  define(properties, name, { ...kept, properties: inner })
  place(inner, rest, field)
}

/** A field named `__proto__` is a field like any other. */
function define(properties: Properties, name: string, value: Record<string, unknown>) {
  Object.defineProperty(properties, name, { value, enumerable: true, writable: true, configurable: true })
}

import type {
  Dynamic,
  DynamicTemplate,
  FieldPlan,
  FieldRule,
  FieldType,
  MappingRules,
} from '../../../stages/search/ports.ts'
import { looksLikeDate } from './date.ts'
import { parseDateAs } from './date-format.ts'
import { escapeRegexp } from './sql/literal.ts'

/** The rule for new fields at a dotted path: that of the nearest object around it that has one. */
export function dynamicAt(path: string, rules: MappingRules): Dynamic {
  const { objects = {}, dynamic = 'true' } = rules
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const around = path.slice(0, dot)
    const rule = Object.hasOwn(objects, around) ? objects[around] : 'inherit'
    if (rule !== 'inherit' && rule !== 'disabled') return rule
  }
  return dynamic
}

/** A value's type by how it looks; a text that is no date or number is text. */
export function detectedType(value: unknown, rules: MappingRules): FieldType | undefined {
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'number') return Number.isInteger(value) ? 'long' : 'float'
  if (typeof value !== 'string') return undefined
  if (rules.dateDetection !== false && isDate(value, rules.dateFormats)) return 'date'
  if (rules.numericDetection && /^[+-]?\d{1,18}$/.test(value)) return 'long'
  return rules.numericDetection && /^[+-]?\d+\.\d+(?:[eE][+-]?\d+)?$/.test(value) ? 'float' : 'text'
}

const isDate = (text: string, formats: string | undefined) =>
  formats === undefined ? looksLikeDate(text) : parseDateAs(text, formats) !== undefined

/** What a new field will be. */
export interface NewField {
  readonly type: FieldType
  readonly rule?: FieldRule
  readonly copies: readonly { readonly name: string; readonly type: FieldType; readonly rule?: FieldRule }[]
}

/** The first template that fits the name and the detected type. */
export function templateAt(
  name: string,
  detected: FieldType | 'object',
  rules: MappingRules,
): DynamicTemplate | undefined {
  const { templates = [] } = rules
  const matchType = detected === 'text' ? 'string' : detected === 'float' ? 'double' : detected
  const last = name.slice(name.lastIndexOf('.') + 1)
  return templates.find((template) => {
    const { match, unmatch, pathMatch, pathUnmatch, regex = false } = template
    if (template.matchType === undefined ? detected === 'object' : template.matchType !== matchType)
      return false
    if (match && !match.some((one) => fits(one, last, regex))) return false
    if (unmatch?.some((one) => fits(one, last, regex))) return false
    if (pathMatch && !pathMatch.some((one) => fits(one, name, false))) return false
    return !pathUnmatch?.some((one) => fits(one, name, false))
  })
}

const patterns = new Map<string, RegExp>()

function fits(pattern: string, name: string, regex: boolean): boolean {
  if (name.length > 1000) return false
  const source = regex ? `^(?:${pattern})$` : `^${pattern.split('*').map(escapeRegexp).join('.*')}$`
  const compiled = patterns.get(source) ?? new RegExp(source, 's')
  if (patterns.size < 1000) patterns.set(source, compiled)
  return compiled.test(name)
}

export function plannedField(
  name: string,
  detected: FieldType,
  { type, rule, copies = [] }: FieldPlan,
): NewField {
  const own = type ?? detected
  const within = copies.map((copy) => ({
    name: `${name}${copy.suffix}`,
    type: copy.type,
    rule: { ...named(copy.rule ?? { definition: { type: copy.type } }, name, copy.type), within: name },
  }))
  const made = named(rule ?? { definition: {} }, name, own)
  return {
    type: own,
    rule: { ...made, ...(within.length > 0 ? { copies: within.map((copy) => copy.name) } : {}) },
    // A text's whole value is found under this name without a field for it.
    copies: within.filter(
      (copy) => !(own === 'text' && copy.name === `${name}.keyword` && copy.type === 'keyword'),
    ),
  }
}

/** The definition with its placeholders filled in. */
function named(rule: FieldRule, name: string, type: FieldType): FieldRule {
  const last = name.slice(name.lastIndexOf('.') + 1)
  const definition = Object.fromEntries(
    Object.entries({ type, ...rule.definition }).map(([key, value]) => [
      key,
      typeof value === 'string' ? value.replaceAll('{name}', last).replaceAll('{dynamic_type}', type) : value,
    ]),
  )
  return { ...rule, definition }
}

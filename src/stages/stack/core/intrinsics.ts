import { closest } from 'fastest-levenshtein'
import { errors } from '../errors.ts'

/** What names mean while a template is evaluated. */
export interface Scope {
  /** Parameters, pseudo parameters and resources that exist. `null` is AWS::NoValue. */
  readonly refs: ReadonlyMap<string, unknown>
  readonly attributes: ReadonlyMap<string, Readonly<Record<string, unknown>>>
}

const NOT_SERVED = /^(Fn::.+|Condition)$/

/** Replaces every intrinsic function in `value`. Members that come out as AWS::NoValue are left out. */
export function evaluate(value: unknown, scope: Scope, place: string): unknown {
  if (Array.isArray(value)) {
    return value
      .map((entry, at) => evaluate(entry, scope, `${place}[${at}]`))
      .filter((entry) => entry !== null)
  }
  if (!value || typeof value !== 'object') return value
  const entries = Object.entries(value)
  const call = entries.length === 1 ? entries[0] : undefined
  if (call?.[0] === 'Ref') return ref(call[1], scope, place)
  if (call?.[0] === 'Fn::GetAtt') return getAtt(call[1], scope, place)
  if (call?.[0] === 'Fn::Sub') return sub(call[1], scope, place)
  if (call?.[0] === 'Fn::Join') return join(call[1], scope, place)
  if (call && NOT_SERVED.test(call[0])) throw errors.intrinsic(call[0], place)
  const evaluated = entries.map(
    ([name, member]) => [name, evaluate(member, scope, `${place}.${name}`)] as const,
  )
  return Object.fromEntries(evaluated.filter(([, member]) => member !== null))
}

/** Names that `value` refers to by Ref, GetAtt or Sub. */
export function referencesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesOf)
  if (!value || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, member]) => {
    if (name === 'Ref' && typeof member === 'string') return [member]
    if (name === 'Fn::GetAtt') return [attributePath(member)?.[0] ?? '']
    if (name !== 'Fn::Sub') return referencesOf(member)
    const [text, own] = Array.isArray(member) ? member : [member, {}]
    return [...variablesOf(String(text)).map((variable) => variable.split('.')[0]), ...referencesOf(own)]
  })
}

function ref(name: unknown, scope: Scope, place: string): unknown {
  if (typeof name !== 'string') throw errors.malformed('Ref', place, 'a name')
  if (!scope.refs.has(name)) throw errors.unknownRef(name, place, nearest(name, [...scope.refs.keys()]))
  return scope.refs.get(name)
}

function getAtt(path: unknown, scope: Scope, place: string): unknown {
  const parts = attributePath(path)
  if (!parts) throw errors.malformed('Fn::GetAtt', place, '[resource, attribute]')
  const [resource, attribute] = parts
  const attributes = scope.attributes.get(resource)
  if (!attributes) throw errors.unknownRef(resource, place, nearest(resource, [...scope.attributes.keys()]))
  if (!(attribute in attributes)) {
    throw errors.unknownAttribute(resource, attribute, place, Object.keys(attributes))
  }
  return attributes[attribute]
}

function attributePath(path: unknown): [string, string] | undefined {
  const parts = typeof path === 'string' ? path.split(/\.(.*)/s, 2) : path
  if (!Array.isArray(parts) || parts.length !== 2 || parts.some((part) => typeof part !== 'string'))
    return undefined
  return parts as [string, string]
}

function sub(argument: unknown, scope: Scope, place: string): string {
  const [text, own] = Array.isArray(argument) ? argument : [argument, {}]
  if (typeof text !== 'string') throw errors.malformed('Fn::Sub', place, 'a string or [string, map]')
  const values = evaluate(own, scope, place) as Record<string, unknown>
  return text.replace(/\$\{(!?)([^}]*)\}/g, (_whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`
    const variable = name.trim()
    if (Object.hasOwn(values, variable)) return String(values[variable])
    return String(variable.includes('.') ? getAtt(variable, scope, place) : ref(variable, scope, place))
  })
}

function variablesOf(text: string): string[] {
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map((match) => match[1].trim())
}

function join(argument: unknown, scope: Scope, place: string): string {
  const [delimiter, list] = Array.isArray(argument) ? argument : []
  const values = evaluate(list, scope, place)
  if (typeof delimiter !== 'string' || !Array.isArray(values)) {
    throw errors.malformed('Fn::Join', place, '[delimiter, [values]]')
  }
  return values.map(String).join(delimiter)
}

export function nearest(name: string, known: readonly string[]): string | undefined {
  return known.length > 0 ? closest(name, known) : undefined
}

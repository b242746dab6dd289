import type { SearchRequest } from '../../../../stages/search/ports.ts'
import { escapeRegexp } from './literal.ts'

/** Whether the field of a dotted name is to be shown. */
export type Wanted = (path: string) => boolean

/** `_source` includes and excludes: names, names of objects around them, and patterns with `*`. */
export function pathFilter(source: SearchRequest['source']): Wanted {
  if (source === false) return () => false
  const includes = source.includes.map(pattern)
  const excludes = source.excludes.map(pattern)
  return (path) =>
    (includes.length === 0 || includes.some((one) => one.test(path))) &&
    !excludes.some((one) => one.test(path))
}

function pattern(name: string): RegExp {
  return new RegExp(`^${name.split('*').map(escapeRegexp).join('.*')}(?:\\..*)?$`, 's')
}

/** The parts of a document that are wanted; objects of which nothing is left are left out. */
export function wantedParts(
  document: Record<string, unknown>,
  wanted: Wanted,
  path = '',
): Record<string, unknown> {
  const parts: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(document)) {
    const at = path === '' ? name : `${path}.${name}`
    if (isObject(value) && Object.keys(value).length > 0) {
      const inside = wantedParts(value, wanted, at)
      if (Object.keys(inside).length > 0) define(parts, name, inside)
    } else if (Array.isArray(value) && value.some(isObject)) {
      const inside = value.map((one) => (isObject(one) ? wantedParts(one, wanted, at) : one))
      if (inside.some((one) => !isObject(one) || Object.keys(one).length > 0)) define(parts, name, inside)
    } else if (wanted(at)) define(parts, name, value)
  }
  return parts
}

/** Sets `a.b.c` as nested objects; where `a` is a value already, the rest keeps its dotted name. */
export function putAt(target: Record<string, unknown>, path: string, value: unknown): void {
  const names = path.split('.')
  let object = target
  for (let at = 0; at < names.length - 1; at++) {
    const inside = Object.hasOwn(object, names[at]) ? object[names[at]] : undefined
    if (inside === undefined) define(object, names[at], {})
    else if (!isObject(inside)) return define(object, names.slice(at).join('.'), value)
    object = object[names[at]] as Record<string, unknown>
  }
  const last = names[names.length - 1]
  const there = Object.hasOwn(object, last) ? object[last] : undefined
  if (!isObject(there)) return define(object, last, value)
  // The object came first: its fields keep their dotted names beside the value.
  define(object, last, value)
  for (const [name, inside] of Object.entries(there)) define(object, `${last}.${name}`, inside)
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A field named `__proto__` is a field like any other. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true })
}

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
  const [name] = names
  const there = Object.hasOwn(target, name) ? target[name] : undefined
  if (names.length === 1) {
    define(target, name, value)
    // The object came first: its fields keep their dotted names beside the value.
    if (isObject(there))
      for (const [key, inside] of Object.entries(there)) define(target, `${name}.${key}`, inside)
  } else if (there !== undefined && !isObject(there)) {
    define(target, path, value)
  } else {
    const inside = there ?? {}
    define(target, name, inside)
    putAt(inside, names.slice(1).join('.'), value)
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A field named `__proto__` is a field like any other. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true })
}

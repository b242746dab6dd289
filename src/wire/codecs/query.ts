import { ServiceError } from '../../record/index.ts'
import type { Slot, Structure } from '../shape.ts'
import { readSimpleText } from './simple-text.ts'

// `MetricData.member.1.Dimensions.member.2.Name=Host`: a dot goes one level down, list elements count from 1, of maps
// come `entry.N.key` and `entry.N.value`; flattened lists and maps leave `member` and `entry` out.

/** A level of the names: its own value, and what stands below. */
interface Level {
  value?: string
  below?: Map<string, Level>
}

/** The fields of a form, `a=b&c=d`, as they come; `+` is a space. */
export function readForm(text: string): URLSearchParams {
  return new URLSearchParams(text)
}

export function readQuery(form: URLSearchParams, shape: Structure): Record<string, unknown> {
  const root: Level = {}
  let levels = 0
  for (const [name, value] of form) {
    levels += put(root, name, value)
    if (levels > MAX_LEVELS) throw new ServiceError('MalformedInput', 'The request has too many parameters')
  }
  return readStructure(root, shape, '')
}

/** No shape of AWS's goes deeper. */
const MAX_DEPTH = 24
/** Of all names together; a level takes some hundred bytes of memory. */
const MAX_LEVELS = 500_000

/** Answers how many levels it made. */
function put(root: Level, name: string, value: string): number {
  let level = root
  let made = 0
  for (const part of name.split('.', MAX_DEPTH)) {
    level.below ??= new Map()
    let next = level.below.get(part)
    if (!next) {
      next = {}
      level.below.set(part, next)
      made += 1
    }
    level = next
  }
  level.value ??= value
  return made
}

function readStructure(level: Level, shape: Structure, path: string): Record<string, unknown> {
  const structure: Record<string, unknown> = {}
  for (const slot of shape.members) {
    const below = level.below?.get(slot.xmlName)
    if (below)
      structure[slot.name] = read(below, slot, path === '' ? slot.xmlName : `${path}.${slot.xmlName}`)
  }
  return structure
}

function read(level: Level, slot: Slot, path: string): unknown {
  const { shape, traits } = slot
  switch (shape.kind) {
    case 'structure':
      return readStructure(level, shape, path)
    case 'list': {
      const items = traits.xmlFlattened ? level : level.below?.get(shape.element.xmlName)
      return numbered(items).map(([at, item]) => read(item, shape.element, `${path}.member.${at}`))
    }
    case 'map': {
      const entries = numbered(traits.xmlFlattened ? level : level.below?.get('entry'))
      return Object.fromEntries(
        entries.map(([at, entry]) => {
          const value = entry.below?.get(shape.value.xmlName)
          const key = entry.below?.get(shape.key.xmlName)?.value ?? ''
          return [key, value ? read(value, shape.value, `${path}.entry.${at}.value`) : undefined]
        }),
      )
    }
    default:
      return readSimpleText(level.value ?? '', shape, (text) => malformedInput(text, path))
  }
}

/** What is below a list by number, in order; gaps do not count. */
function numbered(level: Level | undefined): [number, Level][] {
  const items: [number, Level][] = []
  for (const [name, item] of level?.below ?? []) if (/^\d{1,9}$/.test(name)) items.push([Number(name), item])
  return items.sort(([a], [b]) => a - b)
}

function malformedInput(text: string, path: string): ServiceError {
  return new ServiceError('MalformedInput', `Invalid value '${text.slice(0, 100)}' for ${path}`)
}

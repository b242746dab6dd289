import { parseXML } from '@aws-sdk/xml-builder'
import { ServiceError } from '../../record/index.ts'
import type { Slot, Structure } from '../shape.ts'
import { readSimpleText } from './simple-text.ts'

// parseXML gives an element without children or attributes as its text, another as an object of its children and
// attributes (an array where a name comes twice), its own text under `#text`.

const MALFORMED = 'The XML you provided was not well-formed or did not validate against our published schema'

export const malformedXml = () => new ServiceError('MalformedXML', MALFORMED)

/** The body's root element as its structure. `root`: the name that it must have. */
export function readXml(text: string, root: string, shape: Structure): Record<string, unknown> {
  const [name, value] = parse(text)
  if (localName(name) !== root) throw malformedXml()
  return readStructure(value, shape)
}

function parse(text: string): [name: string, value: unknown] {
  // AWS takes none either; the SDK's parser would read the whole text anew for each.
  if (/<!DOCTYPE/i.test(text)) throw malformedXml()
  try {
    return Object.entries(parseXML(withAstralCharacters(text)) as Record<string, unknown>)[0]
  } catch {
    throw malformedXml()
  }
}

/** The SDK's parser cuts character references to 16 bits. */
function withAstralCharacters(text: string): string {
  if (!text.includes('&#')) return text
  return text.replace(/&#(?:x([0-9a-f]{5,6})|(\d{5,7}));/gi, (whole, hex, decimal) => {
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0xffff && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

/** Without a prefix. A colon leads nothing in the schemas' own names but `xsi:type`. */
const localName = (name: string) => name.slice(name.lastIndexOf(':') + 1)

function readStructure(value: unknown, shape: Structure): Record<string, unknown> {
  const structure: Record<string, unknown> = {}
  if (typeof value === 'string') {
    if (value.trim() !== '') throw malformedXml()
    return structure
  }
  if (!isElement(value)) throw malformedXml()
  const known = xmlNamesOf(shape)
  for (const [name, held] of Object.entries(value)) {
    const slot = known.get(name) ?? known.get(localName(name))
    if (slot) structure[slot.name] = readMember(held, slot)
    else if (name === '#text' ? String(held).trim() !== '' : !isNamespaceAttribute(name)) throw malformedXml()
  }
  return structure
}

const isNamespaceAttribute = (name: string) => name === 'xmlns' || /^(xmlns|xsi|xml):/.test(name)

const isElement = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function readMember(value: unknown, slot: Slot): unknown {
  const { shape, traits } = slot
  if (shape.kind === 'list') {
    const items = traits.xmlFlattened ? value : childOf(value, shape.element.xmlName)
    return manyOf(items).map((item) => readOne(item, shape.element))
  }
  if (shape.kind === 'map') {
    const entries = manyOf(traits.xmlFlattened ? value : childOf(value, 'entry'))
    return Object.fromEntries(entries.map((entry) => readEntry(entry, shape.key, shape.value)))
  }
  return readOne(value, slot)
}

function readOne(value: unknown, slot: Slot): unknown {
  if (slot.shape.kind === 'structure') return readStructure(value, slot.shape)
  if (slot.shape.kind === 'list' || slot.shape.kind === 'map') return readMember(value, slot)
  const text = isElement(value) ? (value['#text'] ?? '') : value
  if (typeof text !== 'string') throw malformedXml()
  return readSimpleText(text, slot.shape, malformedXml)
}

function readEntry(entry: unknown, key: Slot, value: Slot): [string, unknown] {
  if (!isElement(entry)) throw malformedXml()
  return [String(readOne(entry[key.xmlName], key)), readOne(entry[value.xmlName], value)]
}

/** The children of a list's element, which hold nothing else. */
function childOf(value: unknown, name: string): unknown {
  if (typeof value === 'string' && value.trim() === '') return undefined
  if (!isElement(value)) throw malformedXml()
  for (const other of Object.keys(value)) {
    if (other !== name && other !== '#text' && !isNamespaceAttribute(other)) throw malformedXml()
  }
  return value[name]
}

const manyOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

const xmlNames = new WeakMap<Structure, ReadonlyMap<string, Slot>>()
function xmlNamesOf(shape: Structure): ReadonlyMap<string, Slot> {
  const known = xmlNames.get(shape)
  if (known) return known
  const names = new Map(shape.members.map((slot) => [slot.xmlName, slot]))
  xmlNames.set(shape, names)
  return names
}

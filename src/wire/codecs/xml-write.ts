import type { Slot, Structure } from '../shape.ts'
import { encodeBase64 } from './base64.ts'
import { formatTimestamp } from './timestamp.ts'

/** The members of a structure as XML elements, in the schema's order; `skip` leaves those out that go elsewhere. */
export function writeXmlMembers(value: unknown, shape: Structure, skip?: (slot: Slot) => boolean): string {
  const held = (value ?? {}) as Record<string, unknown>
  let xml = ''
  for (const slot of shape.members) {
    const member = held[slot.name]
    if (member === undefined || member === null || slot.traits.xmlAttribute || skip?.(slot)) continue
    xml += writeMember(member, slot)
  }
  return xml
}

/** `<name attributes>…</name>` around a structure's members. */
export function writeXmlStructure(name: string, value: unknown, shape: Structure, namespace = ''): string {
  const attributes = shape.members
    .filter(({ traits }) => traits.xmlAttribute)
    .map((slot) => [slot.xmlName, (value as Record<string, unknown>)?.[slot.name]] as const)
    .filter(([, held]) => held !== undefined && held !== null)
    .map(([attribute, held]) => ` ${attribute}="${escapeXml(String(held))}"`)
    .join('')
  return `<${name}${namespace}${attributes}>${writeXmlMembers(value, shape)}</${name}>`
}

function writeMember(value: unknown, slot: Slot): string {
  const { shape, traits, xmlName } = slot
  if (shape.kind === 'list') {
    const flat = traits.xmlFlattened !== undefined
    const name = flat ? xmlName : shape.element.xmlName
    let items = ''
    for (const item of value as Iterable<unknown>) {
      if (item !== undefined && item !== null) items += writeElement(name, item, shape.element)
    }
    return flat ? items : `<${xmlName}${namespaceOf(slot)}>${items}</${xmlName}>`
  }
  if (shape.kind === 'map') {
    const flat = traits.xmlFlattened !== undefined
    const entry = flat ? xmlName : 'entry'
    let entries = ''
    for (const [key, held] of Object.entries(value as Record<string, unknown>)) {
      if (held === undefined || held === null) continue
      const pair = `<${shape.key.xmlName}>${escapeXml(key)}</${shape.key.xmlName}>`
      entries += `<${entry}>${pair}${writeElement(shape.value.xmlName, held, shape.value)}</${entry}>`
    }
    return flat ? entries : `<${xmlName}>${entries}</${xmlName}>`
  }
  return writeElement(xmlName, value, slot)
}

function writeElement(name: string, value: unknown, slot: Slot): string {
  const { shape } = slot
  if (shape.kind === 'structure') return writeXmlStructure(name, value, shape, namespaceOf(slot))
  if (shape.kind === 'list' || shape.kind === 'map') return writeMember(value, { ...slot, xmlName: name })
  return `<${name}>${escapeXml(simpleText(value, slot))}</${name}>`
}

/** A simple value as XML, Query and headers write it. */
export function simpleText(
  value: unknown,
  { shape }: Slot,
  format: 'date-time' | 'http-date' = 'date-time',
): string {
  if (value instanceof Date) {
    return formatTimestamp(value, (shape.kind === 'timestamp' ? shape.format : undefined) ?? format)
  }
  return value instanceof Uint8Array ? encodeBase64(value) : String(value)
}

/** `['http://…', 'xsi']` as an attribute. */
function namespaceOf({ traits }: Slot): string {
  const [first, second] = traits.xmlNamespace ?? []
  if (!first) return ''
  return second ? ` xmlns:${first}="${escapeXml(second)}"` : ` xmlns="${escapeXml(first)}"`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Control characters go as references, as S3 does: XML 1.0 has no other place for them. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\u0000-\u0008\u000b-\u001f\u0085\u2028]/g, (found) => {
    return ENTITIES[found] ?? `&#${found.charCodeAt(0)};`
  })
}

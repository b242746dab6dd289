import type { Extra } from '../record/index.ts'
import { simpleText } from './codecs/xml-write.ts'
import type { OperationContract } from './contract.ts'
import { writeHeaderText } from './header-text.ts'
import type { Reply } from './reply.ts'
import type { Slot } from './shape.ts'

/** Status and headers of a REST answer; the body is the protocol's affair. */
export function writeBindings(
  output: Readonly<Record<string, unknown>> & Extra,
  operation: OperationContract,
): Pick<Reply, 'status' | 'headers'> {
  const headers: Record<string, string> = {}
  let status = output.$status ?? operation.http?.[2] ?? 200
  for (const slot of operation.output.members) {
    const value = output[slot.name]
    if (value === undefined || value === null) continue
    if (slot.traits.httpHeader) headers[slot.traits.httpHeader.toLowerCase()] = writeHeader(value, slot)
    else if (slot.traits.httpPrefixHeaders !== undefined)
      writePrefixed(value, slot.traits.httpPrefixHeaders, headers)
    else if (slot.traits.httpResponseCode) status = Number(value)
  }
  for (const [name, value] of Object.entries(output.$headers ?? {})) {
    headers[name.toLowerCase()] = writeHeaderText(value)
  }
  return { status, headers }
}

function writeHeader(value: unknown, slot: Slot): string {
  if (slot.shape.kind !== 'list') return writeHeaderText(simpleText(value, slot, 'http-date'))
  const { element } = slot.shape
  const items = [...(value as Iterable<unknown>)].map((item) => simpleText(item, element, 'http-date'))
  return writeHeaderText(items.join(', '))
}

function writePrefixed(value: unknown, prefix: string, headers: Record<string, string>) {
  for (const [name, text] of Object.entries(value as Record<string, string>)) {
    // A name that HTTP has no room for would fail the whole answer.
    if (/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) headers[`${prefix}${name}`.toLowerCase()] = writeHeaderText(text)
  }
}

import { ServiceError } from '../record/index.ts'
import { readSimpleText } from './codecs/simple-text.ts'
import { readHeaderText } from './header-text.ts'
import { readQueryList, unescapeUri } from './query-string.ts'
import type { Found, RestRequest } from './rest-routes.ts'
import type { Slot } from './shape.ts'

/** The members that stand in the path, the query and the headers; the body is the protocol's affair. */
export function readBindings(
  { operation, labels }: Found,
  { query, rawQuery = '', headers }: RestRequest,
): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const slot of operation.input.members) {
    const value = readBinding(slot, labels, query, rawQuery, headers)
    if (value !== undefined) input[slot.name] = value
  }
  return input
}

/** Whether a member stands outside the body. */
export function isBound({ traits }: Slot): boolean {
  return (
    traits.httpHeader !== undefined ||
    traits.httpPrefixHeaders !== undefined ||
    traits.httpQuery !== undefined ||
    traits.httpQueryParams !== undefined ||
    traits.httpLabel !== undefined ||
    traits.httpResponseCode !== undefined
  )
}

function readBinding(
  slot: Slot,
  labels: Found['labels'],
  query: RestRequest['query'],
  rawQuery: string,
  headers: RestRequest['headers'],
): unknown {
  const { traits, shape } = slot
  if (traits.httpLabel && Object.hasOwn(labels, slot.name)) {
    return readText(unescapeUri(labels[slot.name]), slot, slot.name)
  }
  if (traits.httpHeader) {
    const name = traits.httpHeader.toLowerCase()
    const value = headers[name]
    return value === undefined ? undefined : readHeader(value, slot, name)
  }
  if (traits.httpQuery) {
    const value = query.get(traits.httpQuery)
    if (value === undefined) return undefined
    if (shape.kind !== 'list') return readText(value, slot, traits.httpQuery)
    const { element } = shape
    const name = traits.httpQuery
    return readQueryList(rawQuery, name).map((one) => readText(one, element, name))
  }
  if (traits.httpPrefixHeaders !== undefined)
    return readPrefixed(traits.httpPrefixHeaders.toLowerCase(), headers)
  if (traits.httpQueryParams) return Object.fromEntries(query)
  return undefined
}

function readHeader(value: string, slot: Slot, name: string): unknown {
  const { shape } = slot
  if (shape.kind === 'list') {
    return value.split(',').map((item) => readText(item.trim(), shape.element, name))
  }
  if (shape.kind === 'string') return readHeaderText(value)
  // A condition on a date that is no date is no condition (RFC 9110, 13.1.3).
  if (shape.kind === 'timestamp' && name.startsWith('if-') && Number.isNaN(Date.parse(value)))
    return undefined
  return readText(value, slot, name)
}

function readPrefixed(prefix: string, headers: RestRequest['headers']): Record<string, string> | undefined {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix))
  if (found.length === 0) return undefined
  return Object.fromEntries(
    found.map(([name, value]) => [name.slice(prefix.length), readHeaderText(value ?? '')]),
  )
}

function readText(text: string, { shape }: Slot, argument: string): unknown {
  return readSimpleText(text, numberOrShape(shape), () => {
    const what =
      shape.kind === 'integer' || shape.kind === 'number'
        ? `Provided ${argument} not an integer or within integer range`
        : `Value for ${argument} is not valid`
    return new ServiceError('InvalidArgument', what, 400, {
      ArgumentName: argument,
      ArgumentValue: text.slice(0, 1024),
    })
  })
}

/** Outside bodies AWS has no fractions: every number there is a count. */
const numberOrShape = (shape: Slot['shape']) => (shape.kind === 'number' ? INTEGER : shape)
const INTEGER = { kind: 'integer', long: true } as const

import type { SearchHit } from '../queries/search-body.ts'

/** A document as the page shows it. */
export interface Line {
  readonly id: string
  readonly at: number
  readonly source: Readonly<Record<string, unknown>>
  readonly sort: readonly unknown[] | undefined
}

export function lineOf(hit: SearchHit): Line {
  const { timestamp } = hit._source
  const at = typeof timestamp === 'number' ? timestamp : Date.parse(String(timestamp))
  return { id: `${hit._index}/${hit._id}`, at, source: hit._source, sort: hit.sort }
}

export function textOf(line: Line, field: string): string | undefined {
  const value = line.source[field]
  return value === undefined || value === null ? undefined : asText(value)
}

export function numberOf(line: Line, field: string): number | undefined {
  const value = line.source[field]
  return typeof value === 'number' ? value : undefined
}

/** A value as one text; places as `lat, lon`. */
export function asText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const { lat, lon } = value as { lat?: unknown; lon?: unknown }
  return lat !== undefined ? `${lat}, ${lon}` : JSON.stringify(value)
}

/** What was asked, without the protocol; of a line that did not parse, the line. */
export function requestOf(line: Line): string {
  const { verb, uri } = line.source
  if (verb !== undefined) return `${verb} ${uri ?? ''}`
  return textOf(line, 'request') ?? textOf(line, 'message') ?? ''
}

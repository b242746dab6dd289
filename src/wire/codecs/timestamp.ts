import { malformed } from '../malformed.ts'
import type { Simple } from '../shape.ts'

/** JavaScript's own range of dates, ±8.64e15 ms; beyond it AWS would refuse too. */
export function fromEpochMillis(millis: number): Date {
  const date = new Date(millis)
  if (Number.isNaN(date.getTime())) throw malformed('The timestamp is out of range')
  return date
}

export const fromEpochSeconds = (seconds: number) => fromEpochMillis(Math.round(seconds * 1000))

/** ISO 8601, an HTTP date, or seconds since 1970: what XML, Query and headers may hold. */
export function parseTimestamp(text: string): Date {
  const trimmed = text.trim()
  if (/^-?\d+(\.\d+)?$/.test(trimmed)) return fromEpochSeconds(Number(trimmed))
  // Without a zone AWS means UTC; JavaScript would take the machine's.
  const zoned = /^\d{4}-\d\d-\d\dT[\d:.]+$/.test(trimmed) ? `${trimmed}Z` : trimmed
  const date = new Date(zoned)
  if (Number.isNaN(date.getTime()) || !/^(\d{4}-\d\d|[A-Z][a-z]{2,8},? )/.test(trimmed)) {
    throw malformed(`'${trimmed.slice(0, 100)}' is not a timestamp`)
  }
  return date
}

export function formatTimestamp(date: Date, format: NonNullable<Simple['format']>): string {
  if (format === 'http-date') return date.toUTCString()
  if (format === 'epoch-seconds') return String(date.getTime() / 1000)
  return date.toISOString()
}

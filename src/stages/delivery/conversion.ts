import { bodyOf, countOf, type DocumentBatch } from '../../record/index.ts'
import { jsonLines } from '../../record/json-lines.ts'
import type { FailedRecord } from './core/error-document.ts'
import { columnsOf, MOST_COLUMNS, type Schema, schemaOf, typeOf, widenSchema } from './core/json-schema.ts'
import { subRecords } from './core/sub-records.ts'
import type { Part } from './processing.ts'
import type { Conversion } from './settings.ts'

/** Records as lines that a table can take. */
export interface Lines {
  readonly bytes: Uint8Array
  readonly rows: number
  /** By place among the records that were given. */
  readonly failed: readonly (FailedRecord & { readonly at: number })[]
}

/** Knows the columns of all that went through it. */
export interface Converter {
  lines(part: Part): Lines
  /** One record by itself; undefined when it fails. */
  line(body: Uint8Array): Uint8Array | { readonly message: string }
  schema(): Schema
}

/** JSON that is no object, or more columns than a table may have. */
export const MALFORMED = 'DataFormatConversion.MalformedData'

export function createConverter(conversion: Conversion, known: Schema, now: () => number): Converter {
  let schema = known

  function line(body: Uint8Array): Uint8Array | { readonly message: string } {
    const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString()
    const whole = objectOf(text)
    if (whole) return take([whole], [text])
    const pieces = subRecords(body, { kind: 'JSON' })?.map((piece) => Buffer.from(piece).toString())
    const objects = pieces?.map(objectOf)
    if (!pieces || !objects?.every((each) => each !== undefined))
      return { message: 'The record is no JSON object.' }
    return take(objects as Record<string, unknown>[], pieces)
  }

  function take(objects: readonly Record<string, unknown>[], texts: readonly string[]) {
    let wider = schema
    const renamed = objects.map((object) => columnsOf(object, conversion.keys))
    for (const object of renamed) {
      if (Object.keys(object).length > MOST_COLUMNS)
        return { message: `It has more than ${MOST_COLUMNS} columns.` }
      for (const [name, value] of Object.entries(object)) {
        const type = typeOf(value)
        if (wider[name] !== type || type === null) wider = widenSchema(wider, { [name]: type })
      }
    }
    if (Object.keys(wider).length > MOST_COLUMNS) {
      return { message: `The table would have more than ${MOST_COLUMNS} columns.` }
    }
    schema = wider
    const lines = renamed.map((object, at) =>
      object === objects[at] ? onOneLine(texts[at]) : JSON.stringify(object),
    )
    return Buffer.from(`${lines.join('\n')}\n`)
  }

  function linesOfDocuments(documents: DocumentBatch): Lines {
    schema = widenSchema(schema, schemaOf(documents))
    return { bytes: jsonLines(documents), rows: documents.rows, failed: [] }
  }

  return {
    line,
    lines(part) {
      if (part.documents) return linesOfDocuments(part.documents)
      const records = part.made?.made ?? part.batch
      const lines: Uint8Array[] = []
      const failed: Lines['failed'][number][] = []
      for (let at = 0; at < countOf(records); at++) {
        const body = bodyOf(records, at)
        const made = line(body)
        if ('message' in made) failed.push({ at, ...failureOf(body, records.times[at], made.message, now()) })
        else lines.push(made)
      }
      return { bytes: Buffer.concat(lines), rows: lines.length, failed }
    },
    schema: () => schema,
  }
}

export function failureOf(
  body: Uint8Array,
  arrived: number,
  errorMessage: string,
  now: number,
): FailedRecord {
  const failure = { attemptsMade: 1, errorCode: MALFORMED, errorMessage, attemptEndingTimestamp: now }
  return { body, arrived, failure }
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** Line breaks in JSON stand between tokens only. */
function onOneLine(text: string): string {
  return text.trim().replace(/[\r\n]+/g, ' ')
}

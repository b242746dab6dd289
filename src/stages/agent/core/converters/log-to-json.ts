import { type Convert, type JsonFormat, jsonFields, textOf } from './converter.ts'
import type { LogPattern } from './log-patterns.ts'

export interface LogToJsonOptions {
  readonly log: LogPattern
  readonly format: JsonFormat
}

/** LOGTOJSON: the pattern's groups as JSON strings or null, in field order. */
export function createLogToJson({ log, format }: LogToJsonOptions): Convert {
  return (record) => {
    const text = textOf(record)
    const match = log.pattern.exec(text.endsWith('\r') ? text.slice(0, -1) : text)
    if (!match || match.length - 1 !== log.fields.length) return undefined
    const values = match.slice(1).map((value) => (value === undefined || isNone(value, log) ? null : value))
    return jsonFields(log.fields, values, format)
  }
}

function isNone(value: string, log: LogPattern): boolean {
  return log.dashIsNull && value === '-'
}

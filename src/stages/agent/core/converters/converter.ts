/**
 * Changes one record. Undefined means that the record is not what the converter expects: it then goes on as
 * it was, and is counted (the Kinesis Agent drops it).
 */
export type Convert = (record: Buffer, now: number) => Buffer | undefined

export type JsonFormat = 'COMPACT' | 'PRETTYPRINT'

/** The record's text without the newline at its end. */
export function textOf(record: Buffer): string {
  const stop = record.at(-1) === 10 ? record.length - 1 : record.length
  return record.toString('utf8', 0, stop)
}

/** A JSON record: compact, or as Jackson's default pretty printer lays it out; newline at its end. */
export function jsonRecord(value: unknown, format: JsonFormat): Buffer {
  const text = format === 'PRETTYPRINT' ? pretty(value, '') : JSON.stringify(value)
  return Buffer.from(`${text}\n`)
}

// Jackson: `"key" : value`, objects over several lines, arrays on one line as `[ 1, 2 ]`.
function pretty(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? '[ ]' : `[ ${value.map((item) => pretty(item, indent)).join(', ')} ]`
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  const members = Object.entries(value).map(
    ([key, item]) => `${inner}${JSON.stringify(key)} : ${pretty(item, inner)}`,
  )
  return members.length === 0 ? '{ }' : `{\n${members.join(',\n')}\n${indent}}`
}

/** Names and values as an object in that order, also for names that look like numbers. */
export function jsonFields(
  names: readonly string[],
  values: readonly (string | null)[],
  format: JsonFormat,
): Buffer {
  const members = names.map((name, at) => `${JSON.stringify(name)}:${JSON.stringify(values[at] ?? null)}`)
  if (format === 'COMPACT') return Buffer.from(`{${members.join(',')}}\n`)
  const lines = names.map((name, at) => `  ${JSON.stringify(name)} : ${JSON.stringify(values[at] ?? null)}`)
  return Buffer.from(`{\n${lines.join(',\n')}\n}\n`)
}

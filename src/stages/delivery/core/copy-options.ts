import type { CopyRow } from '../ports.ts'

/**
 * The part of COPY's options that says how rows are written, for databases without Redshift's COPY:
 *
 *   options = *( [FORMAT [AS]] JSON [AS] 'auto' / [FORMAT [AS]] CSV / DELIMITER [AS] 'x' / GZIP )
 *
 * `other` is the first word that is none of these.
 */
export interface CopyFormat {
  readonly kind: 'json' | 'csv' | 'delimited'
  readonly delimiter: string
  readonly isZipped: boolean
  readonly other?: string
}

export function readCopyOptions(text: string): CopyFormat {
  let kind: CopyFormat['kind'] = 'delimited'
  let delimiter: string | undefined
  let isZipped = false
  let left = text.trim().replace(/;$/, '')
  while (left) {
    const found =
      /^(?:format\s+(?:as\s+)?)?json\s+(?:as\s+)?'auto(?:\s+ignorecase)?'\s*/i.exec(left) ??
      /^(?:format\s+(?:as\s+)?)?csv\b\s*/i.exec(left) ??
      /^delimiter\s+(?:as\s+)?'(\\t|.)'\s*/i.exec(left) ??
      /^gzip\b\s*/i.exec(left)
    if (!found) return { kind, delimiter: delimiter ?? '|', isZipped, other: left.split(/\s/)[0] }
    left = left.slice(found[0].length)
    if (/json/i.test(found[0].split("'")[0])) kind = 'json'
    else if (/csv/i.test(found[0])) kind = 'csv'
    else if (/^gzip/i.test(found[0])) isZipped = true
    else delimiter = found[1] === '\\t' ? '\t' : found[1]
  }
  return { kind, delimiter: delimiter ?? (kind === 'csv' ? ',' : '|'), isZipped }
}

/** Rows of staged text. Throws with a sentence about the first line that is none. */
export function rowsOf(text: string, { kind, delimiter }: CopyFormat): CopyRow[] {
  const lines = text.split(/\r?\n/).filter((line) => line !== '')
  if (kind === 'json') return lines.map(jsonRow)
  if (kind === 'csv') return lines.map((line) => csvRow(line, delimiter))
  return lines.map((line) => line.split(delimiter).map((value) => (value === '\\N' ? null : value)))
}

function jsonRow(line: string): CopyRow {
  const value = JSON.parse(line)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new Error(`A line is no JSON object: ${line.slice(0, 80)}`)
}

/** Values in quotes, in which a quote is doubled, or bare. */
function csvRow(line: string, delimiter: string): (string | null)[] {
  const values: (string | null)[] = []
  for (let at = 0; at <= line.length; ) {
    if (line[at] !== '"') {
      const end = line.indexOf(delimiter, at)
      const value = line.slice(at, end < 0 ? line.length : end)
      values.push(value === '' ? null : value)
      at = end < 0 ? line.length + 1 : end + 1
      continue
    }
    let value = ''
    for (at++; line[at] !== '"' || line[at + 1] === '"'; at++) {
      if (at >= line.length) throw new Error(`A quote has no end: ${line.slice(0, 80)}`)
      value += line[at]
      if (line[at] === '"') at++
    }
    values.push(value)
    at += 2
  }
  return values
}

import { compile, type Piece, type Variable } from './compile.ts'
import { createLineReader } from './line-reader.ts'
import type { Reader } from './reader.ts'
import { cloudfrontFields, decodingOf, w3cMeanings } from './w3c-fields.ts'

/*
 * file      = { directive | entry }…
 * directive = `#` word `:` text            Version, Fields, Date, Software, Remark …
 * entry     = value { separator value }…   as the newest `#Fields:` line names them
 * separator = a space; a tab where the file is CloudFront's
 */

/** True for `#Fields: …` and its kind; such a line makes no row. */
export function isDirective(bytes: Uint8Array, from: number, to: number): boolean {
  if (bytes[from] !== 35) return false
  let at = from + 1
  while (at < to && (isLetter(bytes[at]) || bytes[at] === 45)) at++
  return at > from + 1 && at < to && bytes[at] === 58
}

function isLetter(byte: number): boolean {
  const lower = byte | 32
  return lower >= 97 && lower <= 122
}

/** The names on the newest `#Fields:` line of `text`, or undefined. */
export function fieldsLine(text: string): string | undefined {
  const lines = text.match(/^#Fields:.*$/gim)
  const names = lines?.at(-1)?.slice('#Fields:'.length).trim()
  return names ? names : undefined
}

/** A reader for the entries below a `#Fields:` line. Names are separated by spaces or tabs. */
export function readW3c(fields: string, name?: string): Reader {
  const names = fields.trim().split(/\s+/)
  const cloudfront = names.includes('x-edge-location')
  const separator = cloudfront ? '\t' : ' '
  const pieces: Piece[] = names.flatMap((field, at) => {
    const variable = variableOf(field, fields.indexOf(field), cloudfront)
    return at === 0 ? [variable] : [separator, variable]
  })
  const title = cloudfront ? 'CloudFront standard log' : 'W3C extended log (IIS)'
  return createLineReader(compile(pieces), {
    name: name ?? (cloudfront ? 'cloudfront' : 'w3c'),
    title,
    notation: `#Fields: ${names.join(' ')}`,
  })
}

export const readCloudfront = () => readW3c(cloudfrontFields, 'cloudfront')

function variableOf(name: string, at: number, cloudfront: boolean): Variable {
  const own = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/_+$/, '')
  const meaning = w3cMeanings[name] ?? {}
  const variable = {
    label: name,
    at,
    field: own,
    rank: 0,
    own,
    how: decodingOf(name, cloudfront),
    ...meaning,
  }
  return name === 'time-taken' && !cloudfront ? { ...variable, wholeScale: 1e-3 } : variable
}

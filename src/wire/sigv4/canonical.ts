import type { RequestFacts } from '../authentication.ts'

// CanonicalRequest = METHOD \n PATH \n QUERY \n (name:value \n)… \n SIGNED;NAMES \n PAYLOAD-HASH
// (Signature Version 4, "Create a canonical request")

/** `names` are those of SignedHeaders, in the order given there: another order or case makes another signature. */
export function canonicalRequest(
  facts: RequestFacts,
  names: readonly string[],
  payloadHash: string,
  encoding: 'once' | 'twice',
): string {
  const path = encoding === 'once' ? pathOnce(facts.rawPath) : pathTwice(facts.rawPath)
  const headers = names.map((name) => `${name}:${canonicalValue(headerOf(facts, name))}\n`).join('')
  return `${facts.method}\n${path}\n${canonicalQuery(facts.rawQuery)}\n${headers}\n${names.join(';')}\n${payloadHash}`
}

/** The value of a header by the name that SignedHeaders uses for it; HTTP/2's `:authority` is the host. */
function headerOf({ headers }: RequestFacts, name: string): string | undefined {
  const own = name === ':authority' ? 'host' : name.toLowerCase()
  return Object.hasOwn(headers, own) ? headers[own] : undefined
}

/** Blanks at the ends go, runs of blanks within become one. */
function canonicalValue(value: string | undefined): string {
  return value === undefined ? '' : value.trim().replace(/[ \t]+/g, ' ')
}

/** S3: every byte but the unreserved ones and `/` escaped once; nothing normalised, for `a//b` is a key of its own. */
function pathOnce(rawPath: string): string {
  return escaped(rawPath, /%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~/-]/gu) || '/'
}

/** All others: `.`, `..` and empty segments resolved, and the path as sent escaped once more. */
function pathTwice(rawPath: string): string {
  if (rawPath === '/' || rawPath === '') return '/'
  const segments: string[] = []
  for (const segment of rawPath.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  const end = segments.length > 0 && rawPath.endsWith('/') ? '/' : ''
  return `/${segments.join('/')}${end}`.replace(/[^A-Za-z0-9._~/-]/gu, percent)
}

/** Sorted by name, then by value, both in their escaped form; the signature itself left out. */
function canonicalQuery(rawQuery: string): string {
  if (rawQuery === '') return ''
  return rawPairs(rawQuery)
    .map(([name, value]) => [escapeQuery(name), escapeQuery(value)] as const)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

/** Names and values of a query, unescaped, in order. What is no valid escape stays as it is. */
export function queryPairs(rawQuery: string): [name: string, value: string][] {
  return rawPairs(rawQuery).map(([name, value]) => [unescapeText(name), unescapeText(value)])
}

function rawPairs(rawQuery: string): [string, string][] {
  const pieces = rawQuery.split('&').filter((piece) => piece !== '')
  return pieces.map((piece) => {
    const at = piece.indexOf('=')
    return at < 0 ? [piece, ''] : [piece.slice(0, at), piece.slice(at + 1)]
  })
}

function escapeQuery(text: string): string {
  return escaped(text.replaceAll('+', '%20'), /%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~-]/gu)
}

/** Brings text that is escaped somehow into the one form that is signed. */
function escaped(text: string, escapeOrReserved: RegExp): string {
  return text.replace(escapeOrReserved, (found) => {
    if (found[0] !== '%' || found.length === 1) return percent(found)
    const character = String.fromCharCode(Number.parseInt(found.slice(1), 16))
    return /[A-Za-z0-9._~-]/.test(character) ? character : found.toUpperCase()
  })
}

/** A character of the request line is one byte; one beyond that, from HTTP/2, is its UTF-8. */
function percent(character: string): string {
  const bytes = Buffer.from(character, character > 'ÿ' ? 'utf8' : 'latin1')
  return [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}

function unescapeText(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'))
  } catch {
    return text
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

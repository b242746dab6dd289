export type TokenKind = 'field' | 'operator' | 'string' | 'range' | 'wildcard' | 'bracket'

export interface Token {
  readonly kind: TokenKind
  readonly from: number
  readonly to: number
}

/**
 * The parts of Lucene's query_string that are worth a colour:
 * `field:`, `AND OR NOT && || + - !`, `"phrase"`, `[a TO b]`, `>=5`, `* ?`, `( )`. A backslash escapes one mark.
 */
const PARTS =
  /(?<string>"(?:\\.|[^"\\])*"?|\/(?:\\.|[^/\\\s])+\/)|(?<range>[[{][^\]}]*[\]}]?|[<>]=?-?[\d.]+)|(?<operator>\b(?:AND|OR|NOT)\b|&&|\|\||(?<=^|[\s(])[-+!](?=\S))|(?<field>[\w@][\w.@-]*(?=:))|(?<wildcard>(?<!\\)[*?])|(?<bracket>[()])|\\./g

export function tokensOf(query: string): Token[] {
  const tokens: Token[] = []
  for (const match of query.matchAll(PARTS)) {
    const kind = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0] as
      | TokenKind
      | undefined
    if (kind) tokens.push({ kind, from: match.index, to: match.index + match[0].length })
  }
  return tokens
}

/** What is being written left of the cursor: the start of a field, or of a field's value. */
export function writingAt(before: string): {
  readonly field?: string
  readonly part: string
  readonly from: number
} {
  const value = /(?:^|[\s(+\-!])([\w@][\w.@-]*):("?)((?:\\.|[^\s"()\\])*)$/.exec(before)
  if (value) {
    const [, field, quote, part] = value
    return { field, part: part.replace(/\\(.)/g, '$1'), from: before.length - part.length - quote.length }
  }
  const [word] = /[\w@.-]*$/.exec(before) as RegExpExecArray
  return { part: word, from: before.length - word.length }
}

/** A value as query text: in quotes unless it is plain. */
export function quoted(value: string): string {
  return /^[\w.]+$/.test(value) && !/^(AND|OR|NOT|TO)$/.test(value)
    ? value
    : `"${value.replace(/["\\]/g, '\\$&')}"`
}

import { compileDatePattern, type DatePattern } from './date-pattern.ts'

/**
 * Firehose's prefix language: literal text with `!{timestamp:PATTERN}`, `!{firehose:random-string}`, for failed
 * records `!{firehose:error-output-type}`, and for partitions `!{partitionKeyFromQuery:KEY}` and
 * `!{partitionKeyFromLambda:KEY}`.
 */
export interface Prefix {
  readonly pieces: readonly Piece[]
  readonly hasExpressions: boolean
  readonly hasTimestamp: boolean
  readonly hasErrorType: boolean
  /** The keys that it names, each once. */
  readonly keys: readonly KeyPiece[]
}

export interface KeyPiece {
  readonly kind: 'key'
  readonly from: 'query' | 'lambda'
  readonly name: string
}

type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'timestamp'; readonly print: DatePattern }
  | { readonly kind: 'random' }
  | { readonly kind: 'errorType' }
  | KeyPiece

export interface Moment {
  /** Arrival of the oldest record in the object, ms since 1970: one instant for every expression of a key. */
  readonly time: number
  readonly zone: string
  /** A random UUID; each `!{firehose:random-string}` takes the first 11 characters of a new one. */
  readonly uuid: () => string
  readonly errorType?: string
  /** One a key of the prefix, in its order. */
  readonly values?: readonly string[]
}

/** Throws with a sentence about the prefix. */
export function parsePrefix(text: string): Prefix {
  const pieces: Piece[] = []
  let at = 0
  for (let start = text.indexOf('!{'); start >= 0; start = text.indexOf('!{', at)) {
    const stop = endOfExpression(text, start)
    if (start > at) pieces.push({ kind: 'text', text: text.slice(at, start) })
    pieces.push(parseExpression(text.slice(start + 2, stop)))
    at = stop + 1
  }
  if (at < text.length) pieces.push({ kind: 'text', text: text.slice(at) })
  const has = (kind: Piece['kind']) => pieces.some((piece) => piece.kind === kind)
  return {
    pieces,
    hasExpressions: pieces.some(({ kind }) => kind !== 'text'),
    hasTimestamp: has('timestamp'),
    hasErrorType: has('errorType'),
    keys: keysIn(pieces),
  }
}

function keysIn(pieces: readonly Piece[]): KeyPiece[] {
  const keys = pieces.filter((piece): piece is KeyPiece => piece.kind === 'key')
  return keys.filter((key, at) => keys.findIndex((other) => isSame(key, other)) === at)
}

const isSame = (a: KeyPiece, b: KeyPiece) => a.from === b.from && a.name === b.name

export function evaluatePrefix(prefix: Prefix, moment: Moment): string {
  return prefix.pieces
    .map((piece) => {
      if (piece.kind === 'text') return piece.text
      if (piece.kind === 'timestamp') return piece.print(moment.time, moment.zone)
      if (piece.kind === 'key')
        return moment.values?.[prefix.keys.findIndex((key) => isSame(key, piece))] ?? ''
      return piece.kind === 'random' ? moment.uuid().slice(0, 11) : (moment.errorType ?? '')
    })
    .join('')
}

/**
 * Where delivered objects go. A prefix without a timestamp gets `yyyy/MM/dd/HH/` behind it, with no slash between
 * (`app` gives `app2026/11/20/13/`), as Firehose has it; not so when records are partitioned by their keys.
 */
export function objectPrefix(text: string, partitioned = false): Prefix {
  const prefix = parsePrefix(text)
  if (!partitioned && prefix.keys.length > 0) {
    throw new Error('partition keys need DynamicPartitioningConfiguration with Enabled true')
  }
  if (prefix.hasErrorType) {
    throw new Error('!{firehose:error-output-type} belongs in ErrorOutputPrefix, not in Prefix')
  }
  return prefix.hasTimestamp || partitioned ? prefix : parsePrefix(`${text}${DEFAULT}`)
}

/**
 * Where failed records go. Without expressions: `TEXT` error type `/yyyy/MM/dd/HH/`, where `TEXT` is the object
 * prefix if no error prefix is given.
 */
export function errorPrefix(text: string | undefined, objectText: string): Prefix {
  if (text === undefined && parsePrefix(objectText).hasExpressions) {
    throw new Error("ErrorOutputPrefix can't be null when Prefix contains expressions")
  }
  const prefix = parsePrefix(text ?? objectText)
  if (prefix.keys.length > 0) throw new Error('partition keys belong in Prefix, not in ErrorOutputPrefix')
  if (!prefix.hasExpressions)
    return parsePrefix(`${text ?? objectText}!{firehose:error-output-type}/${DEFAULT}`)
  if (!prefix.hasErrorType) {
    throw new Error(
      'an ErrorOutputPrefix with expressions must contain !{firehose:error-output-type}, so that kinds of failures stay apart',
    )
  }
  return prefix
}

/** Firehose's limit for evaluated prefixes. */
export const LONGEST_PREFIX = 512

const DEFAULT = '!{timestamp:yyyy/MM/dd/HH/}'

/** The closing brace; one inside a date pattern's quotes does not count. */
function endOfExpression(text: string, start: number): number {
  let quoted = false
  for (let at = start + 2; at < text.length; at++) {
    if (text[at] === "'") quoted = !quoted
    if (text[at] === '}' && !quoted) return at
  }
  throw new Error(`the expression '${text.slice(start)}' has no closing brace`)
}

function parseExpression(expression: string): Piece {
  const colon = expression.indexOf(':')
  const space = expression.slice(0, colon)
  const value = expression.slice(colon + 1)
  if (colon < 0) throw new Error(`'!{${expression}}' is not of the form !{namespace:value}`)
  if (space === 'timestamp') return { kind: 'timestamp', print: datePattern(value) }
  if (space === 'firehose' && value === 'random-string') return { kind: 'random' }
  if (space === 'firehose' && value === 'error-output-type') return { kind: 'errorType' }
  if (space === 'partitionKeyFromQuery' || space === 'partitionKeyFromLambda') {
    if (!/^[\w.-]+$/.test(value)) throw new Error(`'!{${expression}}' names no key`)
    return { kind: 'key', from: space === 'partitionKeyFromQuery' ? 'query' : 'lambda', name: value }
  }
  throw new Error(
    `'!{${expression}}' is unknown; there are !{timestamp:PATTERN}, !{firehose:random-string}, !{firehose:error-output-type}, !{partitionKeyFromQuery:KEY} and !{partitionKeyFromLambda:KEY}`,
  )
}

function datePattern(pattern: string): DatePattern {
  if (pattern === '') throw new Error("'!{timestamp:}' has no pattern")
  try {
    return compileDatePattern(pattern)
  } catch (error) {
    throw new Error(`'!{timestamp:${pattern}}': ${(error as Error).message}`)
  }
}

import { FormatError, formatErrors } from '../../errors.ts'
import {
  durationUnits,
  environment,
  namePrefixes,
  plain,
  ports,
  processes,
  requestHeaders,
} from './apache-directives.ts'
import { compile, type Piece, type Variable } from './compile.ts'
import { createLineReader } from './line-reader.ts'
import { nearest } from './nearest.ts'
import type { Reader } from './reader.ts'
import { compileMoment, type TimePiece } from './strftime.ts'

/*
 * statement = `LogFormat` string [ nickname ]
 * string    = `"` text `"`, in which `\"` is a quote; or the text alone
 * text      = ( literal | `%%` | directive )…
 * directive = `%` [ [`!`] status { `,` status } ] [ `<` | `>` ] [ `{` name `}` ] ( letter | `^` two letters )
 */

/** A reader for a pasted `LogFormat`, the whole statement or only its string. */
export function readApache(notation: string, name?: string, options: { fullHost?: boolean } = {}): Reader {
  const statement = parseStatement(notation)
  const called = name ?? statement.name
  return createLineReader(compile(joinTimes(piecesOf(statement.format))), {
    name: called ?? 'Apache LogFormat',
    title: called ? `Apache LogFormat "${called}"` : 'Apache LogFormat',
    notation: statement.format,
    ...options,
  })
}

function parseStatement(notation: string): { name: string | undefined; format: string } {
  const text = notation.trim()
  const head = /^(?:LogFormat|TransferLog|ErrorLogFormat)\s+/i.exec(text)
  const rest = head ? text.slice(head[0].length) : text
  const quoted = /^"((?:[^"\\]|\\.)*)"(?:\s+(\S+))?$/s.exec(rest)
  if (!quoted && head) throw new FormatError(formatErrors.noEnd('LogFormat'))
  const format = (quoted ? quoted[1] : rest).replace(
    /\\(.)/gs,
    (_whole, letter: string) => escapes[letter] ?? letter,
  )
  if (format.trim() === '') throw new FormatError(formatErrors.empty)
  return { name: quoted?.[2], format }
}

const escapes: Readonly<Record<string, string>> = { t: '\t', n: '' }

const DIRECTIVE = /%(?:!?\d+(?:,\d+)*)?[<>]?(?:\{([^}]*)\})?[<>]?(\^[a-zA-Z]{2}|[a-zA-Z%])?/g

function piecesOf(format: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of format.matchAll(DIRECTIVE)) {
    pieces.push(format.slice(end, match.index))
    end = match.index + match[0].length
    if (match[0] === '%%') pieces.push('%')
    else pieces.push(variableOf(match[0], match.index, match[1], match[2]))
  }
  pieces.push(format.slice(end))
  return pieces
}

function variableOf(
  label: string,
  at: number,
  name: string | undefined,
  letter: string | undefined,
): Variable {
  if (!letter || letter === '%') throw new FormatError(formatErrors.unfinished(label, at))
  const base = { label, at, field: '', rank: 0 }
  const meaning = name === undefined ? plainMeaning(label, at, letter) : namedMeaning(label, at, name, letter)
  const rank = label.includes('>') && letter === 's' ? 0 : (meaning.rank ?? 0)
  return { ...base, ...meaning, field: meaning.field ?? meaning.own, rank }
}

type Meaning = Partial<Variable> & { readonly own: string }

function plainMeaning(label: string, at: number, letter: string): Meaning {
  if (plain[letter]) return plain[letter]
  const prefix = namePrefixes[letter]
  if (prefix !== undefined) throw new FormatError(formatErrors.needsName(label, at, `%{Name}${letter}`))
  throw unknown(label, at, letter)
}

function unknown(label: string, at: number, letter: string): FormatError {
  const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
  const meant = plain[other] ? `%${other}` : undefined
  return new FormatError(formatErrors.unknownVariable(label, at, meant))
}

function namedMeaning(label: string, at: number, name: string, letter: string): Meaning {
  const lower = name.toLowerCase()
  if (letter === 'i' && requestHeaders[lower]) return requestHeaders[lower]
  if ((letter === 'e' || letter === 'x') && environment[lower]) return environment[lower]
  const prefix = namePrefixes[letter]
  if (prefix !== undefined) {
    if (letter === 'i') refuseSlip(label, at, lower)
    return { own: prefix + lower.replace(/[^a-z0-9]+/g, '_') }
  }
  if (letter === 't') return { field: 'timestamp', rank: 1, own: 'time', moment: momentOf(name, at) }
  return unitMeaning(label, at, name, letter)
}

/** `%{User-Agnt}i`: any header may be logged, but one letter off a known one is a slip. */
function refuseSlip(label: string, at: number, header: string): void {
  const meant = ['referer', 'user-agent', 'x-forwarded-for'].find((known) => nearest(header, [known]))
  if (meant && meant !== header && header !== 'referrer') {
    throw new FormatError(formatErrors.unknownVariable(label, at, `%{${meant}}i`))
  }
}

function unitMeaning(label: string, at: number, name: string, letter: string): Meaning {
  const refuse = (known: readonly string[]) =>
    new FormatError(
      formatErrors.unknownVariable(label, at, `%{${nearest(name, known) ?? known[0]}}${letter}`),
    )
  switch (letter) {
    case 'T':
      if (!durationUnits[name]) throw refuse(Object.keys(durationUnits))
      return { ...plain.T, ...durationUnits[name], own: `request_time_${name}` }
    case 'a':
      if (name !== 'c') throw refuse(['c'])
      return { field: 'host', rank: 4, own: 'peer_addr' }
    case 'h':
      if (name !== 'c') throw refuse(['c'])
      return { field: 'host', rank: 5, own: 'peer_host' }
    case 'p':
      if (!ports.includes(name)) throw refuse(ports)
      return { own: name === 'remote' ? 'remote_port' : name === 'local' ? 'local_port' : 'server_port' }
    case 'P':
      if (!processes.includes(name)) throw refuse(processes)
      return { own: name }
    default:
      if (plain[letter]) throw new FormatError(formatErrors.unknownVariable(label, at, `%${letter}`))
      throw unknown(label, at, letter)
  }
}

function momentOf(name: string, at: number) {
  return compileMoment([{ format: name.replace(/^(?:begin|end):/, '') || '[%d/%b/%Y:%T %z]', at }])
}

/**
 * `%t` writes its own brackets. Several `%{…}t` with only short text between are one time in pieces; together they
 * are read by one reader.
 */
function joinTimes(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = []
  let run: TimePiece[] = []
  let first: Variable | undefined
  const close = () => {
    if (first) joined.push({ ...first, moment: compileMoment(run) })
    first = undefined
    run = []
  }
  pieces.forEach((piece, at) => {
    const next = pieces.slice(at + 1).find((later) => typeof later !== 'string')
    if (isTime(piece)) {
      run.push({ format: /\{(?:begin:|end:)?(.*)\}/.exec(piece.label)?.[1] ?? '', at: piece.at })
      first = first ? { ...first, label: first.label + piece.label } : piece
    } else if (first && typeof piece === 'string' && piece.length <= 3 && next && isTime(next)) {
      run.push({ literal: piece })
      first = { ...first, label: first.label + piece }
    } else {
      close()
      joined.push(...bracketed(piece))
    }
  })
  close()
  return joined
}

function isTime(piece: Piece): piece is Variable {
  return typeof piece === 'object' && piece.moment !== undefined
}

function bracketed(piece: Piece): Piece[] {
  return typeof piece === 'object' && piece.commonTime ? ['[', piece, ']'] : [piece]
}

import { FormatError, formatErrors } from '../../errors.ts'
import { JSON_STRING } from '../decoding.ts'
import { compile, type Piece, type Variable } from './compile.ts'
import { createLineReader } from './line-reader.ts'
import { nearest } from './nearest.ts'
import { families, meanings, nginxVariables } from './nginx-variables.ts'
import type { Reader } from './reader.ts'

/*
 * statement = `log_format` name [ `escape=` ( `default` | `json` | `none` ) ] string… [ `;` ]
 * string    = `'` text `'` | `"` text `"` | text without spaces; several are joined
 * text      = ( literal | `$` name | `${` name `}` )…
 */

export interface NginxFormat {
  readonly name: string | undefined
  readonly escape: 'default' | 'json' | 'none'
  readonly format: string
}

/** A reader for a pasted `log_format`, the whole statement or only its string. */
export function readNginx(notation: string, name?: string, openFrom?: number): Reader {
  const statement = parseStatement(notation)
  const options = {
    ...(statement.escape === 'json' ? { how: JSON_STRING } : {}),
    ...(openFrom === undefined ? {} : { openFrom }),
  }
  const called = name ?? statement.name
  return createLineReader(compile(piecesOf(statement.format), options), {
    name: called ?? 'nginx log_format',
    title: called ? `nginx log_format "${called}"` : 'nginx log_format',
    notation: statement.format,
  })
}

export function parseStatement(notation: string): NginxFormat {
  const text = notation.trim().replace(/;\s*$/, '')
  const head = /^log_format\s+(\S+)(?:\s+|$)(?:escape=(\w+)\s+)?/.exec(text)
  const escaping = head?.[2] ?? 'default'
  if (escaping !== 'default' && escaping !== 'json' && escaping !== 'none') {
    throw new FormatError(
      formatErrors.unknownVariable(`escape=${escaping}`, text.indexOf('escape='), 'escape=json'),
    )
  }
  const rest = head ? text.slice(head[0].length) : text
  const format = joinStrings(rest) ?? rest
  if (format.trim() === '')
    throw new FormatError(head ? formatErrors.noEnd('log_format') : formatErrors.empty)
  return { name: head?.[1], escape: escaping, format }
}

/** `'a' 'b'` over several lines as one string; undefined when the text is not written so. */
function joinStrings(text: string): string | undefined {
  const whole = /^\s*(?:'(?:[^'\\]|\\.)*'\s*|"(?:[^"\\]|\\.)*"\s*)+$/s
  if (!whole.test(text) || !/^\s*['"]/.test(text)) return undefined
  const parts = text.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/gs) ?? []
  return parts.map((part) => part.slice(1, -1).replace(/\\(.)/gs, plainCharacter)).join('')
}

function plainCharacter(_whole: string, character: string): string {
  return { t: '\t', n: '\n', r: '\r' }[character] ?? character
}

function piecesOf(format: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of format.matchAll(/\$(?:\{(\w+)\}|(\w+))|\$/g)) {
    const name = match[1] ?? match[2]
    if (!name) throw new FormatError(formatErrors.unfinished('$', match.index))
    pieces.push(format.slice(end, match.index), variableOf(name, match.index))
    end = match.index + match[0].length
  }
  pieces.push(format.slice(end))
  return pieces
}

function variableOf(name: string, at: number): Variable {
  const meaning = meanings[name]
  const known = meaning || nginxVariables.includes(name) || families.some((family) => name.startsWith(family))
  if (!known) {
    const meant = nearest(name, nginxVariables)
    if (meant) throw new FormatError(formatErrors.unknownVariable(`$${name}`, at, `$${meant}`))
  }
  return { label: `$${name}`, at, field: name, rank: 0, own: name, ...meaning }
}

import { badRegexp } from '../errors.ts'
import { escapeRegexp } from './literal.ts'

/** Pattern length that OpenSearch allows (`index.max_regex_length`). */
const LIMIT = 1000

/**
 * A Lucene regular expression in RE2's syntax, to be matched against the whole value. Lucene has no anchors
 * (`^` and `$` are themselves), `@` is any text and `"…"` is literal. `~`, `&`, `#` and `<1-9>` have no
 * counterpart and are refused by name.
 */
export function luceneRegexp(pattern: string): string {
  if (pattern.length > LIMIT)
    throw badRegexp(`${pattern.slice(0, 40)}…`, `is longer than ${LIMIT} characters`)
  let out = ''
  let inClass = false
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern[at]
    if (sign === '\\') {
      if (at + 1 === pattern.length) throw badRegexp(pattern, 'ends with a backslash')
      out += escaped(pattern[++at])
    } else if (inClass) {
      inClass = sign !== ']'
      out += sign === '[' || (sign === '^' && pattern[at - 1] !== '[') ? `\\${sign}` : sign
    } else if (sign === '"') {
      const end = pattern.indexOf('"', at + 1)
      if (end < 0) throw badRegexp(pattern, 'has an opening quote without a closing one')
      out += escapeRegexp(pattern.slice(at + 1, end))
      at = end
    } else {
      if (sign === '[') inClass = true
      out += outside(sign, pattern)
    }
  }
  if (inClass) throw badRegexp(pattern, 'has [ without ]')
  checkSyntax(out, pattern)
  return out
}

function outside(sign: string, pattern: string): string {
  if (sign === '~' || sign === '&' || sign === '#' || sign === '<') {
    throw badRegexp(
      pattern,
      `uses the operator ${sign}, which is not served; write \\${sign} for the character`,
    )
  }
  if (sign === '@') return '.*'
  return sign === '^' || sign === '$' || sign === '>' ? `\\${sign}` : sign
}

/** Lucene knows the classes \d \w \s; any other escaped character is itself. */
function escaped(sign: string): string {
  return /[dDwWsS]/.test(sign) ? `\\${sign}` : escapeRegexp(sign)
}

/** What RE2 would refuse is nearly what JavaScript refuses; the rest is `(?…`, which Lucene does not have. */
function checkSyntax(translated: string, pattern: string): void {
  if (translated.includes('(?')) throw badRegexp(pattern, 'has ( followed by ?')
  for (const [, from, to] of translated.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    if (Number(from) > 1000 || Number(to ?? 0) > 1000)
      throw badRegexp(pattern, 'repeats more than 1000 times')
  }
  try {
    new RegExp(translated, 'su')
  } catch {
    try {
      new RegExp(translated, 's')
    } catch (error) {
      throw badRegexp(pattern, `is not valid (${error instanceof Error ? error.message : error})`)
    }
  }
}

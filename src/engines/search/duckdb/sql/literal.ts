/** The one way in which text from outside gets into SQL: a quoted literal. */
export function text(value: string): string {
  // DuckDB's parser stops at a NUL, so that one is written as a function call. Half a surrogate pair is not UTF-8.
  const wellFormed = /[\ud800-\udfff]/.test(value) ? Buffer.from(value).toString() : value
  const parts = wellFormed.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`)
  return parts.length === 1 ? parts[0] : `(${parts.join(' || chr(0) || ')})`
}

/** A finite number as a literal; negative ones in brackets, since `--` begins a comment. */
export function number(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`Not a finite number: ${value}`)
  return value < 0 ? `(${value})` : String(value)
}

export const list = (literals: readonly string[]) => `(${literals.join(', ')})`

/** OpenSearch's `*`, `?` and `\` as a pattern for `LIKE … ESCAPE '\'` (a literal, quotes included). */
export function likePattern(wildcard: string): string {
  let pattern = ''
  for (let at = 0; at < wildcard.length; at++) {
    const sign = wildcard[at]
    if (sign === '\\' && at + 1 < wildcard.length) pattern += escapeLike(wildcard[++at])
    else if (sign === '*') pattern += '%'
    else if (sign === '?') pattern += '_'
    else pattern += escapeLike(sign)
  }
  return text(pattern)
}

function escapeLike(sign: string): string {
  return sign === '%' || sign === '_' || sign === '\\' ? `\\${sign}` : sign
}

/** Text as it stands in a regular expression of RE2. */
export function escapeRegexp(value: string): string {
  return value.replace(/[\\^$.|?*+()[\]{}-]/g, '\\$&')
}

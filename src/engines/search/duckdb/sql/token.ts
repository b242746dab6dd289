import { text } from './literal.ts'

/** A character of a word, as far as the standard analyzer is concerned. */
export const TOKEN_SIGN = '[\\p{L}\\p{N}_]'
const BREAK = '[^\\p{L}\\p{N}_]'

/**
 * Whether the text has a word that `pattern` (RE2, lower case) matches whole. Nearly the standard analyzer's
 * words: it would keep `a.b` together, which here are also found as `a` and `b`.
 */
export function token(expression: string, pattern: string): string {
  return `regexp_matches(lower(${expression}), ${text(`(?:^|${BREAK})(?:${pattern})(?:$|${BREAK})`)})`
}

/** The words one after another with nothing but breaks between. */
export const inSequence = (patterns: readonly string[]) => patterns.join(`${BREAK}+`)

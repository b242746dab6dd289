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

/** The words of a text, lower-cased. */
export const tokensOf = (expression: string) =>
  `regexp_extract_all(lower(${expression}), ${text(`${TOKEN_SIGN}+`)})`

/**
 * The words near one another: where each stands less its place in the phrase, from the least to the greatest no more than
 * `slop` apart, as Lucene has it.
 */
export function nearby(words: readonly string[], slop: number): (expression: string) => string {
  const placed = words.map(
    (word, at) =>
      `list_filter(list_transform(range(1, len(t) + 1), i -> CASE WHEN t[i] = ${text(word)} THEN i - ${at} END), p -> p IS NOT NULL)`,
  )
  const inside = words.map(
    (_, at) => `len(list_filter(d[${at + 1}], p -> p BETWEEN m AND m + ${Math.trunc(slop)})) > 0`,
  )
  return (x) => {
    const has = words.map((word) => `contains(lower(${x}), ${text(word)})`).join(' AND ')
    const places = `list_transform([${tokensOf(x)}], t -> [${placed.join(', ')}])`
    const near = `list_transform(${places}, d -> len(list_filter(flatten(d), m -> ${inside.join(' AND ')})) > 0)[1]`
    return `(CASE WHEN ${has} THEN ${near} ELSE FALSE END)`
  }
}

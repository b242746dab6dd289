/**
 * Cuts text as the standard analyzer does (Unicode Annex 29, lower-cased): runs of letters and digits, held
 * together by `.` `'` `:` between letters and by `.` `,` between digits, so `10.0.0.1` and `it's` stay whole.
 */
export function wordsOf(text: string): readonly string[] {
  return (text.match(WORD) ?? []).map((word) => word.toLowerCase())
}

const WORD =
  /[\p{L}\p{N}\p{M}_]+(?:(?:(?<=\p{L})['’.:·](?=\p{L})|(?<=\p{N})[.,;'](?=\p{N}))[\p{L}\p{N}\p{M}_]+)*/gu

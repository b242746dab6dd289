import type { SyntaxTrouble } from './syntax.ts'

/** Reads a query string's small pieces from left to right. */
export interface Scanner {
  at(): number
  ended(): boolean
  skipSpace(): void
  /** Takes `piece` if it comes next. */
  take(piece: string): boolean
  /** Takes `word` if it comes next as a word of its own: `AND`, not `ANDROID`. */
  takeWord(word: string): boolean
  peek(): string
  /** The rest up to the first unescaped character that `stop` names; escapes kept. */
  run(stop: RegExp): string
  /** Between delimiters, the opening one already taken; escapes kept. */
  until(close: string, what: string): string
  number(): number | undefined
  fail(why: string): never
}

const SPACE = /[ \t\n\r\u3000]/

export function createScanner(text: string, trouble: SyntaxTrouble): Scanner {
  let at = 0
  const fail = (why: string) => trouble(why, at)
  const startsWith = (piece: string) => text.startsWith(piece, at)
  return {
    at: () => at,
    ended: () => at >= text.length,
    peek: () => text[at] ?? '',
    fail,
    skipSpace() {
      while (at < text.length && SPACE.test(text[at])) at++
    },
    take(piece) {
      if (!startsWith(piece)) return false
      at += piece.length
      return true
    },
    takeWord(word) {
      if (!startsWith(word)) return false
      const next = text[at + word.length]
      if (next !== undefined && !SPACE.test(next) && !'()'.includes(next)) return false
      at += word.length
      return true
    },
    run(stop) {
      const start = at
      while (at < text.length && !SPACE.test(text[at]) && !stop.test(text[at])) {
        if (text[at] === '\\' && at + 1 >= text.length) fail('the last character is a lone backslash')
        at += text[at] === '\\' ? 2 : 1
      }
      return text.slice(start, at)
    },
    until(close, what) {
      const start = at
      while (at < text.length && text[at] !== close) at += text[at] === '\\' ? 2 : 1
      if (at >= text.length) trouble(`${what} is not closed`, start - 1)
      return text.slice(start, at++)
    },
    number() {
      const found = /^\d+(?:\.\d+)?/.exec(text.slice(at, at + 32))
      if (!found) return undefined
      at += found[0].length
      return Number(found[0])
    },
  }
}

/** Takes the backslashes away; `\u0041` is `A`. */
export function unescaped(text: string): string {
  return text.replace(/\\u([0-9A-Fa-f]{4})|\\(.)/gs, (_, code, char) =>
    code === undefined ? char : String.fromCharCode(Number.parseInt(code, 16)),
  )
}

/** Whether a star or question mark stands there unescaped. */
export const isWild = (text: string) => /[*?]/.test(text.replace(/\\./gs, ''))

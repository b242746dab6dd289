/**
 * A Java regular expression as JavaScript's. Leading flags `(?i)`, `(?s)`, `(?m)`, `(?x)` aside, the two agree on
 * nearly all that configurations use; what JavaScript does not know (possessive quantifiers, `\A`, `\Q`) is an error.
 */
export function javaPattern(text: string, flags = ''): RegExp {
  const leading = /^\(\?([ismu]+)\)/.exec(text)
  const body = (leading ? text.slice(leading[0].length) : text)
    .replace(/\\p\{(Alpha|Digit|Alnum|Upper|Lower|Punct|Space|XDigit)\}/g, (_, name: string) => POSIX[name])
    .replace(/\\h/g, '[ \\t]')
    .replace(/\\z|\\Z/g, '$')
    .replace(/\\A/g, '^')
  const wanted = new Set([...flags, ...(leading?.[1] ?? '').replace('u', '')])
  return new RegExp(body, [...wanted].join(''))
}

const POSIX: Readonly<Record<string, string>> = {
  Alpha: '[A-Za-z]',
  Digit: '[0-9]',
  Alnum: '[A-Za-z0-9]',
  Upper: '[A-Z]',
  Lower: '[a-z]',
  Punct: '[!-/:-@\\[-`{-~]',
  Space: '[ \\t\\n\\x0B\\f\\r]',
  XDigit: '[0-9a-fA-F]',
}

/** As Java's `matches()`: the whole line. */
export function wholeLine(text: string): RegExp {
  const pattern = javaPattern(text)
  return new RegExp(`^(?:${pattern.source})$`, pattern.flags)
}

export function groupCount(pattern: RegExp): number {
  return (new RegExp(`${pattern.source}|`, pattern.flags).exec('')?.length ?? 1) - 1
}

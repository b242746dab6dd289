import { parseDate } from './date.ts'

/*
 * A date field's own formats, joined by `||`: names (`epoch_second`, `strict_date_optional_time`, …) or patterns
 * of the letters y u M d H m s S Z X and text in quotes. Without a zone the time is UTC.
 */
type Parser = (text: string) => number | undefined

const known = new Map<string, Parser>()

/** ms since 1970; undefined if the text is none of the formats. */
export function parseDateAs(text: string, formats: string): number | undefined {
  const parser = known.get(formats) ?? compile(formats)
  if (known.size < 1000) known.set(formats, parser)
  return parser(text)
}

function compile(formats: string): Parser {
  const parsers = formats.split('||').map(oneFormat)
  return (text) => {
    for (const parse of parsers) {
      const found = parse(text)
      if (found !== undefined) return found
    }
    return undefined
  }
}

const isNumber = /^-?\d{1,16}(?:\.\d{1,9})?$/

const iso: Parser = (text) => (/^\d{4}(?:-|$)/.test(text) ? parseDate(text) : undefined)
const NAMED: Readonly<Record<string, Parser>> = {
  strict_date_optional_time: iso,
  date_optional_time: iso,
  strict_date_optional_time_nanos: iso,
  iso8601: iso,
  epoch_millis: (text) => (isNumber.test(text) ? Math.trunc(Number(text)) : undefined),
  epoch_second: (text) => (isNumber.test(text) ? Math.floor(Number(text) * 1000) : undefined),
}

const PATTERNS: Readonly<Record<string, string>> = {
  date: 'yyyy-MM-dd',
  date_hour: "yyyy-MM-dd'T'HH",
  date_hour_minute: "yyyy-MM-dd'T'HH:mm",
  date_hour_minute_second: "yyyy-MM-dd'T'HH:mm:ss",
  date_hour_minute_second_millis: "yyyy-MM-dd'T'HH:mm:ss.SSS",
  date_hour_minute_second_fraction: "yyyy-MM-dd'T'HH:mm:ss.SSS",
  date_time: "yyyy-MM-dd'T'HH:mm:ss.SSSX",
  date_time_no_millis: "yyyy-MM-dd'T'HH:mm:ssX",
  hour: 'HH',
  hour_minute: 'HH:mm',
  hour_minute_second: 'HH:mm:ss',
  year: 'yyyy',
  year_month: 'yyyy-MM',
  year_month_day: 'yyyy-MM-dd',
  basic_date: 'yyyyMMdd',
  basic_date_time: "yyyyMMdd'T'HHmmss.SSSX",
  basic_date_time_no_millis: "yyyyMMdd'T'HHmmssX",
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Part of a pattern by its letter: what it looks like. */
const PARTS: Readonly<Record<string, (length: number) => string>> = {
  y: (length) => (length === 2 ? '(?<y>\\d\\d)' : '(?<y>\\d{4})'),
  u: () => '(?<y>\\d{4})',
  M: (length) => (length >= 3 ? '(?<M>[A-Za-z]{3,9})' : length === 2 ? '(?<M>\\d\\d)' : '(?<M>\\d{1,2})'),
  d: (length) => (length === 2 ? '(?<d>\\d\\d)' : '(?<d>\\d{1,2})'),
  H: (length) => (length === 2 ? '(?<H>\\d\\d)' : '(?<H>\\d{1,2})'),
  m: (length) => (length === 2 ? '(?<m>\\d\\d)' : '(?<m>\\d{1,2})'),
  s: (length) => (length === 2 ? '(?<s>\\d\\d)' : '(?<s>\\d{1,2})'),
  S: () => '(?<S>\\d{1,9})',
  Z: () => '(?<Z>Z|[+-]\\d\\d:?\\d\\d)',
  X: () => '(?<Z>Z|[+-]\\d\\d(?::?\\d\\d)?)',
}

function oneFormat(name: string): Parser {
  if (Object.hasOwn(NAMED, name)) return NAMED[name]
  const plain = name.replace(/^strict_/, '')
  const source = sourceOf(Object.hasOwn(PATTERNS, plain) ? PATTERNS[plain] : name)
  if (source === undefined) return () => undefined
  const pattern = new RegExp(`^${source}$`)
  return (text) => {
    const groups = pattern.exec(text)?.groups
    return groups && instantOf(groups)
  }
}

function sourceOf(pattern: string): string | undefined {
  let source = ''
  const seen = new Set<string>()
  for (const [token] of pattern.matchAll(/'(?:[^']|'')*'|([A-Za-z])\1*|./gs)) {
    const [letter] = token
    if (letter === "'") source += escaped(token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'"))
    else if (/[A-Za-z]/.test(letter)) {
      const part = Object.hasOwn(PARTS, letter) ? PARTS[letter] : undefined
      if (!part || seen.has(letter)) return undefined
      seen.add(letter)
      source += part(token.length)
    } else source += escaped(token)
  }
  return source
}

const escaped = (text: string) => text.replace(/[\\^$.|?*+()[\]{}-]/g, '\\$&')

function instantOf({
  y = '1970',
  M = '01',
  d = '01',
  H = '0',
  m = '0',
  s = '0',
  S = '',
  Z,
}: Record<string, string | undefined>) {
  const month = /^\d/.test(M) ? M : String(MONTHS.indexOf(M.slice(0, 3).toLowerCase()) + 1)
  const two = (text: string) => text.padStart(2, '0')
  const year = y.length === 2 ? `20${y}` : y
  const fraction = S === '' ? '' : `.${S}`
  return parseDate(`${year}-${two(month)}-${two(d)}T${two(H)}:${two(m)}:${two(s)}${fraction}${Z ?? ''}`)
}

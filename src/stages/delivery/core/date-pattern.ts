/**
 * Java's DateTimeFormatter patterns (`yyyy/MM/dd/HH`, `'year='yyyy`), as Firehose's `!{timestamp:…}` takes them;
 * names and weeks as in the locale en-US. `YYYY` is the week-based year: on some of the last days of December it
 * is next year already, which is seldom what the author meant.
 */
export type DatePattern = (time: number, zone: string) => string

/** Throws with a sentence about the pattern. */
export function compileDatePattern(pattern: string): DatePattern {
  const pieces = tokensOf(pattern).map((token): ((fields: Fields) => string) => {
    if (token.kind === 'text') return () => token.text
    const field = FIELDS[token.letter]
    if (!field) throw new Error(`the letter '${token.letter}' is no date or time field`)
    if (token.count > field.longest) {
      throw new Error(`'${token.letter.repeat(token.count)}' has too many letters; at most ${field.longest}`)
    }
    if (token.letter === 'V' && token.count !== 2) throw new Error("a time zone's id is written 'VV'")
    return (fields) => field.print(fields, token.count)
  })
  return (time, zone) => {
    const fields = fieldsOf(time, zone)
    return pieces.map((print) => print(fields)).join('')
  }
}

/** Throws a RangeError for an unknown zone. */
export function assertTimeZone(zone: string): void {
  new Intl.DateTimeFormat('en-US', { timeZone: zone })
}

type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly letter: string; readonly count: number }

/** pattern = *( letters / "'" text "'" / "''" / "[" / "]" / other text ); `[ ]` only matter when parsing. */
function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  for (const { 0: found, index } of pattern.matchAll(/([A-Za-z])\1*|'(?:[^']|'')*'|[^A-Za-z']+/g)) {
    if (index !== at) break
    at += found.length
    if (/[{}#]/.test(found) && !found.startsWith("'")) {
      throw new Error(`'${found}' is reserved; quote it as '''${found}'''`)
    }
    if (/^[A-Za-z]/.test(found)) tokens.push({ kind: 'field', letter: found[0], count: found.length })
    else if (found === "''") tokens.push({ kind: 'text', text: "'" })
    else if (found.startsWith("'"))
      tokens.push({ kind: 'text', text: found.slice(1, -1).replaceAll("''", "'") })
    else tokens.push({ kind: 'text', text: found.replace(/[[\]]/g, '') })
  }
  if (at < pattern.length) throw new Error('a quoted text has no end')
  return tokens
}

/** The local time in the zone, told as if it were UTC. */
interface Fields {
  readonly local: Date
  readonly offsetMinutes: number
  readonly time: number
  readonly zone: string
}

function fieldsOf(time: number, zone: string): Fields {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(time)
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value)
  const second = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  const local = new Date(second + (((time % 1000) + 1000) % 1000))
  return { local, offsetMinutes: Math.round((local.getTime() - time) / 60_000), time, zone }
}

interface Field {
  readonly longest: number
  print(fields: Fields, count: number): string
}

const DAY = 86_400_000
const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

const pad = (value: number, count: number) => String(value).padStart(count, '0')
const number = (longest: number, read: (local: Date) => number): Field => ({
  longest,
  print: ({ local }, count) => pad(read(local), count),
})
const year = (read: (local: Date) => number): Field => ({
  longest: 19,
  print: ({ local }, count) => (count === 2 ? pad(read(local) % 100, 2) : pad(read(local), count)),
})
/** One or two letters a number, three the short name, four the full one, five its initial. */
const named = (
  names: readonly string[],
  read: (local: Date) => number,
  first: number,
  textFrom = 3,
): Field => ({
  longest: 5,
  print({ local }, count) {
    const at = read(local)
    if (count < textFrom) return pad(at + first, count)
    if (count === 4) return names[at]
    return names[at].slice(0, count === 5 ? 1 : 3)
  },
})

const hour = (local: Date) => local.getUTCHours()
const milliOfDay = (local: Date) => ((local.getTime() % DAY) + DAY) % DAY
const month = named(MONTHS, (local) => local.getUTCMonth(), 1)
const quarter: Field = {
  longest: 5,
  print({ local }, count) {
    const value = Math.floor(local.getUTCMonth() / 3) + 1
    if (count === 3) return `Q${value}`
    return count === 4
      ? `${['1st', '2nd', '3rd', '4th'][value - 1]} quarter`
      : pad(value, count === 5 ? 1 : count)
  },
}

const FIELDS: Readonly<Record<string, Field>> = {
  G: { longest: 5, print: (_, count) => (count === 4 ? 'Anno Domini' : count === 5 ? 'A' : 'AD') },
  y: year((local) => local.getUTCFullYear()),
  u: year((local) => local.getUTCFullYear()),
  Y: year((local) => usWeek(local).year),
  M: month,
  L: month,
  Q: quarter,
  q: quarter,
  w: number(2, (local) => usWeek(local).week),
  W: number(1, (local) => weekOfMonth(local)),
  d: number(2, (local) => local.getUTCDate()),
  D: number(3, (local) => dayOfYear(local)),
  E: named(DAYS, (local) => local.getUTCDay(), 1, 1),
  e: named(DAYS, (local) => local.getUTCDay(), 1),
  c: named(DAYS, (local) => local.getUTCDay(), 1),
  a: { longest: 1, print: ({ local }) => (hour(local) < 12 ? 'AM' : 'PM') },
  H: number(2, hour),
  h: number(2, (local) => hour(local) % 12 || 12),
  K: number(2, (local) => hour(local) % 12),
  k: number(2, (local) => hour(local) || 24),
  m: number(2, (local) => local.getUTCMinutes()),
  s: number(2, (local) => local.getUTCSeconds()),
  S: {
    longest: 9,
    print: ({ local }, count) => `${pad(local.getUTCMilliseconds(), 3)}000000`.slice(0, count),
  },
  A: number(19, milliOfDay),
  n: number(19, (local) => local.getUTCMilliseconds() * 1e6),
  N: number(19, (local) => milliOfDay(local) * 1e6),
  V: { longest: 2, print: ({ zone }) => zone },
  z: { longest: 4, print: ({ time, zone }, count) => zoneName(time, zone, count === 4 ? 'long' : 'short') },
  O: { longest: 4, print: ({ offsetMinutes }, count) => `GMT${gmtOffset(offsetMinutes, count === 4)}` },
  X: {
    longest: 5,
    print: ({ offsetMinutes }, count) => (offsetMinutes === 0 ? 'Z' : isoOffset(offsetMinutes, count)),
  },
  x: { longest: 5, print: ({ offsetMinutes }, count) => isoOffset(offsetMinutes, count) },
  Z: {
    longest: 5,
    print({ offsetMinutes }, count) {
      if (count === 4) return `GMT${offsetMinutes === 0 ? '' : isoOffset(offsetMinutes, 3)}`
      if (count === 5) return offsetMinutes === 0 ? 'Z' : isoOffset(offsetMinutes, 3)
      return isoOffset(offsetMinutes, 2)
    },
  },
}

/** One letter `+hh` (with minutes if there are any), even counts `+hhmm`, odd counts `+hh:mm`. */
function isoOffset(minutes: number, count: number): string {
  const sign = minutes < 0 ? '-' : '+'
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  if (count === 1) return `${sign}${pad(hours, 2)}${rest ? pad(rest, 2) : ''}`
  return `${sign}${pad(hours, 2)}${count % 2 ? ':' : ''}${pad(rest, 2)}`
}

function gmtOffset(minutes: number, full: boolean): string {
  if (minutes === 0) return ''
  if (full) return isoOffset(minutes, 3)
  const rest = Math.abs(minutes) % 60
  return `${minutes < 0 ? '-' : '+'}${Math.floor(Math.abs(minutes) / 60)}${rest ? `:${pad(rest, 2)}` : ''}`
}

function zoneName(time: number, zone: string, timeZoneName: 'long' | 'short'): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName }).formatToParts(time)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1
}

function weekOfMonth(date: Date): number {
  const first = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1))
  return Math.floor((date.getUTCDate() - 1 + first.getUTCDay()) / 7) + 1
}

/** Weeks begin on Sunday; week 1 is the one with January 1 (so with the year's first Saturday). */
export function usWeek(date: Date): { year: number; week: number } {
  const saturday = new Date(date.getTime() + (6 - date.getUTCDay()) * DAY)
  return { year: saturday.getUTCFullYear(), week: Math.floor((dayOfYear(saturday) - 1) / 7) + 1 }
}

/** ISO 8601: weeks begin on Monday; week 1 is the one with the year's first Thursday. */
export function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY)
  return { year: thursday.getUTCFullYear(), week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 }
}

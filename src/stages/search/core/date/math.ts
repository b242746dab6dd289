import { badDate, badDateMath } from '../../errors.ts'
import { DEFAULT_FORMAT, dateFormat } from './format.ts'
import type { Span } from './pattern.ts'
import { toInstant, toLocal, type Zone } from './zone.ts'

/**
 * A date as queries write it: a date in `format`, `now`, or either with date math (`now-15m/d`,
 * `2026-11-20||+1M/d`). The answer spans what is meant: `2026-11-20` the whole day, `now/h` the whole hour,
 * `now` one millisecond. `gte` and `lt` use `from`; `gt` and `lte` use `to`.
 */
export function resolveDate(
  value: string | number,
  options: { readonly now: number; readonly zone: Zone; readonly format?: string },
): Span {
  const text = String(value)
  const { now, zone, format = DEFAULT_FORMAT } = options
  if (text.startsWith('now')) return applyMath({ from: now, to: now }, text.slice(3), text, zone)
  const bar = text.indexOf('||')
  const start = dateFormat(format).parse(bar < 0 ? text : text.slice(0, bar), zone)
  if (!start) throw badDate(text, format)
  if (bar < 0) return start
  return applyMath({ from: start.from, to: start.from }, text.slice(bar + 2), text, zone)
}

const STEP = /([+-/])(\d*)([a-zA-Z]?)/y

function applyMath(start: Span, math: string, whole: string, zone: Zone): Span {
  let span = start
  STEP.lastIndex = 0
  while (STEP.lastIndex < math.length) {
    const at = STEP.lastIndex
    const found = STEP.exec(math)
    if (!found || !'+-/'.includes(found[1])) {
      throw badDateMath(`operator not supported for date math [${math.slice(at)}] in [${whole}]`)
    }
    const [, operator, digits, unit] = found
    if (!UNITS.includes(unit) || unit === '') {
      throw badDateMath(`unit [${unit}] not supported for date math [${math.slice(at)}] in [${whole}]`)
    }
    if (operator === '/' && digits !== '' && digits !== '1') {
      throw badDateMath(`rounding \`/\` can only be used on single unit types [${math}]`)
    }
    span =
      operator === '/'
        ? round(span, unit, zone)
        : shift(span, Number(`${operator}${digits || 1}`), unit, zone)
    if (!Number.isFinite(span.from)) throw badDateMath(`date math [${whole}] leaves the calendar`)
  }
  return span
}

const UNITS = 'yMwdhHms'
const MILLIS: Readonly<Record<string, number>> = { h: 3_600_000, H: 3_600_000, m: 60_000, s: 1000 }

function shift(span: Span, amount: number, unit: string, zone: Zone): Span {
  return { from: shiftOne(span.from, amount, unit, zone), to: shiftOne(span.to, amount, unit, zone) }
}

/** Days and longer move the wall clock (a day may have 23 hours); shorter units move the instant. */
function shiftOne(instant: number, amount: number, unit: string, zone: Zone): number {
  if (MILLIS[unit]) return instant + amount * MILLIS[unit]
  const local = new Date(toLocal(instant, zone))
  if (unit === 'd' || unit === 'w') local.setUTCDate(local.getUTCDate() + amount * (unit === 'w' ? 7 : 1))
  else addMonths(local, unit === 'y' ? amount * 12 : amount)
  return toInstant(local.getTime(), zone)
}

/** 31 January plus one month is the last day of February. */
function addMonths(date: Date, months: number) {
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const last = new Date(date.getTime())
  last.setUTCMonth(last.getUTCMonth() + 1, 0)
  date.setUTCDate(Math.min(day, last.getUTCDate()))
}

function round(span: Span, unit: string, zone: Zone): Span {
  const start = floorLocal(toLocal(span.from, zone), unit)
  const end = new Date(start)
  if (MILLIS[unit]) end.setTime(start + MILLIS[unit])
  else if (unit === 'd' || unit === 'w') end.setUTCDate(end.getUTCDate() + (unit === 'w' ? 7 : 1))
  else end.setUTCMonth(end.getUTCMonth() + (unit === 'y' ? 12 : 1))
  return { from: toInstant(start, zone), to: toInstant(end.getTime(), zone) - 1 }
}

function floorLocal(local: number, unit: string): number {
  if (MILLIS[unit]) return Math.floor(local / MILLIS[unit]) * MILLIS[unit]
  const date = new Date(local)
  date.setUTCHours(0, 0, 0, 0)
  if (unit === 'w') date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  if (unit === 'M' || unit === 'y') date.setUTCDate(1)
  if (unit === 'y') date.setUTCMonth(0)
  return date.getTime()
}

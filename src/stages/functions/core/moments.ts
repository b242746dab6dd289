import { decimalNumber } from './scan.ts'

/**
 * Times as logs write them, read from bytes. The newest minute is remembered (lines come in time order), so
 * that most lines cost a few comparisons. Every answer is ms since 1970, or NaN.
 */
export interface MinuteMemory {
  readonly words: Int32Array
  millis: number
}

export function createMinuteMemory(): MinuteMemory {
  return { words: new Int32Array(8), millis: Number.NaN }
}

/** `17/May/2015:10:05:03 +0000` is always this long. */
export const COMMON_TIME_LENGTH = 26

/** Fast path: same minute and zone as the last line. */
export function commonTime(view: DataView, bytes: Uint8Array, at: number, memory: MinuteMemory): number {
  const { words } = memory
  const tens = bytes[at + 18] - 48
  const ones = bytes[at + 19] - 48
  if (
    words[0] === view.getInt32(at, true) &&
    words[1] === view.getInt32(at + 4, true) &&
    words[2] === view.getInt32(at + 8, true) &&
    words[3] === view.getInt32(at + 12, true) &&
    words[4] === view.getInt32(at + 14, true) &&
    words[5] === view.getInt32(at + 20, true) &&
    words[6] === view.getInt32(at + 22, true) &&
    tens >= 0 &&
    tens <= 6 &&
    ones >= 0 &&
    ones <= 9
  ) {
    return memory.millis + (tens * 10 + ones) * 1000
  }
  return newMinute(view, bytes, at, memory)
}

function newMinute(view: DataView, bytes: Uint8Array, at: number, memory: MinuteMemory): number {
  const millis = parseCommon(bytes, at)
  if (Number.isNaN(millis)) return millis
  const { words } = memory
  for (let i = 0; i < 4; i++) words[i] = view.getInt32(at + i * 4, true)
  words[4] = view.getInt32(at + 14, true)
  words[5] = view.getInt32(at + 20, true)
  words[6] = view.getInt32(at + 22, true)
  memory.millis = millis - digits(bytes, at + 18, 2) * 1000
  return millis
}

function parseCommon(bytes: Uint8Array, at: number): number {
  const separators =
    bytes[at + 2] === 47 &&
    bytes[at + 6] === 47 &&
    bytes[at + 11] === 58 &&
    bytes[at + 14] === 58 &&
    bytes[at + 17] === 58 &&
    bytes[at + 20] === 32
  if (!separators) return Number.NaN
  const month = monthAt(bytes, at + 3)
  const local = utc(
    digits(bytes, at + 7, 4),
    month,
    digits(bytes, at, 2),
    digits(bytes, at + 12, 2),
    digits(bytes, at + 15, 2),
    digits(bytes, at + 18, 2),
  )
  return local - zoneMillis(bytes, at + 21, at + COMMON_TIME_LENGTH)
}

const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec'

/** Month 0 to 11 by its English three letters, or NaN. */
export function monthAt(bytes: Uint8Array, at: number): number {
  const name = String.fromCharCode(bytes[at], bytes[at + 1], bytes[at + 2]).toLowerCase()
  const place = MONTHS.indexOf(name)
  return place >= 0 && place % 3 === 0 ? place / 3 : Number.NaN
}

/** Digits of fixed width, or NaN. */
export function digits(bytes: Uint8Array, at: number, width: number): number {
  let value = 0
  for (let i = at; i < at + width; i++) {
    const digit = bytes[i] - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/** Refuses what a calendar refuses (31 April), which Date.UTC would silently carry over. Second 60 is a leap second. */
export function utc(year: number, month: number, day: number, hour: number, minute: number, second: number) {
  if (!(hour <= 24 && minute <= 59 && second <= 60 && day >= 1)) return Number.NaN
  const millis = Date.UTC(year, month, day, hour, minute, second)
  if (day > 28 && new Date(Date.UTC(year, month, day)).getUTCDate() !== day) return Number.NaN
  return millis
}

/** `Z`, `+0200`, `+02:00`, `+02` or nothing (UTC) in [at, to), as ms to take off local time. */
export function zoneMillis(bytes: Uint8Array, at: number, to: number): number {
  if (at === to) return 0
  const sign = bytes[at]
  if (sign === 90 || sign === 122) return at + 1 === to ? 0 : Number.NaN
  if (sign !== 43 && sign !== 45) return Number.NaN
  const length = to - at
  const minutesAt = bytes[at + 3] === 58 ? at + 4 : at + 3
  if (length !== 3 && minutesAt + 2 !== to) return Number.NaN
  const minutes = digits(bytes, at + 1, 2) * 60 + (length === 3 ? 0 : digits(bytes, minutesAt, 2))
  return (sign === 45 ? -minutes : minutes) * 60_000
}

/** `2026-11-20T13:00:00.123+02:00`; a space for the `T`, any number of decimals, no zone (UTC) are taken too. */
export function isoTime(
  view: DataView,
  bytes: Uint8Array,
  from: number,
  to: number,
  memory: MinuteMemory,
): number {
  if (to - from < 19 || bytes[from + 16] !== 58) return Number.NaN
  const second = digits(bytes, from + 17, 2)
  let at = from + 19
  let fraction = 0
  if (bytes[at] === 46 || bytes[at] === 44) {
    let scale = 100
    for (at++; at < to && bytes[at] >= 48 && bytes[at] <= 57; at++) {
      fraction += (bytes[at] - 48) * scale
      scale /= 10
    }
  }
  if (!(second <= 60)) return Number.NaN
  const minute = isoMinute(view, bytes, from, memory)
  return minute + second * 1000 + Math.floor(fraction + 1e-6) - zoneMillis(bytes, at, to)
}

function isoMinute(view: DataView, bytes: Uint8Array, at: number, memory: MinuteMemory): number {
  const { words } = memory
  let same = words[7] === 1
  for (let i = 0; i < 4; i++) same = same && words[i] === view.getInt32(at + i * 4, true)
  if (same) return memory.millis
  const separated = bytes[at + 4] === 45 && bytes[at + 7] === 45 && bytes[at + 13] === 58
  if (!separated || (bytes[at + 10] !== 84 && bytes[at + 10] !== 32)) return Number.NaN
  const millis = utc(
    digits(bytes, at, 4),
    digits(bytes, at + 5, 2) - 1,
    digits(bytes, at + 8, 2),
    digits(bytes, at + 11, 2),
    digits(bytes, at + 14, 2),
    0,
  )
  if (Number.isNaN(millis)) return millis
  for (let i = 0; i < 4; i++) words[i] = view.getInt32(at + i * 4, true)
  words[7] = 1
  memory.millis = millis
  return millis
}

/** Seconds, ms, µs or ns since 1970, told apart by their size (seconds until the year 5138). */
export function epochTime(bytes: Uint8Array, from: number, to: number): number {
  const value = decimalNumber(bytes, from, to)
  const size = Math.abs(value)
  if (size < 1e11) return Math.round(value * 1000)
  if (size < 1e14) return Math.floor(value)
  return size < 1e17 ? Math.floor(value / 1e3) : Math.floor(value / 1e6)
}

/** A time in any of these notations, as JSON logs have them. `iso` and `common` are separate memories. */
export function anyTime(
  view: DataView,
  bytes: Uint8Array,
  from: number,
  to: number,
  memories: { readonly common: MinuteMemory; readonly iso: MinuteMemory },
): number {
  if (bytes[from] === 91 && bytes[to - 1] === 93) return anyTime(view, bytes, from + 1, to - 1, memories)
  if (bytes[from + 2] === 47 && to - from === COMMON_TIME_LENGTH) {
    return commonTime(view, bytes, from, memories.common)
  }
  if (bytes[from + 4] === 45 && to - from > 10) return isoTime(view, bytes, from, to, memories.iso)
  return epochTime(bytes, from, to)
}

/** What the time picker says. `last` moves with the clock. */
export type TimeRange =
  | { readonly kind: 'last'; readonly millis: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'between'; readonly from: number; readonly to: number }

export interface Window {
  readonly from: number
  readonly to: number
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

export const PRESETS = ['5m', '15m', '1h', '6h', '24h', '7d', '30d'] as const

/** `15m` to ms; undefined when it is no span. */
export function spanOf(text: string): number | undefined {
  const match = /^(\d{1,6})([smhd])$/.exec(text)
  const millis = match ? Number(match[1]) * UNITS[match[2]] : 0
  return millis > 0 ? millis : undefined
}

/** ms to `15m`, in the largest unit that fits without a remainder; a day is `24h`, as the preset says. */
export function spanName(millis: number): string {
  const unit =
    millis === UNITS.d ? 'h' : (['d', 'h', 'm', 's'].find((name) => millis % UNITS[name] === 0) ?? 's')
  return `${Math.max(1, Math.round(millis / UNITS[unit]))}${unit}`
}

/** `15m`, `all`, or `2026-11-20T10:00:00.000Z..2026-11-20T11:00:00.000Z`. */
export function rangeToText(range: TimeRange): string {
  if (range.kind === 'all') return 'all'
  if (range.kind === 'last') return spanName(range.millis)
  return `${new Date(range.from).toISOString()}..${new Date(range.to).toISOString()}`
}

export function rangeFromText(text: string): TimeRange | undefined {
  if (text === 'all') return { kind: 'all' }
  const millis = spanOf(text)
  if (millis) return { kind: 'last', millis }
  const [from, to] = text.split('..').map((part) => Date.parse(part))
  return from < to ? { kind: 'between', from, to } : undefined
}

/** The window that a range means at `now`. `bounds` is what is stored; without it `all` is empty. */
export function windowOf(range: TimeRange, now: number, bounds?: Window): Window {
  if (range.kind === 'between') return { from: range.from, to: range.to }
  if (range.kind === 'last') return { from: now - range.millis, to: now }
  return bounds ?? { from: now - 1000, to: now }
}

/** The neighbouring window of equal length; never past `now` by more than itself. */
export function shifted(window: Window, direction: -1 | 1): TimeRange {
  const step = (window.to - window.from) * direction
  return { kind: 'between', from: window.from + step, to: window.to + step }
}

/** Twice as long around the same middle; stops at `now`. */
export function zoomedOut(window: Window, now: number): TimeRange {
  const span = window.to - window.from
  const to = Math.max(window.to, Math.min(now, window.to + span / 2))
  return { kind: 'between', from: Math.round(to - span * 2), to: Math.round(to) }
}

/**
 * What to show first: a log that is being written, by its recent past; an old one, whole.
 */
export function fittingRange(bounds: Window | undefined, now: number): TimeRange {
  if (!bounds || now - bounds.to < 15 * UNITS.m) {
    const grown = bounds !== undefined && now - bounds.from > 30 * UNITS.m
    return { kind: 'last', millis: grown ? UNITS.h : 15 * UNITS.m }
  }
  return { kind: 'all' }
}

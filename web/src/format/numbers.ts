const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const SIZES = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const
const COUNTS = ['', 'k', 'M', 'G', 'T'] as const

/** `1234` → `1.2k`, `12,345,678` → `12.3M`; whole below a thousand. */
export function short(value: number): string {
  if (Math.abs(value) < 1000) return trim(value, value < 10 && !Number.isInteger(value) ? 1 : 0)
  return scaled(value, COUNTS)
}

/** Bytes in decimal units, as disks and networks count: `1.5 MB`. */
export function bytes(value: number): string {
  if (Math.abs(value) < 1000) return `${Math.round(value)} B`
  const text = scaled(value, SIZES)
  return text.replace(/([A-Za-z]+)$/, ' $1')
}

function scaled(value: number, units: readonly string[]): string {
  let step = 0
  let rest = value
  // 999.5 would be rounded to four digits: it belongs to the next unit.
  while (Math.abs(rest) >= 999.5 && step < units.length - 1) {
    rest /= 1000
    step++
  }
  return `${trim(rest, Math.abs(rest) < 99.95 ? 1 : 0)}${units[step]}`
}

function trim(value: number, digits: number): string {
  return value.toFixed(digits).replace(/\.0+$/, '')
}

/** Every digit, grouped: for tooltips and exact counts. */
export const whole = (value: number) => WHOLE.format(value)

/** A share of 0–1 as `4.2 %`; never rounds something to nothing. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return '–'
  const value = share * 100
  if (value === 0) return '0 %'
  if (value < 0.1) return '< 0.1 %'
  return `${value < 10 || value > 99 ? trim(value, 1) : Math.round(value)} %`
}

/** Seconds as `840 µs`, `12 ms`, `1.4 s`, `3 min`. */
export function duration(seconds: number): string {
  if (seconds === 0) return '0 ms'
  if (seconds < 0.001) return `${Math.max(1, Math.round(seconds * 1e6))} µs`
  if (seconds < 0.9995) return `${trim(seconds * 1000, seconds < 0.01 ? 1 : 0)} ms`
  if (seconds < 99.5) return `${trim(seconds, 1)} s`
  return `${Math.round(seconds / 60)} min`
}

/** How `now` stands to `before`: `+12 %`, `−3 %`, `× 4.1`; undefined when there is nothing to compare with. */
export function change(now: number | undefined, before: number | undefined): string | undefined {
  if (now === undefined || !before) return undefined
  const ratio = now / before
  if (ratio >= 3) return `× ${short(ratio)}`
  const value = Math.round((ratio - 1) * 100)
  return value === 0 ? '± 0 %' : `${value > 0 ? '+' : '−'}${Math.abs(value)} %`
}

import { illegal } from '../../errors.ts'

/**
 * `format` of a number: Java's DecimalFormat as far as it is used for figures, `$#,##0.00`, `0.0%`, `00`. Digits round half
 * to even, as Java does. `undefined` where the pattern is none.
 */
export type PrintNumber = (value: number) => string

export function numberFormat(pattern: string): PrintNumber {
  const [positive] = pattern.split(';')
  const found = /^((?:'[^']*'|[^#0,.'])*)([#,]*0*[0,]*)(?:\.(0*#*))?((?:'[^']*'|[^#0,.'])*)$/.exec(positive)
  if (!found || !/[#0]/.test(positive)) throw illegal(`Malformed pattern "${pattern}"`)
  const [, before, whole, decimals, after] = found
  const least = whole.replaceAll(',', '').replaceAll('#', '').length
  const group = whole.includes(',') ? whole.length - 1 - whole.lastIndexOf(',') : 0
  const most = decimals?.length ?? 0
  const fixed = (decimals ?? '').replaceAll('#', '').length
  const scale = after.includes('%') ? 100 : 1
  const literal = (text: string) => text.replaceAll("'", '')
  return (value) => {
    const text = roundHalfEven(Math.abs(value) * scale, most)
    const [digits, fraction = ''] = text.split('.')
    const kept = fraction.replace(/0+$/, '').padEnd(fixed, '0')
    const padded = (digits === '0' && least === 0 && kept !== '' ? '' : digits).padStart(least, '0')
    const grouped = group > 0 ? grouping(padded, group) : padded
    const sign = value < 0 && /[1-9]/.test(text) ? '-' : ''
    return `${sign}${literal(before)}${grouped}${kept === '' ? '' : `.${kept}`}${literal(after)}`
  }
}

function roundHalfEven(value: number, digits: number): string {
  if (value >= 1e21) return BigInt(Math.round(value)).toString()
  const power = 10 ** digits
  const scaled = value * power
  const floor = Math.floor(scaled)
  const half = Math.abs(scaled - floor - 0.5) < 1e-9
  const rounded = half ? (floor % 2 === 0 ? floor : floor + 1) : Math.round(scaled)
  return (rounded / power).toFixed(digits)
}

function grouping(digits: string, size: number): string {
  const parts: string[] = []
  for (let end = digits.length; end > 0; end -= size)
    parts.unshift(digits.slice(Math.max(0, end - size), end))
  return parts.join(',')
}

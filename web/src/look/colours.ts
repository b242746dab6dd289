import type { Palette } from './palette.ts'

/** A colour between two `#rrggbb`, `at` from 0 to 1. */
export function mix(from: string, to: string, at: number): string {
  const a = Number.parseInt(from.slice(1), 16)
  const b = Number.parseInt(to.slice(1), 16)
  const part = (shift: number) => {
    const low = (a >> shift) & 255
    return Math.round(low + (((b >> shift) & 255) - low) * at)
  }
  return `#${((part(16) << 16) | (part(8) << 8) | part(0)).toString(16).padStart(6, '0')}`
}

/** Place of a count on a scale that shows small ones beside large ones (square root); 0 stays 0. */
export function strength(count: number, most: number): number {
  return most <= 0 || count <= 0 ? 0 : 0.08 + 0.92 * Math.sqrt(count / most)
}

export function statusColour(palette: Palette, status: number | undefined): string {
  const colours: Record<number, string> = {
    2: palette.s2xx,
    3: palette.s3xx,
    4: palette.s4xx,
    5: palette.s5xx,
  }
  return colours[Math.floor((status ?? 0) / 100)] ?? palette.other
}

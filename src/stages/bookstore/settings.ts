import { errors } from './errors.ts'
import type { BookstoreOptions } from './ports.ts'

const DEFAULTS = {
  host: '127.0.0.1',
  port: 8080,
  seed: 1,
  rate: 15,
  backfillHours: 0,
  backfillLines: 50_000,
  rotateBytes: 64 * 1024 * 1024,
  keep: 5,
} as const

interface Limit {
  readonly name: keyof BookstoreOptions
  readonly low: number
  readonly high: number
  readonly whole?: boolean
}

const LIMITS: readonly Limit[] = [
  { name: 'port', low: 0, high: 65_535, whole: true },
  { name: 'rate', low: 0, high: 20_000 },
  { name: 'visitors', low: 1, high: 100_000, whole: true },
  { name: 'backfillHours', low: 0, high: 24 * 366 },
  { name: 'backfillLines', low: 1, high: 100_000_000, whole: true },
  { name: 'rotateBytes', low: 0, high: Number.MAX_SAFE_INTEGER, whole: true },
  { name: 'keep', low: 0, high: 1000, whole: true },
]

type Optional = 'visitors' | 'visit'

/** The options with every default filled in. */
export type Settings = Required<Omit<BookstoreOptions, Optional>> & Pick<BookstoreOptions, Optional>

/** Fills in what was left out; throws a sentence on what can't be. */
export function withDefaults(options: BookstoreOptions): Settings {
  for (const { name, low, high, whole } of LIMITS) {
    const value = options[name]
    if (typeof value !== 'number') continue
    if (!(value >= low && value <= high)) throw errors.outOfRange(name, value, low, high)
    if (whole && !Number.isInteger(value)) throw errors.notWhole(name, value)
  }
  if (options.visit !== undefined && !isSite(options.visit)) throw errors.badTarget(options.visit)
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  return { ...DEFAULTS, now: Date.now, ...given } as Settings
}

function isSite(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'http:'
}

import type { Column, DocumentBatch } from '../../src/record/index.ts'
import { NONE } from '../../src/record/index.ts'

/** A document as a test's plain evaluation sees it; what is absent is undefined. */
export interface Plain {
  readonly id: string
  readonly index: string
  readonly host?: string
  readonly country?: string
  readonly place?: { readonly lat: number; readonly lon: number }
  readonly path?: string
  readonly status?: number
  readonly ms?: number
  readonly bot?: boolean
  readonly at?: number
  readonly title?: string
}

export type Random = () => number

/** Mulberry32: the same numbers for the same seed, everywhere. */
export function randomOf(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]
export const whole = (random: Random, below: number) => Math.floor(random() * below)

export const HOSTS = [
  { host: '10.0.0.1', country: 'FR', place: { lat: 48.85, lon: 2.35 } },
  { host: '10.0.0.77', country: 'FR', place: { lat: 43.3, lon: 5.37 } },
  { host: '10.0.1.9', country: 'DE', place: { lat: 52.52, lon: 13.4 } },
  { host: '10.1.0.1', country: 'KR', place: { lat: 37.56, lon: 126.97 } },
  { host: '192.168.0.1', country: 'FJ', place: { lat: -17.7, lon: 178.1 } },
  { host: '192.168.0.2', country: 'WS', place: { lat: -13.8, lon: -171.7 } },
  { host: '172.16.5.5' },
] as const
export const PATHS = ['/', '/a', '/a/b', '/search', '/seerch', "/it's", '/wp-login.php', '/日本'] as const
export const WORDS = ['quick', 'brown', 'fox', 'lazy', 'dog', 'error', 'timeout', 'ok', 'again'] as const
export const START = Date.UTC(2026, 9, 1)
export const DAY = 86_400_000

export function documentsOf(random: Random, index: string, count: number): Plain[] {
  return Array.from({ length: count }, (_, at): Plain => {
    const often = <T>(make: () => T) => (random() < 0.1 ? undefined : make())
    const host = often(() => pick(random, HOSTS))
    return {
      id: `${index}-${at}`,
      index,
      ...host,
      path: often(() => pick(random, PATHS)),
      status: often(() => pick(random, [200, 200, 200, 301, 404, 404, 500])),
      // Quarters: their sums are exact, and so can be compared.
      ms: often(() => whole(random, 4000) / 4),
      bot: often(() => random() < 0.3),
      at: often(() => START + whole(random, 45 * 24 * 60) * 60_000),
      title: often(() => Array.from({ length: 1 + whole(random, 6) }, () => pick(random, WORDS)).join(' ')),
    }
  })
}

export const MAPPING = {
  host: 'ip',
  country: 'keyword',
  place: 'geo_point',
  path: 'keyword',
  status: 'long',
  ms: 'double',
  bot: 'boolean',
  at: 'date',
  title: 'text',
} as const

/** As lines come: hosts and paths are words of dimensions, the rest stands in the rows. */
export function starOf(documents: readonly Plain[]): DocumentBatch {
  const numbers = (name: string, type: string, values: readonly (number | undefined)[]) =>
    ({ name, type, values: Float64Array.from(values, (value) => value ?? Number.NaN) }) as Column
  const hosts = documents.map(({ host }) => HOSTS.findIndex((one) => one.host === host))
  const paths = documents.map(({ path }) => PATHS.findIndex((one) => one === path))
  const codes = (found: readonly number[]) => Uint32Array.from(found, (at) => (at < 0 ? NONE : at))
  const lat = HOSTS.map((one) => ('place' in one ? one.place.lat : Number.NaN))
  const lon = HOSTS.map((one) => ('place' in one ? one.place.lon : Number.NaN))
  return {
    rows: documents.length,
    unparsed: 0,
    records: Uint32Array.from(documents, (_, at) => at),
    columns: [
      numbers(
        'status',
        'long',
        documents.map(({ status }) => status),
      ),
      numbers(
        'ms',
        'double',
        documents.map(({ ms }) => ms),
      ),
      numbers(
        'at',
        'date',
        documents.map(({ at }) => at),
      ),
      {
        name: 'bot',
        type: 'boolean',
        values: Uint8Array.from(documents, ({ bot }) => (bot === undefined ? 2 : bot ? 1 : 0)),
      },
      texts(
        'title',
        'text',
        documents.map(({ title }) => title),
      ),
    ],
    dimensions: [
      {
        key: 'host',
        codes: codes(hosts),
        size: HOSTS.length,
        columns: [
          texts(
            'host',
            'ip',
            HOSTS.map(({ host }) => host),
          ),
          texts(
            'country',
            'keyword',
            HOSTS.map((one) => ('country' in one ? one.country : undefined)),
          ),
          { name: 'place', type: 'geo_point', lat: Float64Array.from(lat), lon: Float64Array.from(lon) },
        ],
      },
      { key: 'path', codes: codes(paths), size: PATHS.length, columns: [texts('path', 'keyword', PATHS)] },
    ],
  }
}

function texts(
  name: string,
  type: 'ip' | 'keyword' | 'text',
  values: readonly (string | undefined)[],
): Column {
  const parts = values.map((value) => Buffer.from(value ?? ''))
  let end = 0
  const ends = Uint32Array.from(parts, (part) => {
    end += part.length
    return end
  })
  const starts = Uint32Array.from(parts, (part, at) =>
    values[at] === undefined ? NONE : ends[at] - part.length,
  )
  return { name, type, bytes: Buffer.concat(parts), starts, ends } as Column
}

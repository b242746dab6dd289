import { expect, test } from 'vitest'
import { publicAddress } from './core/addresses.ts'
import { createGeoDatabase, IDLE_MILLIS } from './geo-database.ts'

test('only public addresses are looked up', () => {
  const nowhere = [
    '10.0.0.1',
    '127.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.1.1',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
  ]
  const no6 = ['::1', '::', 'fe80::1%eth0', 'fd00::1', 'ff02::1', '::ffff:10.0.0.1']
  const noAddress = ['example.com', '1.2.3', '1.2.3.4.5', '1.2.3.256', '', 'unix:', 'a:b', '1.2.3.4:80']
  for (const host of [...nowhere, ...no6, ...noAddress]) expect(publicAddress(host), host).toBeUndefined()
  expect(publicAddress('172.32.0.1')).toBe('172.32.0.1')
  expect(publicAddress('::ffff:8.8.8.8')).toBe('8.8.8.8')
  expect(publicAddress('2001:4860:4860::8888')).toBe('2001:4860:4860::8888')
})

test('loads a file at its first address and lets it go when idle', () => {
  let now = 0
  const geo = createGeoDatabase({ now: () => now })
  expect(geo.locate('192.168.0.1')).toBeUndefined()
  expect(geo.state().loaded).toEqual([])
  expect(geo.locate('8.8.8.8')).toMatchObject({ country: 'US', countryName: 'United States' })
  expect(geo.state().loaded).toHaveLength(1)
  expect(geo.locate('2001:4860:4860::8888')).toMatchObject({ country: expect.stringMatching(/^[A-Z]{2}$/) })
  expect(geo.state().loaded).toHaveLength(2)
  now = IDLE_MILLIS / 2
  geo.locate('8.8.4.4')
  geo.release(IDLE_MILLIS)
  expect(geo.state().loaded).toEqual([expect.stringContaining('ipv4')])
  geo.release(2 * IDLE_MILLIS)
  expect(geo.state().loaded).toEqual([])
  expect(geo.locate('8.8.8.8')).toMatchObject({ country: 'US', latitude: expect.any(Number) })
})

test('the second look-up of a place gives what the first gave', () => {
  const geo = createGeoDatabase({ now: () => 0 })
  expect(geo.locate('83.149.9.216')).toEqual(geo.locate('83.149.9.216'))
  expect(geo.locate('83.149.9.216')).toMatchObject({ country: 'RU', countryName: 'Russia', city: 'Moscow' })
})

test('a file that is no database is said, once', () => {
  const geo = createGeoDatabase({ now: () => 0, file: new URL(import.meta.url).pathname })
  expect(geo.locate('8.8.8.8')).toBeUndefined()
  expect(geo.state().error).toMatch(/^The geo database .* can't be used: /)
})

test('one address after another, each with its own place', () => {
  const geo = createGeoDatabase({ now: () => 0 })
  const countries = ['86.27.156.101', '112.163.13.138', '8.8.8.8', '86.1.77.21', '112.163.13.138']
  expect(countries.map((host) => geo.locate(host)?.country)).toEqual(['GB', 'KR', 'US', 'GB', 'KR'])
  expect(countries.map((host) => geo.locate(host)?.city)).not.toContain(undefined)
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase, type Session } from '../database.ts'
import { ADDRESS_MACROS, addressHex, isAddress, networkBounds } from './address.ts'
import { escapeRegexp, likePattern, number, text } from './literal.ts'
import { luceneRegexp } from './regexp.ts'

const folder = mkdtempSync(join(tmpdir(), 'tailrace-literal-'))
let database: Database
let session: Session

beforeAll(async () => {
  database = await openDatabase({ path: join(folder, 'x.duckdb'), threads: 1, memoryLimit: '100MB' })
  session = await database.session()
  await session.run(ADDRESS_MACROS)
})
afterAll(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

const evaluate = async (sql: string) => (await session.rows(`SELECT ${sql}`))[0][0]

const HOSTILE = [
  "it's",
  "''",
  "\\'",
  '\\',
  "'; DROP TABLE x; --",
  '/* */',
  'a\0b',
  '\0',
  '%_',
  '"',
  '日本 🐇',
  '\u2028',
  '$$',
  "E'\\n",
  ':x ?1',
  '',
]

describe('literals', () => {
  it.each(HOSTILE)('text %j comes back as it was', async (value) => {
    expect(await evaluate(text(value))).toBe(value)
  })

  it('half a surrogate pair becomes the replacement character', async () => {
    expect(await evaluate(text('a\ud800b'))).toBe('a\ufffdb')
  })

  it.each([0, -0, 1, -1, 0.1, -0.1, 1e21, -1e-9, 2 ** 53])(
    'number %d comes back as it was',
    async (value) => {
      expect(await evaluate(`CAST(1 - ${number(value)} - 1 AS DOUBLE)`)).toBeCloseTo(-value)
      expect(Number(await evaluate(`CAST(${number(value)} AS DOUBLE)`))).toBe(value === 0 ? 0 : value)
    },
  )

  it('no number that is not finite', () => {
    expect(() => number(Number.NaN)).toThrow()
    expect(() => number(Number.POSITIVE_INFINITY)).toThrow()
  })

  it.each(HOSTILE)('LIKE and regular expressions match %j only as itself', async (value) => {
    const escaped = value.replace(/[\\*?]/g, '\\$&')
    for (const other of HOSTILE) {
      expect(await evaluate(`${text(other)} LIKE ${likePattern(escaped)} ESCAPE '\\'`)).toBe(other === value)
      expect(await evaluate(`regexp_full_match(${text(other)}, ${text(escapeRegexp(value))}, 's')`)).toBe(
        other === value,
      )
    }
  })
})

describe('Lucene regular expressions', () => {
  it.each([
    ['ab.*', 'abc', true],
    ['a|b', 'b', true],
    ['"a.b"', 'a.b', true],
    ['"a.b"', 'axb', false],
    ['^a$', '^a$', true],
    ['a@', 'a\nb', true],
    ['[^a-c]+', 'xyz', true],
    ['[a^]', '^', true],
    ['a\\.b', 'a.b', true],
    ['\\d{2,3}', '123', true],
    ['a/b', 'a/b', true],
    ['x>', 'x>', true],
  ])('%s on %s', async (pattern, value, expected) => {
    expect(await evaluate(`regexp_full_match(${text(value)}, ${text(luceneRegexp(pattern))}, 's')`)).toBe(
      expected,
    )
  })

  it.each(['~a', 'a&b', '<1-9>', '#', '[a', 'a\\', '(?i)a', 'a{2000}', '(a', 'a)', '"a', '*'])(
    'refuses %s',
    (pattern) => {
      expect(() => luceneRegexp(pattern)).toThrow('failed to create query: the regular expression')
    },
  )
})

describe('addresses', () => {
  const ADDRESSES = [
    '10.1.2.3',
    '255.255.255.255',
    '0.0.0.0',
    '::',
    '::1',
    '1::',
    '2001:db8::1',
    '2001:DB8:0:0:1:0:0:1',
    'fe80::a:b',
    '1:2:3:4:5:6:7:8',
    '::ffff:0:1',
  ]
  it.each(ADDRESSES)('%s is the same number in SQL', async (address) => {
    expect(addressHex(address)).toMatch(/^[0-9a-f]{32}$/)
    expect(await evaluate(`address_hex(${text(address)})`)).toBe(addressHex(address))
  })

  it('what is none is none', async () => {
    for (const word of ['localhost', 'example.com', '10.1.2', '1.2.3.4.5', '', 'a:b.c'])
      expect(await evaluate(`address_hex(${text(word)})`)).toBeNull()
    expect(addressHex('localhost')).toBeUndefined()
    expect([networkBounds('10.0.0.0/33'), networkBounds('x/8'), networkBounds('10.0.0.0')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it.each([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '0.0.0.0/0', true],
    ['::1', '0.0.0.0/0', false],
    ['2001:db8:ffff::', '2001:db8::/32', true],
    ['2001:db9::', '2001:db8::/32', false],
    ['10.1.2.3', '10.1.2.3/32', true],
    ['2001:db8:0:0::1', '2001:db8::1', true],
    ['example.com', 'example.com', true],
    ['::ffff:10.1.2.3', '10.0.0.0/8', true],
    ['10.200.0.1', '10.128.0.0/9', true],
    ['10.100.0.1', '10.128.0.0/9', false],
    ['10.1.2.130', '10.1.2.129/25', true],
    ['10.example.com', '10.0.0.0/8', false],
    ['128.1.1.1', '128.0.0.0/1', true],
    ['0:0::1', '::/64', true],
  ])('%s in %s', async (address, network, expected) => {
    expect((await evaluate(isAddress(text(address), network))) ?? false).toBe(expected)
  })
})

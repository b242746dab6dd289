import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NONE } from '../../../record/index.ts'
import { CHUNK_ROWS, type Filler, openAppender } from './chunk.ts'
import { textColumn } from './columns.ts'
import { type Database, openDatabase, type Session } from './database.ts'
import type { SqlType } from './model.ts'

const folder = mkdtempSync(join(tmpdir(), 'tailrace-chunk-'))
let database: Database
let session: Session
let tables = 0

beforeAll(async () => {
  database = await openDatabase({ path: join(folder, 'x.duckdb'), threads: 1, memoryLimit: '300MB' })
  session = await database.session()
})
afterAll(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

/** Writes one column and reads it back. */
async function roundTrip(
  type: SqlType,
  rows: number,
  filler: Filler,
  select?: Uint32Array,
): Promise<unknown[]> {
  const table = `x${tables++}`
  const columns = [{ name: 'a', type }]
  await session.run(`CREATE TABLE ${table} (a ${type})`)
  const appender = openAppender(session.raw, table, columns)
  try {
    appender.append(rows, [filler], select)
  } catch (error) {
    appender.abandon()
    throw error
  }
  appender.close()
  return (await session.rows(`SELECT a FROM ${table} ORDER BY rowid`)).map(([value]) => value)
}

const texts = (values: readonly (string | undefined)[]): Filler => ({ kind: 'text', ...textColumn(values) })
const numbers = (values: readonly number[]): Filler => ({
  kind: 'numbers',
  values: Float64Array.from(values),
})

describe('text', () => {
  it('keeps every length around the inline boundary, and none', async () => {
    const values = [
      undefined,
      ...Array.from({ length: 40 }, (_, length) => 'abcdefghij'.repeat(4).slice(0, length)),
      undefined,
    ]
    expect(await roundTrip('VARCHAR', values.length, texts(values))).toEqual(
      values.map((value) => value ?? null),
    )
  })

  it('keeps UTF-8 of several bytes across the boundary', async () => {
    const values = [
      'é',
      'ééééééé',
      'aaaaaaaaaaaé',
      '日本語日',
      '日本語日本',
      '🐇🐇🐇',
      '🐇🐇🐇🐇',
      'nul\0',
      'nul\0in a long text',
    ]
    expect(await roundTrip('VARCHAR', values.length, texts(values))).toEqual(values)
  })

  it('keeps random texts over many chunks, chosen in any order', async () => {
    const values = Array.from({ length: 3 * CHUNK_ROWS + 7 }, (_, i) =>
      i % 7 === 0 ? undefined : randomBytes(i % 50).toString('hex'),
    )
    expect(await roundTrip('VARCHAR', values.length, texts(values))).toEqual(
      values.map((value) => value ?? null),
    )
    const select = Uint32Array.from({ length: 5000 }, (_, i) => (i * 7919) % values.length)
    const chosen = await roundTrip('VARCHAR', select.length, texts(values), select)
    expect(chosen).toEqual(Array.from(select, (at) => values[at] ?? null))
  })

  it('keeps texts that stand between bytes that are not UTF-8', async () => {
    const parts = ['a text that is long enough', 'another text that is long']
    const bytes = Buffer.concat([Buffer.from(parts[0]), Buffer.from([0xff, 0xfe]), Buffer.from(parts[1])])
    const starts = Uint32Array.of(0, parts[0].length + 2)
    const ends = Uint32Array.of(parts[0].length, bytes.length)
    expect(await roundTrip('VARCHAR', 2, { kind: 'text', bytes, starts, ends })).toEqual(parts)
  })

  it('keeps texts in shared memory', async () => {
    const text = 'from the memory of another thread'
    const bytes = new Uint8Array(new SharedArrayBuffer(100))
    bytes.set(Buffer.from(text))
    const filler: Filler = {
      kind: 'text',
      bytes,
      starts: Uint32Array.of(0, NONE),
      ends: Uint32Array.of(text.length, 0),
    }
    expect(await roundTrip('VARCHAR', 2, filler)).toEqual([text, null])
  })

  it('keeps texts of a megabyte', async () => {
    const values = Array.from({ length: 40 }, (_, i) => String.fromCharCode(97 + (i % 26)).repeat(1 << 20))
    const read = await roundTrip('VARCHAR', values.length, texts(values))
    expect(read.map((value) => [(value as string).length, (value as string)[5]])).toEqual(
      values.map((value) => [value.length, value[5]]),
    )
  })

  it.each([
    ['beyond its bytes', 0, 30],
    ['that ends before it begins', 20, 3],
    ['with a missing end', 0, undefined],
  ])('refuses a text %s', async (_, start, end) => {
    const bytes = Buffer.from('twenty bytes of text')
    const ends = end === undefined ? new Uint32Array(0) : Uint32Array.of(end)
    const filler: Filler = { kind: 'text', bytes, starts: Uint32Array.of(start), ends }
    await expect(roundTrip('VARCHAR', 1, filler)).rejects.toThrow(/^text from/)
  })

  it('refuses a text that is not UTF-8', async () => {
    const bytes = Buffer.from([...Buffer.from('a text with a wrong byte: '), 0xff])
    const filler: Filler = {
      kind: 'text',
      bytes,
      starts: Uint32Array.of(0),
      ends: Uint32Array.of(bytes.length),
    }
    await expect(roundTrip('VARCHAR', 1, filler)).rejects.toThrow('not valid UTF-8')
  })
})

describe('numbers', () => {
  it('keeps 64-bit integers of either sign', async () => {
    const values = [
      0,
      1,
      -1,
      4294967295,
      4294967296,
      -4294967296,
      -4294967297,
      1.7e12,
      Number.MAX_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
    ]
    expect(await roundTrip('BIGINT', values.length, numbers(values))).toEqual(values)
    expect(await roundTrip('BIGINT', 2, numbers([2.9, -2.9]))).toEqual([2, -2])
  })

  it('keeps fractions', async () => {
    expect(await roundTrip('DOUBLE', 3, numbers([0.1, -1e300, Number.NaN]))).toEqual([0.1, -1e300, null])
    expect(await roundTrip('FLOAT', 2, numbers([0.5, Number.NaN]))).toEqual([0.5, null])
  })

  it('leaves out and counts what the type cannot hold', async () => {
    let lost = 0
    const filler = (values: number[]): Filler => ({
      kind: 'numbers',
      values: Float64Array.from(values),
      onLost: (count) => {
        lost += count
      },
    })
    expect(await roundTrip('SMALLINT', 4, filler([32767, 32768, -32768, -32769]))).toEqual([
      32767,
      null,
      -32768,
      null,
    ])
    expect(await roundTrip('INTEGER', 2, filler([2 ** 31, -(2 ** 31)]))).toEqual([null, -(2 ** 31)])
    expect(await roundTrip('BIGINT', 2, filler([2 ** 63, Number.POSITIVE_INFINITY]))).toEqual([null, null])
    expect(lost).toBe(5)
  })

  it('keeps booleans, sequences, offsets, constants and nothing', async () => {
    expect(await roundTrip('BOOLEAN', 3, { kind: 'booleans', values: Uint8Array.of(0, 1, 2) })).toEqual([
      false,
      true,
      null,
    ])
    const many = await roundTrip('BIGINT', CHUNK_ROWS + 2, { kind: 'sequence', first: 5e9 })
    expect([many[0], many[CHUNK_ROWS + 1]]).toEqual([5e9, 5e9 + CHUNK_ROWS + 1])
    expect(await roundTrip('BIGINT', 2, { kind: 'offsets', base: 10, values: Uint32Array.of(1, 7) })).toEqual(
      [11, 17],
    )
    expect(await roundTrip('UINTEGER', 2, { kind: 'constant', value: 4e9 })).toEqual([4e9, 4e9])
    expect(await roundTrip('VARCHAR', 2, { kind: 'none' })).toEqual([null, null])
  })

  it('keeps ids by code', async () => {
    const ids = Uint32Array.of(7, 4_000_000_000)
    const filler: Filler = { kind: 'codes', codes: Uint32Array.of(1, NONE, 0), ids }
    expect(await roundTrip('UINTEGER', 3, filler)).toEqual([4_000_000_000, null, 7])
    const wrong: Filler = { kind: 'codes', codes: Uint32Array.of(2), ids }
    await expect(roundTrip('UINTEGER', 1, wrong)).rejects.toThrow('code 2')
  })
})

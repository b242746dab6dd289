import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { batchOf, NONE } from '../../../record/index.ts'
import { readAgent } from './agents/agent.ts'
import { inputOf, rowsOf } from './parse-lines.ts'
import { createParser } from './parser.ts'

const enrichers = {
  locate: (address: string) =>
    address === '203.0.113.7'
      ? { country: 'NO', countryName: 'Norway', city: 'Tromsø', latitude: 69.6, longitude: 18.9 }
      : undefined,
  readAgent,
}
const parserOf = (formats?: readonly string[], mostWords?: number) =>
  createParser({ enrichers, formats, ...(mostWords ? { mostWords } : {}) })
const line = (i: number, agent = 'curl/8.5.0') =>
  `203.0.113.${i} - - [20/Nov/2026:13:05:0${i % 10} +0000] "GET /p${i} HTTP/1.1" 200 ${i} "-" "${agent}"\n`

test('each distinct word stands once, with what follows from it', () => {
  const { documents } = parserOf()(inputOf(batchOf([line(7), line(8), line(7), line(7, 'x')])))
  const host = documents.dimensions.find(({ key }) => key === 'host')!
  expect([...host.codes]).toEqual([0, 1, 0, 0])
  expect(host.size).toBe(2)
  expect(host.columns.map(({ name }) => name)).toEqual([
    'host',
    'country',
    'country_name',
    'city',
    'location',
  ])
  expect(documents.dimensions.find(({ key }) => key === 'agent')!.codes).toEqual(Uint32Array.of(0, 0, 0, 1))
  expect(documents.dimensions.some(({ key }) => key === 'referer')).toBe(false)
  const { rows } = rowsOf(parserOf(), batchOf([line(7)]))
  expect(rows[0]).toMatchObject({
    country: 'NO',
    country_name: 'Norway',
    city: 'Tromsø',
    location: { lat: 69.6, lon: 18.9 },
    browser: 'curl',
    browser_version: '8.5',
    bot: true,
    device: 'bot',
  })
})

test('a parser that forgets its words between batches gives the same documents', () => {
  const many = Array.from({ length: 300 }, (_, i) => line(i % 200, `agent ${i % 7}`))
  const forgetful = parserOf(undefined, 10)
  const mindful = parserOf()
  for (let round = 0; round < 3; round++) {
    expect(rowsOf(forgetful, batchOf(many)).rows).toEqual(rowsOf(mindful, batchOf(many)).rows)
  }
})

test('mixed formats in one batch are all read, others are kept whole with the reason', () => {
  const { rows, output } = rowsOf(
    parserOf(),
    batchOf(
      [
        line(1),
        '{"remote_addr":"203.0.113.9","status":201,"request_uri":"/j","request_method":"GET"}\r\n',
        'not a log line\n',
        '203.0.113.2 - - [20/Nov/2026:13:05:09 +0000] "GET / HTTP/1.1" 2x0 5\n',
        line(3),
      ],
      { now: 1_795_176_309_000 },
    ),
  )
  expect(rows.map(({ status }) => status)).toEqual([200, 201, undefined, undefined, 200])
  expect(output.documents.unparsed).toBe(2)
  expect(rows[2]).toMatchObject({ message: 'not a log line', timestamp: '2026-11-20T12:05:09.000Z' })
  expect(rows[3].parse_error).toBe('column 64: expected ` ` after %>s, found `x0 5` (as combined)')
  expect(output.formats).toEqual({ combined: 2, json: 1 })
})

test('W3C: fields from the stream or from the header; header and blank lines make no row', () => {
  const fields = '#Fields: date time c-ip cs-method cs-uri-stem sc-status'
  const body = '2026-11-20 12:05:09 203.0.113.7 GET /a 200\n'
  const { rows, output } = rowsOf(parserOf(), batchOf(['#Version: 1.0\n', `${fields}\n`, body, '\n', body]))
  expect(output.headers).toBe(3)
  expect([...output.documents.records]).toEqual([2, 4])
  expect(rows[1]).toMatchObject({
    timestamp: '2026-11-20T12:05:09.000Z',
    path: '/a',
    status: 200,
    country: 'NO',
  })
  const later = rowsOf(parserOf(['iis']), { ...batchOf([body]), header: fields })
  expect(later.rows[0]).toMatchObject({ path: '/a', status: 200 })
  const lost = rowsOf(parserOf(['w3c']), batchOf([body]))
  expect(lost.rows[0].parse_error).toMatch(/^no #Fields line/)
})

test('invalid UTF-8 becomes U+FFFD and nothing else changes', () => {
  const bytes = Buffer.from(line(7, 'a\xff\xfeb'), 'latin1')
  const { rows } = rowsOf(parserOf(), batchOf([bytes, Buffer.from('\xc3junk', 'latin1')]))
  expect(rows[0].agent).toBe('a\ufffd\ufffdb')
  expect(rows[0].status).toBe(200)
  expect(rows[1].message).toBe('\ufffdjunk')
})

test('a batch of no records, and records that are views of other memory', () => {
  expect(parserOf()(inputOf(batchOf([]))).documents).toMatchObject({ rows: 0, unparsed: 0, dimensions: [] })
})

test('more unknown JSON keys than columns are kept together', () => {
  const object = Object.fromEntries(Array.from({ length: 260 }, (_, i) => [`key_${i}`, `v"${i}`]))
  const { rows } = rowsOf(parserOf(), batchOf([JSON.stringify({ ...object, status: 200 })]))
  expect(rows[0]).toMatchObject({ key_0: 'v"0', status: 200 })
  expect(rows[0].more).toContain('key_259=v"259')
})

/** Random lines, and good lines damaged: any input is accounted for and no column points outside its text. */
test('whatever comes is accounted for', () => {
  const random = generator(11)
  const good = [line(7), '#Fields: date time c-ip\n', '{"a":{"b":[1,"x\\n"]},"status":200}\n', '\n']
  const parse = parserOf()
  for (let round = 0; round < 150; round++) {
    const bodies = Array.from({ length: 40 }, () => damaged(Buffer.from(good[random(good.length)]), random))
    const batch = batchOf(bodies)
    const { documents, headers } = parse(inputOf(batch))
    expect(documents.rows + headers).toBe(batch.ends.length)
    expect(documents.records).toHaveLength(documents.rows)
    for (const column of documents.columns) checkSpans(column)
    for (const { columns, codes, size } of documents.dimensions) {
      for (const column of columns) checkSpans(column)
      expect(codes.every((code) => code === NONE || code < size)).toBe(true)
    }
  }
})

test('a hostile line of a megabyte costs a few passes, not many', () => {
  const lines = [
    '"'.repeat(1 << 20),
    ' '.repeat(1 << 20),
    `{"a":${'['.repeat(1 << 19)}`,
    '\\"'.repeat(1 << 19),
  ]
  const { output } = rowsOf(parserOf(), batchOf(lines))
  expect(output.documents.rows).toBe(4)
})

function checkSpans(column: object) {
  if (!('starts' in column)) return
  const { starts, ends, bytes } = column as { starts: Uint32Array; ends: Uint32Array; bytes: Uint8Array }
  starts.forEach((start, at) => {
    if (start !== NONE && !(start <= ends[at] && ends[at] <= bytes.length))
      throw new Error(`span ${start}–${ends[at]}`)
  })
}

function damaged(bytes: Buffer, random: (below: number) => number): Buffer {
  for (let times = random(4); times > 0; times--) bytes[random(bytes.length)] = random(256)
  return random(5) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes
}

function generator(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const samples = new URL('../../../../../shared/data/', import.meta.url)

test.each([
  ['apache-combined-10k.log', 10_000, 0],
  ['attack-scan-acunetix.log', 6539, 0],
])('%s: %i lines, %i unparsed', (name, lines, unparsed) => {
  const file = new URL(name, samples)
  if (!existsSync(file)) return console.log(`${name} is absent; not tried`)
  const bytes = readFileSync(file)
  const ends: number[] = []
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) ends.push(at + 1)
  if (ends.at(-1) !== bytes.length) ends.push(bytes.length)
  const batch = { ...batchOf([]), bytes, ends: Uint32Array.from(ends), times: new Float64Array(ends.length) }
  const { documents, headers, formats } = parserOf()(inputOf(batch))
  expect({ rows: documents.rows, unparsed: documents.unparsed, headers }).toEqual({
    rows: lines,
    unparsed,
    headers: 0,
  })
  expect(formats).toEqual({ combined: lines })
})

import { expect, test } from 'vitest'
import { type Column, type DocumentBatch, NONE, type TextColumn } from './document.ts'
import { createFragments } from './json-fragments.ts'
import { jsonLines } from './json-lines.ts'

function text(name: string, values: readonly (string | undefined)[], type: TextColumn['type'] = 'keyword') {
  const bytes = values.map((value) => Buffer.from(value ?? ''))
  const starts = new Uint32Array(values.length).fill(NONE)
  const ends = new Uint32Array(values.length)
  let at = 7
  values.forEach((value, i) => {
    if (value !== undefined) starts[i] = at
    at += bytes[i].length
    ends[i] = at
  })
  return { name, type, bytes: Buffer.concat([Buffer.from('unrelat'), ...bytes]), starts, ends }
}

const numbers = (name: string, type: 'long' | 'float' | 'date', values: number[]): Column => ({
  name,
  type,
  values: Float64Array.from(values),
})

function batch(rows: number, parts: Partial<DocumentBatch>): DocumentBatch {
  const records = Uint32Array.from({ length: rows }, (_, i) => i)
  return { rows, columns: [], dimensions: [], unparsed: 0, records, ...parts }
}

const lines = (documents: DocumentBatch) =>
  new TextDecoder('utf-8', { fatal: true }).decode(jsonLines(documents))

test('writes a web-log row in the order that people read, absent values left out', () => {
  const documents = batch(2, {
    columns: [
      numbers('bytes', 'long', [2326, Number.NaN]),
      numbers('status', 'long', [200, 404]),
      numbers('timestamp', 'date', [Date.UTC(2026, 10, 20, 13, 0, 0, 7), Date.UTC(2026, 10, 20, 13, 0, 1)]),
      text('user', [undefined, 'frank']),
      text('ident', [undefined, undefined]),
    ],
    dimensions: [
      {
        key: 'agent',
        size: 1,
        codes: Uint32Array.of(0, NONE),
        columns: [text('agent', ['curl/8']), { name: 'bot', type: 'boolean', values: Uint8Array.of(1) }],
      },
      {
        key: 'host',
        size: 2,
        codes: Uint32Array.of(1, 0),
        columns: [
          text('host', ['10.0.0.1', '2001:db8::1'], 'ip'),
          text('country', [undefined, 'DE']),
          {
            name: 'location',
            type: 'geo_point',
            lat: Float64Array.of(Number.NaN, 50.1109),
            lon: Float64Array.of(Number.NaN, -8.5),
          },
        ],
      },
    ],
  })
  expect(lines(documents)).toBe(
    '{"timestamp":"2026-11-20T13:00:00.007Z","host":"2001:db8::1","country":"DE","location":{"lat":50.1109,"lon":-8.5},' +
      '"status":200,"bytes":2326,"agent":"curl/8","bot":true}\n' +
      '{"timestamp":"2026-11-20T13:00:01.000Z","host":"10.0.0.1","user":"frank","status":404}\n',
  )
})

test('escapes every byte that JSON asks for, and reads back the same', () => {
  const all = String.fromCharCode(...Array.from({ length: 0x180 }, (_, i) => i))
  const values = [
    all,
    'plain',
    '"',
    '\\',
    'ü€😀\u2028\uFFFD',
    '',
    undefined,
    'x'.repeat(200),
    `${'y'.repeat(90)}\n`,
  ]
  const rows = lines(batch(values.length, { columns: [text('message', values, 'text')] }))
    .trimEnd()
    .split('\n')
  expect(rows.map((row) => JSON.parse(row).message)).toEqual(values)
  expect(rows[6]).toBe('{}')
  expect(rows[0].slice(0, 90)).toBe(JSON.stringify({ message: all }).slice(0, 90))
})

test('copies long values that need no escape', () => {
  const values = ['a'.repeat(64), 'b'.repeat(65), 'é'.repeat(300)]
  const rows = lines(batch(3, { columns: [text('uri', values)] }))
    .trimEnd()
    .split('\n')
  expect(rows.map((row) => JSON.parse(row).uri)).toEqual(values)
})

test('numbers read back as the same number', () => {
  const values = [
    0,
    -0,
    1,
    9,
    10,
    0.5,
    0.123,
    1.05,
    12.345,
    0.1 + 0.2,
    -3,
    1e21,
    5e-324,
    2 ** 31,
    2 ** 53 - 1,
  ]
  values.push(2147483647, 2147483.647, 2147483.648, 0.0004, 1.7976931348623157e308, -1.2345678901234568e-300)
  const rows = lines(batch(values.length, { columns: [numbers('n', 'float', values)] }))
    .trimEnd()
    .split('\n')
  expect(rows).toEqual(values.map((n) => JSON.stringify({ n })))
})

test('what JSON or ISO 8601 cannot tell is left out', () => {
  const columns = [
    numbers('n', 'float', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1]),
    numbers('timestamp', 'date', [Number.NaN, 8.65e15, -1]),
    { name: 'ok', type: 'boolean', values: Uint8Array.of(2, 0, 1) } as const,
  ]
  expect(lines(batch(3, { columns }))).toBe(
    '{}\n{"ok":false}\n{"timestamp":"1969-12-31T23:59:59.999Z","n":1,"ok":true}\n',
  )
})

test('a field name with a quote stays one name; no rows give no bytes', () => {
  expect(lines(batch(1, { columns: [text('a"b', ['1'])] }))).toBe('{"a\\"b":"1"}\n')
  expect(jsonLines(batch(0, {})).length).toBe(0)
})

test('dates far away have their long years', () => {
  const values = [8.64e15, -8.64e15, 253402300800000]
  const rows = lines(batch(3, { columns: [numbers('timestamp', 'date', values)] }))
    .trimEnd()
    .split('\n')
  expect(rows.map((row) => JSON.parse(row).timestamp)).toEqual(values.map((at) => new Date(at).toISOString()))
})

test('remembered fragments of numbered words give the same lines as writing them anew', () => {
  const fragments = createFragments()
  const remembering = (documents: DocumentBatch) => new TextDecoder().decode(jsonLines(documents, fragments))
  const dimension = (words: readonly string[], memory: string, of: number[]) => ({
    key: 'agent',
    size: words.length,
    codes: Uint32Array.from([...words.keys(), NONE, 0]),
    columns: [
      text('agent', words),
      { name: 'bot', type: 'boolean' as const, values: new Uint8Array(words.length) },
    ],
    numbers: { memory, of: Uint32Array.from(of) },
  })
  const rounds: [string[], string, number[]][] = [
    [['curl/8', 'say "hi"'], 'a', [0, 1]],
    [['say "hi"', 'wget', 'curl/8'], 'a', [1, 7, 0]],
    [['another'], 'b', [1]],
    [['curl/8'], 'b', [0]],
  ]
  for (const [words, memory, of] of rounds) {
    const documents = batch(words.length + 2, { dimensions: [dimension(words, memory, of)] })
    expect(remembering(documents)).toBe(lines(documents))
    for (const word of words) expect(remembering(documents)).toContain(JSON.stringify(word))
  }
})

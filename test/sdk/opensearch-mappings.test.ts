import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenRoom, openRoom, refusal } from './opensearch-room.ts'

let room: OpenRoom
beforeAll(async () => {
  room = await openRoom()
})
afterAll(() => room.close())

let made = 0
async function index(mappings: unknown): Promise<string> {
  const name = `mapped-${++made}`
  await room.client.indices.create({ index: name, body: { mappings: mappings as never } })
  return name
}
const put = (name: string, body: Record<string, unknown>, id?: string) =>
  room.client.index({ index: name, body, ...(id === undefined ? {} : { id }) })
const count = async (name: string, query: unknown) =>
  (await room.client.count({ index: name, body: { query: query as never } })).body.count
const mappingOf = async (name: string) =>
  (await room.client.indices.getMapping({ index: name })).body[name].mappings

describe('what becomes of new fields', () => {
  test('strict refuses them, false keeps them in the source', async () => {
    const strict = await index({
      dynamic: 'strict',
      properties: { a: { type: 'long' }, in: { type: 'object', dynamic: true } },
    })
    expect(await refusal(put(strict, { a: 1, b: 2 }))).toMatchObject({
      status: 400,
      type: 'strict_dynamic_mapping_exception',
      reason: 'mapping set to strict, dynamic introduction of [b] within [_doc] is not allowed',
    })
    await put(strict, { in: { any: 1 } })
    const quiet = await index({ dynamic: false, properties: { a: { type: 'long' } } })
    await put(quiet, { a: 1, b: 2 }, '1')
    expect(await count(quiet, { term: { b: 2 } })).toBe(0)
    expect((await room.client.get({ index: quiet, id: '1' })).body._source).toEqual({ a: 1, b: 2 })
    expect(await mappingOf(quiet)).toEqual({ dynamic: 'false', properties: { a: { type: 'long' } } })
  })

  test('dates and numbers are detected as asked for', async () => {
    const name = await index({ numeric_detection: true, dynamic_date_formats: ['dd/MMM/yyyy:HH:mm:ss Z'] })
    await put(name, { at: '10/Oct/2000:13:55:36 -0700', n: '12', f: '1.5', iso: '2026-11-20' })
    expect((await mappingOf(name)).properties as Record<string, { type: string }>).toMatchObject({
      at: { type: 'date' },
      n: { type: 'long' },
      f: { type: 'float' },
      iso: { type: 'text' },
    })
    const plain = await index({ date_detection: false })
    await put(plain, { at: '2026-11-20' })
    expect((await mappingOf(plain)).properties).toMatchObject({ at: { type: 'text' } })
  })

  test('dynamic templates decide by type, name and path', async () => {
    const name = await index({
      dynamic_templates: [
        {
          raw: {
            path_match: 'raw.*',
            mapping: { type: 'object', enabled: false },
            match_mapping_type: 'object',
          },
        },
        { ips: { match: '*_ip', match_mapping_type: 'string', mapping: { type: 'ip' } } },
        {
          strings: {
            match_mapping_type: 'string',
            unmatch: 'text_*',
            mapping: { type: 'keyword', ignore_above: 8 },
          },
        },
        {
          both: {
            match: 'text_*',
            mapping: { type: '{dynamic_type}', fields: { exact: { type: 'keyword' } } },
          },
        },
      ],
    })
    await put(name, {
      client_ip: '10.0.0.7',
      verb: 'GET',
      long: 'far too long',
      text_a: 'Two Words',
      raw: { x: { y: 1 } },
    })
    const { properties } = await mappingOf(name)
    expect(properties).toMatchObject({
      client_ip: { type: 'ip' },
      verb: { type: 'keyword', ignore_above: 8 },
      text_a: { type: 'text', fields: { exact: { type: 'keyword' } } },
    })
    expect(await count(name, { term: { client_ip: '10.0.0.0/24' } })).toBe(1)
    expect(await count(name, { term: { 'text_a.exact': 'Two Words' } })).toBe(1)
    expect(await count(name, { match: { text_a: 'words' } })).toBe(1)
    expect(await count(name, { exists: { field: 'long' } })).toBe(0)
    expect(await count(name, { exists: { field: 'raw.x.y' } })).toBe(0)
    await room.restart()
    await put(name, { text_a: 'More', long: 'short' })
    expect(await count(name, { term: { 'text_a.exact': 'More' } })).toBe(1)
    expect(await count(name, { term: { long: 'short' } })).toBe(1)
  })
})

describe('fields', () => {
  test('formats, defaults for null, other names and fields within fields', async () => {
    const name = await index({
      properties: {
        when: { type: 'date', format: 'epoch_second||yyyy/MM/dd HH:mm' },
        '@timestamp': { type: 'alias', path: 'when' },
        level: { type: 'keyword', null_value: 'none', fields: { words: { type: 'text' } } },
        size: { type: 'scaled_float', scaling_factor: 10 },
        code: { type: 'byte', ignore_malformed: true },
        note: { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } },
        secret: { type: 'object', enabled: false },
      },
    })
    await put(name, {
      when: 1_700_000_000,
      level: null,
      size: 1.234,
      code: 400,
      note: 'a b',
      secret: { any: ['thing'] },
    })
    await put(name, { when: '2026/11/20 10:30', level: 'Very high', size: 9 })
    expect(
      await count(name, {
        range: { '@timestamp': { gte: '2026-11-20T10:30:00Z', lt: '2026-11-20T10:31:00Z' } },
      }),
    ).toBe(1)
    expect(
      await count(name, {
        range: { when: { lt: '2024-01-01T00:00:00Z', format: 'strict_date_optional_time' } },
      }),
    ).toBe(1)
    expect(await count(name, { term: { level: 'none' } })).toBe(1)
    expect(await count(name, { match: { 'level.words': 'high' } })).toBe(1)
    expect(await count(name, { term: { size: 1.2 } })).toBe(1)
    expect(await count(name, { exists: { field: 'code' } })).toBe(0)
    expect(await count(name, { term: { 'note.keyword': 'a b' } })).toBe(1)
    expect(await refusal(put(name, { '@timestamp': 1 }))).toMatchObject({
      reason: expect.stringContaining('Cannot write to a field alias'),
    })
    expect(await refusal(put(name, { when: '2026-11-20' }))).toMatchObject({
      status: 400,
      type: 'mapper_parsing_exception',
    })
    expect((await mappingOf(name)).properties).toMatchObject({
      when: { type: 'date', format: 'epoch_second||yyyy/MM/dd HH:mm' },
      '@timestamp': { type: 'alias', path: 'when' },
      level: { type: 'keyword', null_value: 'none', fields: { words: { type: 'text' } } },
      code: { type: 'byte' },
      secret: { type: 'object', enabled: false },
    })
  })

  test('fields and rules are added, types stay', async () => {
    const name = await index({ properties: { a: { type: 'byte' } } })
    await room.client.indices.putMapping({
      index: name,
      body: { dynamic: 'strict', properties: { b: { type: 'keyword' } } },
    })
    expect(await mappingOf(name)).toMatchObject({
      dynamic: 'strict',
      properties: { a: { type: 'byte' }, b: { type: 'keyword' } },
    })
    expect((await refusal(put(name, { c: 1 }))).type).toBe('strict_dynamic_mapping_exception')
    expect(
      await refusal(
        room.client.indices.putMapping({ index: name, body: { properties: { a: { type: 'short' } } } }),
      ),
    ).toMatchObject({ status: 400, reason: 'mapper [a] cannot be changed from type [byte] to [short]' })
  })

  test.each([
    [{ properties: { a: { type: 'nested' } } }, 'No handler for type [nested] declared on field [a]'],
    [{ properties: { a: { type: 'text', analyzer: 'french' } } }, '[analyzer : "french"]'],
    [{ properties: { a: { type: 'keyword', copy_to: 'b' } } }, '[copy_to : "b"]'],
    [{ properties: { a: { type: 'date', format: 'qqqq' } } }, 'Invalid format: [qqqq]'],
    [{ properties: { a: { type: 'scaled_float' } } }, 'Field [scaling_factor] is required'],
    [
      { dynamic_templates: [{ t: { match: '(a+)+', match_pattern: 'regex', mapping: { type: 'long' } } }] },
      'is not usable',
    ],
    [{ dynamic: 'maybe' }, 'Could not convert [dynamic]'],
  ])('%j is refused', async (mappings, why) => {
    const refused = await refusal(
      room.client.indices.create({ index: 'refused', body: { mappings: mappings as never } }),
    )
    expect(refused).toMatchObject({ status: 400, reason: expect.stringContaining(why) })
  })
})

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openParquet } from '../../src/engines/delivery/parquet.ts'
import { createWorld, LAKE, LAMBDA, processor, toLake, type World } from './delivery-world.ts'

/** JSON to Parquet, read back by two readers that share no code. */

let folder: string
let parquet: ReturnType<typeof openParquet>
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tailrace-parquet-'))
  parquet = openParquet({ folder: join(folder, 'tables') })
})
afterAll(async () => {
  await parquet.close()
  rmSync(folder, { recursive: true })
})

const conversion = (serializer: object = {}, deserializer: object = {}) => ({
  DataFormatConversionConfiguration: {
    Enabled: true,
    InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: deserializer } },
    OutputFormatConfiguration: { Serializer: { ParquetSerDe: serializer } },
  },
  BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
})

async function worldWith(more: Record<string, unknown>): Promise<World> {
  const world = createWorld({ parquet })
  world.room().start()
  await world.call('CreateDeliveryStream', toLake({ ProcessingConfiguration: { Enabled: false }, ...more }))
  return world
}

async function delivered(world: World, count: number) {
  for (let turn = 0; turn < 400; turn++) {
    await world.tick(turn === 0 ? 60_000 : 0)
    if (world.bytes(LAKE).length >= count && world.room().health().lagRecords === 0) break
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  expect(world.bytes(LAKE).length).toBe(count)
  return world.bytes(LAKE)
}

async function byDuckDb(body: Buffer): Promise<Record<string, unknown>[]> {
  const file = join(folder, 'read.parquet')
  writeFileSync(file, body)
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const reader = await connection.runAndReadAll(`SELECT * FROM '${file}'`)
  return reader.getRowObjectsJson() as Record<string, unknown>[]
}

async function byHyparquet(body: Buffer): Promise<Record<string, unknown>[]> {
  const file = Uint8Array.from(body).buffer
  return (await parquetReadObjects({ file, compressors })) as Record<string, unknown>[]
}

const plain = (rows: unknown) =>
  JSON.parse(
    JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? Number(value) : (value ?? null))),
  )

test.each([
  ['SNAPPY', 'V1'],
  ['GZIP', 'V2'],
  ['UNCOMPRESSED', 'V1'],
])('%s %s: both readers see the records', async (Compression, WriterVersion) => {
  const world = await worldWith(conversion({ Compression, WriterVersion }))
  world.append([
    '{"n":1,"text":"a","ok":true,"deep":{"x":[1,2],"y":{"z":"q"}}}',
    '{"N":2.5,"text":"b\\nc"} {"n":3}',
    '{"n":null,"deep":{"x":[]}}',
  ])
  const [[key, body]] = await delivered(world, 1)
  expect(key).toMatch(/^2026\/11\/20\/12\/to-lake-1-.*\.parquet$/)
  const rows = [
    { n: 1, text: 'a', ok: true, deep: { x: [1, 2], y: { z: 'q' } } },
    { n: 2.5, text: 'b\nc', ok: null, deep: null },
    { n: 3, text: null, ok: null, deep: null },
    { n: null, text: null, ok: null, deep: { x: [], y: null } },
  ]
  expect(plain(await byHyparquet(body))).toMatchObject(rows)
  expect((await byDuckDb(body)).map(({ n, text, ok }) => ({ n, text, ok }))).toEqual(
    rows.map(({ n, text, ok }) => ({ n, text, ok })),
  )
  const [group] = parquetMetadata(Uint8Array.from(body).buffer).row_groups
  expect(new Set(group.columns.map(({ meta_data: about }) => about?.codec))).toEqual(new Set([Compression]))
})

test('columns stay what they were, from object to object and over a crash', async () => {
  const world = await worldWith(conversion())
  world.append(['{"a":1,"b":"x"}'])
  await delivered(world, 1)
  world.append(['{"a":"text"}', '{"c":[1]}'])
  const [, [, second]] = await delivered(world, 2)
  expect(plain(await byHyparquet(second))).toEqual([
    { a: 'text', b: null, c: null },
    { a: null, b: null, c: [1] },
  ])
  world.crash()
  await world.restart()
  world.append(['{"a":7}'])
  const [, , [, third]] = await delivered(world, 3)
  expect(plain(await byHyparquet(third))).toEqual([{ a: '7', b: null, c: null }])
  expect(readdirSync(join(folder, 'tables')).filter((name) => name.endsWith('ndjson'))).toEqual([])
})

test('what is no JSON object goes to the error output, as AWS writes it', async () => {
  const world = await worldWith(conversion())
  world.append(['{"a":1}', 'text', '[{"a":1}]', '{"a":'])
  const [, [key, body]] = await delivered(world, 2)
  expect(key).toMatch(/^format-conversion-failed\/2026\/11\/20\/12\/to-lake-1-[^.]*$/)
  const documents = body
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(Object.keys(documents[0])).toEqual([
    ...['attemptsMade', 'arrivalTimestamp', 'lastErrorCode', 'lastErrorMessage', 'attemptEndingTimestamp'],
    ...['rawData', 'sequenceNumber', 'subSequenceNumber', 'dataCatalogTable'],
  ])
  expect(documents.map(({ rawData }) => Buffer.from(rawData, 'base64').toString().trim())).toEqual([
    ...['text', '[{"a":1}]', '{"a":'],
  ])
  expect(documents.map(({ sequenceNumber }) => sequenceNumber)).toEqual(['1', '2', '3'])
})

test('OpenX: dots, keys with other names', async () => {
  const world = await worldWith(
    conversion(
      {},
      { ConvertDotsInJsonKeysToUnderscores: true, ColumnToJsonKeyMappings: { ts: 'TimeStamp' } },
    ),
  )
  world.append(['{"a.b":1,"TimeStamp":"now","Nested":{"InNer":true}}'])
  const [[, body]] = await delivered(world, 1)
  expect(plain(await byHyparquet(body))).toEqual([{ a_b: 1, ts: 'now', nested: { inner: true } }])
})

test('documents of the built-in function, in partitions', async () => {
  const world = await worldWith({
    ...conversion(),
    ProcessingConfiguration: {
      Processors: [
        LAMBDA,
        processor('MetadataExtraction', {
          ...{ MetadataExtractionQuery: '{first: .message}', JsonParsingEngine: 'JQ-1.6' },
        }),
      ],
    },
    ...{ Prefix: '!{partitionKeyFromQuery:first}/', ErrorOutputPrefix: 'errors/' },
    DynamicPartitioningConfiguration: { Enabled: true },
  })
  world.append(['a', 'b', 'a'])
  const objects = await delivered(world, 2)
  expect(objects.map(([key]) => key.slice(0, 2))).toEqual(['a/', 'b/'])
  expect(plain(await byHyparquet(objects[0][1]))).toEqual([{ message: 'a' }, { message: 'a' }])
})

test.each<[string, object, string]>([
  [
    'ORC',
    { OutputFormatConfiguration: { Serializer: { OrcSerDe: {} } } },
    'OrcSerDe is not served: ORC is not written',
  ],
  ['a Glue table', { SchemaConfiguration: { DatabaseName: 'd' } }, 'there is no AWS Glue Data Catalog here'],
  [
    'timestamp formats',
    { InputFormatConfiguration: { Deserializer: { HiveJsonSerDe: { TimestampFormats: ['millis'] } } } },
    'TimestampFormats is not served',
  ],
  [
    'small pages',
    { OutputFormatConfiguration: { Serializer: { ParquetSerDe: { PageSizeBytes: 65_536 } } } },
    'PageSizeBytes 65536 is not served',
  ],
  [
    'no deserializer',
    { InputFormatConfiguration: {} },
    'one of OpenXJsonSerDe and HiveJsonSerDe must be given',
  ],
])('refuses %s', async (_, more, why) => {
  const { DataFormatConversionConfiguration: given, ...rest } = conversion()
  const input = { ...rest, DataFormatConversionConfiguration: { ...given, ...more } }
  await expect(worldWith(input)).rejects.toMatchObject({ message: expect.stringContaining(why) })
})

test('refuses compression of what is compressed, and small buffers', async () => {
  await expect(worldWith({ ...conversion(), CompressionFormat: 'GZIP' })).rejects.toMatchObject({
    message: expect.stringContaining('with format conversion it must be UNCOMPRESSED'),
  })
  const BufferingHints = { SizeInMBs: 5, IntervalInSeconds: 60 }
  await expect(worldWith({ ...conversion(), BufferingHints })).rejects.toMatchObject({
    message: expect.stringContaining('64 to 128 MiB'),
  })
})

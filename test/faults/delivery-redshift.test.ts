import { gunzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openWarehouse } from '../../src/engines/delivery/warehouse.ts'
import type { CopyRequest, Warehouse } from '../../src/stages/delivery/ports.ts'
import { createWorld, LAKE, processor, ROLE, STREAM, type World } from '../scenario/delivery-world.ts'
import { drained } from './delivery-end.ts'
import { openPostgres } from './postgres.ts'

/** Redshift's protocol: COPY where the database has it, the staged rows by a real PostgreSQL where it does not. */

let postgres: Awaited<ReturnType<typeof openPostgres>>
let world: World
beforeAll(async () => {
  postgres = await openPostgres()
  if (!postgres) console.error('SKIPPED: no PostgreSQL is installed (apt-get install postgresql).')
})
afterAll(() => postgres?.close())
beforeEach(() => postgres?.query('DROP TABLE IF EXISTS clicks'))
afterEach(() => world?.stop())

async function deliver(more: object = {}, staging: object = {}, warehouse: Warehouse = openWarehouse()) {
  world = createWorld({ warehouse })
  world.room().start()
  await world.call('CreateDeliveryStream', {
    DeliveryStreamName: 'rows',
    DeliveryStreamType: 'KinesisStreamAsSource',
    KinesisStreamSourceConfiguration: { KinesisStreamARN: STREAM, RoleARN: ROLE },
    RedshiftDestinationConfiguration: {
      RoleARN: ROLE,
      ClusterJDBCURL: `jdbc:postgresql://127.0.0.1:${postgres?.port ?? 1}/postgres`,
      CopyCommand: { DataTableName: 'clicks', CopyOptions: "json 'auto'" },
      ...{ Username: 'ann', Password: postgres?.password ?? 'a password' },
      S3Configuration: {
        ...{ RoleARN: ROLE, BucketARN: LAKE, Prefix: 'staged/', ...staging },
        BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 1 },
      },
      RetryOptions: { DurationInSeconds: 2 },
      ...more,
    },
  })
}

const keys = () => world.bytes(LAKE).map(([key]) => key.replace(/rows-1-.*/, ''))

test('the COPY that Redshift is given, with its manifest', async () => {
  const copies: CopyRequest[] = []
  await deliver(
    {
      ClusterJDBCURL: 'jdbc:redshift://c.abc.us-east-1.redshift.amazonaws.com:5439/web',
      CopyCommand: {
        DataTableName: 'clicks',
        DataTableColumns: 'page, n',
        CopyOptions: "json 'auto' gzip TRUNCATECOLUMNS",
      },
    },
    { CompressionFormat: 'GZIP' },
    async (request) => void copies.push(request),
  )
  world.append(['{"page":"/","n":1}'])
  await drained(world)
  const [manifest, staged] = world.bytes(LAKE)
  expect(keys()).toEqual(['manifests/2026/11/20/12/', 'staged/2026/11/20/12/'])
  expect(gunzipSync(staged[1]).toString()).toBe('{"page":"/","n":1}\n')
  expect(JSON.parse(manifest[1].toString())).toEqual({
    entries: [{ url: `s3://lake/${staged[0]}`, mandatory: true, meta: { content_length: staged[1].length } }],
  })
  expect(copies[0]).toMatchObject({
    ...{ host: 'c.abc.us-east-1.redshift.amazonaws.com', port: 5439, database: 'web', isEncrypted: true },
    statement:
      `COPY clicks (page, n) FROM 's3://lake/${manifest[0]}' CREDENTIALS 'aws_iam_role=${ROLE}' ` +
      `MANIFEST json 'auto' gzip TRUNCATECOLUMNS`,
  })
  const shown = JSON.stringify(await world.call('DescribeDeliveryStream', { DeliveryStreamName: 'rows' }))
  expect(shown).not.toContain(copies[0].password)
})

test('JSON into a real PostgreSQL, each value as its column wants it', async ({ skip }) => {
  if (!postgres) return skip()
  await postgres.query('CREATE TABLE clicks (page text, n bigint, at timestamptz, ok boolean, rest jsonb)')
  await deliver()
  world.append([
    '{"page":"/","n":1,"at":"2026-11-20T12:00:00Z","ok":true,"rest":{"a":[1]},"nobody":"asked"}',
    '{"page":"it\'s","n":null}',
  ])
  await drained(world)
  expect(
    await postgres.query("SELECT *, at AT TIME ZONE 'UTC' = '2026-11-20 12:00' AS noon FROM clicks"),
  ).toMatchObject([
    { page: '/', n: '1', ok: true, rest: { a: [1] }, noon: true },
    { page: "it's", n: null, ok: null },
  ])
})

test.each([
  ["delimiter ','", ['a,1', 'b,\\N']],
  ['CSV', ['a,1', '"b",']],
  ["FORMAT AS CSV DELIMITER ';' GZIP", ['a;1', 'b;']],
])('%s', async (CopyOptions, lines) => {
  if (!postgres) return
  await postgres.query('CREATE TABLE clicks (other text, page text, n int)')
  await deliver(
    { CopyCommand: { DataTableName: 'public.clicks', DataTableColumns: 'page,n', CopyOptions } },
    CopyOptions.includes('GZIP') ? { CompressionFormat: 'GZIP' } : {},
  )
  world.append(lines)
  await drained(world)
  expect(await postgres.query('SELECT page, n FROM clicks ORDER BY page')).toEqual([
    { page: 'a', n: 1 },
    { page: 'b', n: null },
  ])
})

test('a table that comes late; one that never comes leaves a manifest of what is staged', async ({
  skip,
}) => {
  if (!postgres) return skip()
  await deliver({ RetryOptions: { DurationInSeconds: 60 } })
  world.append(['{"page":"late"}'])
  await world.tick(2000)
  await new Promise((resolve) => setTimeout(resolve, 200))
  await postgres.query('CREATE TABLE clicks (page text)')
  await drained(world)
  expect(await postgres.query('SELECT * FROM clicks')).toEqual([{ page: 'late' }])
  expect(keys().filter((key) => key.startsWith('staged/'))).toHaveLength(1)
  await world.stop()

  await postgres.query('DROP TABLE clicks')
  await deliver()
  world.append(['{"page":"never"}'])
  await drained(world)
  expect(keys()).toEqual([
    'errors/manifests/2026/11/20/12/',
    'manifests/2026/11/20/12/',
    'staged/2026/11/20/12/',
  ])
  const [[, manifest], , [staged]] = world.bytes(LAKE)
  expect(JSON.parse(manifest.toString()).entries[0].url).toBe(`s3://lake/${staged}`)
  expect(world.delivered).toEqual(['rows -: 1 read, 0 rows, 0 unparsed, 1 failed'])
})

test('a database that goes away and comes back', async ({ skip }) => {
  if (!postgres) return skip()
  await postgres.query('CREATE TABLE clicks (page text)')
  await postgres.stop()
  await deliver({ RetryOptions: { DurationInSeconds: 7200 } })
  world.append(['{"page":"a"}'])
  await world.tick(3000)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(world.room().health().state).toBe('failing')
  await postgres.start()
  await drained(world)
  expect(await postgres.query('SELECT * FROM clicks')).toEqual([{ page: 'a' }])
})

test.each<[string, object, object, string]>([
  [
    'a wrong row format',
    { CopyCommand: { DataTableName: 't', CopyOptions: 'PARQUET' } },
    {},
    'CopyOptions PARQUET is not served',
  ],
  [
    'a compression that COPY has not',
    {},
    { CompressionFormat: 'ZIP' },
    'for COPY it is UNCOMPRESSED or GZIP',
  ],
  ['GZIP that COPY is not told of', {}, { CompressionFormat: 'GZIP' }, 'GZIP must be there'],
  [
    'expressions',
    {},
    { Prefix: '!{timestamp:yyyy}/', ErrorOutputPrefix: 'e/!{firehose:error-output-type}/' },
    'for COPY it has no expressions',
  ],
  ['no password', { Password: undefined }, {}, 'Password: it must be given'],
])('refuses %s', async (_, more, staging, why) => {
  await expect(deliver(more, staging, async () => {})).rejects.toMatchObject({
    message: expect.stringContaining(why),
  })
})

test('processors and backup are those of every destination', async () => {
  await deliver(
    {
      ProcessingConfiguration: {
        Processors: [
          processor('RecordDeAggregation', { SubRecordType: 'JSON' }),
          processor('AppendDelimiterToRecord'),
        ],
      },
    },
    {},
    async ({ rows }) => void expect(rows()).toEqual([{ a: 1 }, { a: 2 }]),
  )
  world.append(['{"a":1}{"a":2}'])
  await drained(world)
  expect(world.delivered).toEqual(['rows -: 1 read, 2 rows, 0 unparsed, 0 failed'])
})

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { openDiskStore } from '../../src/engines/lake/disk.ts'
import { silentLog } from '../../src/observe/log.ts'
import { createLake } from '../../src/stages/lake/index.ts'
import { createDispatch } from '../../src/wire/dispatch.ts'
import { caller, createWorld, settle, toIndex, toLake, type World } from './delivery-world.ts'

const root = await mkdtemp(join(tmpdir(), 'tailrace-delivery-'))
afterAll(() => rm(root, { recursive: true, force: true }))

async function lakeAt(path: string) {
  const store = await openDiskStore({ path, now: Date.now })
  const lake = createLake({ store, now: Date.now, log: silentLog })
  const dispatch = createDispatch([lake.service])
  for (const Bucket of ['lake', 'backup']) await dispatch('s3', 'CreateBucket', { Bucket }, caller)
  return lake
}

/** The disk is slower than the world's clock: time goes on until the room says that it has nothing left to do. */
async function caughtUp(world: World) {
  for (let turn = 0; turn < 1000; turn++) {
    await world.tick(10_000)
    if (world.room().health().lagRecords === 0) return
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  throw new Error(`not caught up: ${JSON.stringify(world.room().health())}`)
}

async function filesOf(bucket: string): Promise<[path: string, lines: string[]][]> {
  const paths = (await readdir(bucket, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  return Promise.all(
    paths.map(async (path) => {
      const body = await readFile(path)
      const lines = (path.endsWith('.gz') ? gunzipSync(body) : body).toString().split('\n').filter(Boolean)
      return [path.slice(bucket.length + 1), lines] as [string, string[]]
    }),
  )
}

test('gzip objects in folders by hour, whole, after crashes in the middle', async () => {
  const path = join(root, 'crashes')
  const world = createWorld({ objects: (await lakeAt(path)).objects })
  world.room().start()
  await world.call('CreateDeliveryStream', toLake({ CompressionFormat: 'GZIP' }))
  for (let round = 0; round < 12; round++) {
    world.append(Array.from({ length: 50 }, (_, at) => `a${round}-${at}`))
    await world.tick(30_000)
    if (round % 4 === 2) {
      world.crashAt(1 + (round % 3))
      await world.tick(61_000)
      world.crash()
      await world.restart()
    }
  }
  await world.tick(61_000)
  await caughtUp(world)
  await world.stop()
  const files = await filesOf(join(path, 'lake'))
  expect(
    files
      .map(([name]) => name)
      .every((name) =>
        /^2026\/11\/20\/1[23]\/to-lake-1-2026-.*-UUID\.gz$/.test(
          name.replace(/0{8}-0{4}-4000-8000-\d{12}/, 'UUID'),
        ),
      ),
  ).toBe(true)
  const messages = files.flatMap(([, lines]) => lines.map((line) => JSON.parse(line).message))
  expect(messages.sort()).toEqual(world.bodies().sort())
})

test('raw records of a DirectPut delivery stream, each on a line of its own', async () => {
  const path = join(root, 'raw')
  const world = createWorld({ objects: (await lakeAt(path)).objects })
  world.room().start()
  await world.call('CreateDeliveryStream', {
    DeliveryStreamName: 'raw',
    S3DestinationConfiguration: {
      RoleARN: 'arn:aws:iam::000000000000:role/delivery',
      BucketARN: 'arn:aws:s3:::lake',
      Prefix: "raw/!{timestamp:yyyy-MM-dd'T'HH}/",
      ErrorOutputPrefix: 'failed/!{firehose:error-output-type}/',
    },
  })
  const sink = world.room().sink('raw')
  const { batchOf } = await import('../../src/record/index.ts')
  const refused = await sink?.push(
    batchOf(['one\n', 'two\n'], { now: world.now() }),
    new AbortController().signal,
  )
  expect(refused).toEqual([])
  await settle()
  await world.stop()
  const [[name, lines]] = await filesOf(join(path, 'lake'))
  expect(name).toMatch(/^raw\/2026-11-20T12\/raw-1-2026-11-20-12-59-00-[0-9a-f-]{36}$/)
  expect(lines).toEqual(['one', 'two'])
  expect(world.room().sink('nope')).toBeUndefined()
})

test('failed documents of an index lie in the backup bucket', async () => {
  const path = join(root, 'failed')
  const world = createWorld({ objects: (await lakeAt(path)).objects })
  world.room().start()
  await world.call(
    'CreateDeliveryStream',
    toIndex({
      S3Configuration: {
        RoleARN: 'arn:aws:iam::000000000000:role/delivery',
        BucketARN: 'arn:aws:s3:::backup',
        ErrorOutputPrefix: '!{firehose:error-output-type}/!{timestamp:yyyy}/',
        CompressionFormat: 'GZIP',
      },
    }),
  )
  const poison = () => Object.assign(new Error('mapper_parsing_exception'), { permanent: true })
  world.fail({ port: 'append', left: 100, error: poison, about: 'a1' })
  world.append(['a0', 'a1', 'a2'])
  await caughtUp(world)
  await world.stop()
  const [[name, lines]] = await filesOf(join(path, 'backup'))
  expect(name).toMatch(/^AmazonOpenSearchService-failed\/2026\/to-index-1-.*\.gz$/)
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      attemptsMade: 1,
      arrivalTimestamp: Date.UTC(2026, 10, 20, 12, 59),
      errorCode: '400',
      errorMessage: 'mapper_parsing_exception',
      attemptEndingTimestamp: expect.any(Number),
      esDocumentId: 'web-logs.0.1',
      esIndexName: 'web-logs-2026-11-20',
      esTypeName: '',
      rawData: Buffer.from('a1\n').toString('base64'),
    },
  ])
  expect(world.rows.map(({ message }) => message)).toEqual(['a0', 'a2'])
})

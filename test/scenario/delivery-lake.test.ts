import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { unzipSync } from 'fflate'
import { Decompressor, uncompressSync } from 'snappy'
import { describe, expect, test } from 'vitest'
import {
  BACKUP,
  createWorld,
  LAKE,
  LAMBDA,
  processor,
  ROLE,
  settle,
  toIndex,
  toLake,
  USERS,
  type World,
} from './delivery-world.ts'

/** What an S3 destination can do besides putting records into objects. */

const lambda = (arn: string) => processor('Lambda', { LambdaArn: arn })

async function worldWith(input: Record<string, unknown>): Promise<World> {
  const world = createWorld()
  world.room().start()
  await world.call('CreateDeliveryStream', input)
  return world
}

const raw = (more: Record<string, unknown> = {}, ...processors: object[]) =>
  toLake({ ProcessingConfiguration: { Enabled: true, Processors: processors }, ...more })

/** Compression and jq run in threads, beyond what the world's clock knows. */
async function until(condition: () => boolean, world: World) {
  for (let turn = 0; turn < 400 && !condition(); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    await world.tick(turn % 20 === 19 ? 60_000 : 0)
  }
  expect(condition()).toBe(true)
}

async function delivered(world: World, bucket = LAKE, count = 1) {
  await settle()
  await new Promise((resolve) => setTimeout(resolve, 20))
  await world.tick(60_000)
  const isDone = () => world.bytes(bucket).length >= count && world.room().health().lagRecords === 0
  await until(isDone, world)
  return world.bytes(bucket)
}

const texts = (objects: readonly (readonly [string, Buffer])[]) =>
  objects.map(([key, body]) => [key.replace(/to-lake-.*/, ''), body.toString()])

describe('compression', () => {
  const lines = Array.from({ length: 3000 }, (_, at) => `{"line":${at},"text":"${'x'.repeat(at % 200)}"}`)
  const expected = lines.map((line) => `${line}\n`).join('')
  const readers: Record<string, [ending: string, read: (body: Buffer) => Promise<string> | string]> = {
    UNCOMPRESSED: ['', (body) => body.toString()],
    GZIP: ['.gz', (body) => gunzipSync(body).toString()],
    ZIP: ['.zip', (body) => Buffer.from(Object.values(unzipSync(body))[0]).toString()],
    Snappy: [
      '.snappy',
      async (body) => {
        const reader = new Decompressor()
        return Buffer.concat([reader.update(body), await reader.finish()]).toString()
      },
    ],
    HADOOP_SNAPPY: ['.hsnappy', hadoop],
  }

  /** Blocks as Hadoop's BlockDecompressorStream reads them. */
  function hadoop(body: Buffer): string {
    let text = ''
    for (let at = 0; at < body.length; ) {
      const [length, packed] = [body.readUInt32BE(at), body.readUInt32BE(at + 4)]
      const block = uncompressSync(body.subarray(at + 8, at + 8 + packed)) as Buffer
      expect(block.length).toBe(length)
      text += block.toString()
      at += 8 + packed
    }
    return text
  }

  test.each(Object.entries(readers))('%s', async (CompressionFormat, [ending, read]) => {
    const world = await worldWith(raw({ CompressionFormat }))
    for (let at = 0; at < lines.length; at += 500) world.append(lines.slice(at, at + 500))
    const objects = await delivered(world)
    let text = ''
    for (const [key, body] of objects) {
      expect(/\d{12}(\.\w+)?$/.exec(key)?.[1] ?? '').toBe(ending)
      text += await read(body)
    }
    // Not `toBe`: it would print a megabyte.
    expect([text.length, text === expected]).toEqual([expected.length, true])
    await world.stop()
  })

  test('an extension of one’s own, in a time zone of one’s own', async () => {
    const world = await worldWith(
      raw({ CompressionFormat: 'GZIP', FileExtension: '.json.gz', CustomTimeZone: 'Asia/Tokyo' }),
    )
    world.append(['a'])
    const [[key]] = await delivered(world)
    expect(key).toMatch(/^2026\/11\/20\/21\/to-lake-1-2026-11-20-13-00-00-.*\.json\.gz$/)
  })
})

test('a timer that is early does not leave the last records behind', async () => {
  const world = createWorld({ earlyTimers: true })
  world.room().start()
  await world.call('CreateDeliveryStream', raw())
  const hints = { SizeInMBs: 5, IntervalInSeconds: 60 }
  await world.call('CreateDeliveryStream', toIndex({ BufferingHints: hints }))
  world.append(['a'])
  await world.tick(59_999)
  expect(world.bytes(LAKE)).toHaveLength(1)
  expect(world.rows).toHaveLength(1)
})

describe('source record backup', () => {
  const backup = (more: object = {}) => ({
    S3BackupMode: 'Enabled',
    S3BackupConfiguration: {
      ...{ RoleARN: ROLE, BucketARN: BACKUP, Prefix: 'source/', ...more },
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 120 },
    },
  })

  test('records as they came, in their own time, also those that fail and are dropped', async () => {
    const world = await worldWith(
      toLake({ ...backup(), ProcessingConfiguration: { Processors: [lambda(USERS)] } }),
    )
    world.append(['good', 'drop it', 'fail it'])
    await world.tick(60_000)
    expect(texts(world.bytes(LAKE)).map(([, text]) => text.slice(0, 8))).toEqual(['GOOD', '{"attemp'])
    expect(world.bytes(BACKUP)).toEqual([])
    await world.tick(60_000)
    expect(texts(world.bytes(BACKUP))).toEqual([['source/2026/11/20/12/', 'good\ndrop it\nfail it\n']])
  })

  test('a bucket that fails does not hold up the destination; a crash loses nothing and doubles nothing', async () => {
    const world = await worldWith(toLake(backup()))
    world.fail({ port: 'put', left: 1e9, about: 'source/', error: () => new Error('no such bucket') })
    world.append(['a', 'b'])
    await world.tick(200_000)
    expect(world.bytes(LAKE)).toHaveLength(1)
    expect(world.room().health().state).toBe('failing')
    world.crash()
    world.heal()
    await world.restart()
    world.append(['c'])
    await world.tick(200_000)
    expect(texts(world.bytes(BACKUP))).toEqual([['source/2026/11/20/12/', 'a\nb\nc\n']])
  })

  test('all documents of an index', async () => {
    const world = await worldWith(
      toIndex({ S3BackupMode: 'AllDocuments', S3Configuration: { RoleARN: ROLE, BucketARN: BACKUP } }),
    )
    world.append(['a', '#b'])
    await world.tick(300_000)
    expect(world.rows.map(({ message }) => message)).toEqual(['a'])
    expect(world.bytes(BACKUP).map(([, body]) => body.toString())).toEqual(['a\n#b\n'])
  })

  test.each(['a Kinesis stream', 'puts'])('of %s: AWS lets it be switched on, not off', async (from) => {
    const { ExtendedS3DestinationConfiguration, DeliveryStreamName } = toLake()
    const direct = { ExtendedS3DestinationConfiguration, DeliveryStreamName }
    const world = await worldWith(from === 'puts' ? direct : toLake())
    const update = (ExtendedS3DestinationUpdate: object, version: string) =>
      world.call('UpdateDestination', {
        ...{ DeliveryStreamName: 'to-lake', DestinationId: 'destinationId-000000000001' },
        ...{ CurrentDeliveryStreamVersionId: version, ExtendedS3DestinationUpdate },
      })
    const { S3BackupMode, S3BackupConfiguration: S3BackupUpdate } = backup()
    world.append(['before'])
    await update({ S3BackupMode, S3BackupUpdate }, '1')
    world.append(['after'])
    await world.tick(120_000)
    expect(world.bytes(BACKUP).map(([, body]) => body.toString())).toEqual(['after\n'])
    await expect(update({ S3BackupMode: 'Disabled' }, '2')).rejects.toMatchObject({
      message: expect.stringContaining("a backup can't be switched off again"),
    })
  })
})

describe('records in records', () => {
  test('gzipped data of CloudWatch Logs become their messages; what is none fails', async () => {
    const world = await worldWith(
      raw(
        {},
        processor('Decompression', { CompressionFormat: 'GZIP' }),
        processor('CloudWatchLogProcessing', { DataMessageExtraction: 'true' }),
      ),
    )
    const data = (messageType: string, ...messages: string[]) =>
      gzipSync(
        JSON.stringify({ messageType, logGroup: 'g', logEvents: messages.map((message) => ({ message })) }),
      )
    world.appendRaw([
      data('CONTROL_MESSAGE', 'checking'),
      data('DATA_MESSAGE', 'one', 'two\n'),
      Buffer.from('not gzip'),
      gzipSync('{}'),
      data('DATA_MESSAGE', 'three'),
    ])
    const [[, good], [key, bad]] = await delivered(world, LAKE, 2)
    expect(good.toString()).toBe('one\ntwo\nthree\n')
    expect(key).toMatch(/^processing-failed\//)
    const documents = bad
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(documents.map(({ errorCode }) => errorCode)).toEqual([
      'Decompression.NotGzip',
      'Decompression.NotLogData',
    ])
    expect(Buffer.from(documents[0].rawData, 'base64').toString()).toBe('not gzip')
  })

  test('records of the Kinesis Producer Library', async () => {
    const world = await worldWith(raw({}, processor('AppendDelimiterToRecord')))
    world.appendRaw([aggregated('a', 'bb', ''), Buffer.from('c'), damaged(aggregated('d'))])
    const [[, body]] = await delivered(world)
    expect(body.toString('latin1')).toBe(`a\nbb\n\nc\n${damaged(aggregated('d')).toString('latin1')}\n`)
  })

  test.each([
    ['JSON', {}, '{"a":"}{"}\n{"b":[1,{}]} {"c":1}', '{"a":"}{"}|{"b":[1,{}]}|{"c":1}|'],
    ['DELIMITED', { Delimiter: Buffer.from('##').toString('base64') }, 'x##y####z', 'x|y|z|'],
    ['JSON', {}, '{"a":1}{"broken"', '{"a":1}{"broken"|'],
  ])('%s sub-records', async (SubRecordType, more, body, expected) => {
    const world = await worldWith(
      raw(
        {},
        processor('RecordDeAggregation', { SubRecordType, ...more }),
        processor('AppendDelimiterToRecord', { Delimiter: '|' }),
      ),
    )
    world.appendRaw([Buffer.from(body)])
    expect((await delivered(world))[0][1].toString()).toBe(expected)
  })

  test('sub-records through a function into the index: ids of their own, found again after poison', async () => {
    const world = await worldWith(
      toIndex({
        ProcessingConfiguration: {
          Processors: [processor('RecordDeAggregation', { SubRecordType: 'JSON' }), LAMBDA],
        },
      }),
    )
    world.appendRaw([Buffer.from('{"a":1}{"a":2}'), Buffer.from('{"b":1}')])
    await settle()
    expect(world.rows.map(({ id, message }) => [id, message])).toEqual([
      ['web-logs.0.0.0', '{"a":1}'],
      ['web-logs.0.0.1', '{"a":2}'],
      ['web-logs.0.0.2', '{"b":1}'],
    ])
  })
})

describe('dynamic partitioning', () => {
  const partitioned = (query: string, more: Record<string, unknown> = {}) =>
    raw(
      {
        Prefix: 'customer=!{partitionKeyFromQuery:customer}/',
        ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
        DynamicPartitioningConfiguration: { Enabled: true },
        BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
        ...more,
      },
      processor('MetadataExtraction', { MetadataExtractionQuery: query, JsonParsingEngine: 'JQ-1.6' }),
    )

  test('an object a partition; what has no key goes to the error output', async () => {
    const world = await worldWith(partitioned('{customer: .customer.id}'))
    world.append([
      '{"customer":{"id":"a"},"n":1}',
      '{"customer":{"id":7},"n":2}',
      '{"customer":{"id":"a"},"n":3}',
      '{"customer":{}}',
      '{"customer":{"id":""}}',
      '{"customer":5}',
      'no JSON',
    ])
    const objects = await delivered(world, LAKE, 3)
    expect(texts(objects.slice(0, 2))).toEqual([
      ['customer=7/', '{"customer":{"id":7},"n":2}\n'],
      ['customer=a/', '{"customer":{"id":"a"},"n":1}\n{"customer":{"id":"a"},"n":3}\n'],
    ])
    const [key, body] = objects[2]
    expect(key).toMatch(/^errors\/dynamic-partitioning-failed\/to-lake-1-/)
    const reasons = body
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(reasons.map(({ errorCode }) => errorCode).sort()).toEqual([
      'DynamicPartitioning.MetadataExtractionFailed',
      'DynamicPartitioning.MetadataExtractionFailed',
      'DynamicPartitioning.PartitionKeyMissing',
      'DynamicPartitioning.PartitionKeyMissing',
    ])
    expect(world.delivered).toEqual(['to-lake -: 7 read, 3 rows, 0 unparsed, 4 failed'])
  })

  test('a query that only jq can answer, with the time in the prefix', async () => {
    const world = await worldWith(
      partitioned('{customer: (.who | ascii_downcase), day: (.at | strftime("%d"))} # a note', {
        Prefix: '!{partitionKeyFromQuery:customer}/!{timestamp:yyyy}/!{partitionKeyFromQuery:day}/',
      }),
    )
    world.append(['{"who":"ANN","at":1565382027}', '{"who":"bob","at":1565382027}', '{"who":1}'])
    const objects = await delivered(world, LAKE, 3)
    expect(texts(objects).map(([key]) => key)).toEqual([
      'ann/2026/09/',
      'bob/2026/09/',
      'errors/dynamic-partitioning-failed/',
    ])
  })

  test('keys from a function', async () => {
    const world = await worldWith(
      toLake({
        Prefix: '!{partitionKeyFromLambda:first}/',
        ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
        DynamicPartitioningConfiguration: { Enabled: true },
        ProcessingConfiguration: { Processors: [lambda(USERS)] },
      }),
    )
    world.append(['ann', 'bob', 'abe', 'drop', 'fail'])
    const objects = await delivered(world, LAKE, 3)
    expect(texts(objects.slice(0, 2))).toEqual([
      ['a/', 'ANNABE'],
      ['b/', 'BOB'],
    ])
    expect(objects[2][0]).toMatch(/^errors\/processing-failed\//)
  })

  test('no more than 500 partitions at once', async () => {
    const world = await worldWith(partitioned('{customer: .c}'))
    world.append(Array.from({ length: 510 }, (_, at) => `{"c":${at}}`))
    const objects = await delivered(world, LAKE, 501)
    expect(objects).toHaveLength(501)
    const [, failed] = objects[500]
    expect(failed.toString().match(/ActivePartitionLimitExceeded/g)).toHaveLength(10)
    world.append(['{"c":505}'])
    expect(await delivered(world, LAKE, 502)).toHaveLength(502)
  })

  test('a partition that is full is put before the others; killed anywhere, every record comes once', async () => {
    const big = (name: string, at: number) => `{"c":"${name}","n":${at},"x":"${'y'.repeat(300_000)}"}`
    for (let step = 1; ; step++) {
      const world = await worldWith(partitioned('{customer: .c}'))
      world.crashAt(step)
      for (let at = 0; at < 6; at++) {
        world.append([big('big', at), `{"c":"small","n":${at}}`])
        await world.tick(1000)
      }
      await world.tick(60_000)
      await world.tick(60_000)
      const wasKilled = !world.isAlive()
      await world.restart()
      await world.tick(60_000)
      await world.stop()
      const records = world
        .objects(LAKE)
        .flatMap(([key, lines]) => lines.map((line) => [key.split('/')[0], JSON.parse(line)] as const))
      const numbers = (name: string) =>
        records
          .flatMap(([prefix, { c, n }]) => (c === name && prefix === `customer=${name}` ? [n] : []))
          .sort()
      expect([step, numbers('big'), numbers('small')]).toEqual([step, [0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5]])
      if (!wasKilled) {
        expect(world.objects(LAKE).length).toBeGreaterThan(2)
        return
      }
    }
  })
})

/** What the Kinesis Producer Library makes of records, written by hand. */
function aggregated(...records: string[]): Buffer {
  const field = (number: number, body: Buffer) =>
    Buffer.concat([Buffer.from([number * 8 + 2, body.length]), body])
  const message = Buffer.concat([
    field(1, Buffer.from('key')),
    ...records.map((data) => field(3, Buffer.concat([Buffer.from([8, 0]), field(3, Buffer.from(data))]))),
  ])
  const digest = createHash('md5').update(message).digest()
  return Buffer.concat([Buffer.from('f3899ac2', 'hex'), message, digest])
}

function damaged(record: Buffer): Buffer {
  const copy = Buffer.from(record)
  copy[6] ^= 1
  return copy
}

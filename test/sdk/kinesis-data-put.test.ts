import { describe, expect, test } from 'vitest'
import {
  ACCOUNT,
  type Any,
  arnOf,
  broken,
  idOf,
  kinesisForTests,
  LAST_HASH,
  notNull,
} from './kinesis-control-world.ts'

const { call, refusal, create } = kinesisForTests()

const bytes = (text: string) => Buffer.from(text)
const put = (StreamName: string, text: string, more: Any = {}) =>
  call('PutRecord', { StreamName, Data: bytes(text), PartitionKey: 'k', ...more })
const MIB = 2 ** 20
/** Kinesis's numbers: layout version 2 of 47 hex digits. */
const hexOf = (number: string) => BigInt(number).toString(16)
const ofHex = (digits: string) => BigInt(`0x${digits}`).toString()

describe('PutRecord', () => {
  test('answers the shard and a sequence number of the real structure', async () => {
    const StreamName = await create({ ShardCount: 3 })
    const before = Math.floor(Date.now() / 1000)
    for (const [key, shard] of [
      ['a', 0],
      ['b', 1],
      ['e', 2],
    ]) {
      const { $metadata, ...answer } = await put(StreamName, '', { PartitionKey: key })
      expect(answer).toEqual({ ShardId: idOf(shard as number), SequenceNumber: expect.any(String) })
      const digits = hexOf(answer.SequenceNumber)
      expect(digits).toMatch(new RegExp(`^20[0-9a-f]{8}${shard}[0-9a-f]{16}000[0-9a-f]{8}0000000${shard}2$`))
      expect(Number.parseInt(digits.slice(30, 38), 16)).toBeGreaterThanOrEqual(before)
      expect(answer.SequenceNumber).toHaveLength(56)
    }
  })

  test('numbers grow in a shard, above the number that the shard begins with', async () => {
    const StreamName = await create()
    const { StreamDescription } = await call('DescribeStream', { StreamName })
    const start = StreamDescription.Shards[0].SequenceNumberRange.StartingSequenceNumber
    const numbers = [start]
    for (let i = 0; i < 5; i++) {
      const SequenceNumberForOrdering = i > 0 ? numbers.at(-1) : undefined
      numbers.push((await put(StreamName, `${i}`, { SequenceNumberForOrdering })).SequenceNumber)
    }
    const parallel = await Promise.all(Array.from({ length: 50 }, (_, i) => put(StreamName, `${i}`)))
    const all = [...numbers, ...parallel.map((answer) => answer.SequenceNumber)].map(BigInt)
    expect(new Set(all).size).toBe(56)
    expect(all.slice(0, 6)).toEqual(all.slice(0, 6).toSorted((a, b) => (a < b ? -1 : 1)))
  })

  test('ExplicitHashKey decides, at the very edges of a shard', async () => {
    const StreamName = await create({ ShardCount: 3 })
    const edge = (2n ** 128n / 3n) * 2n
    for (const [hash, shard] of [
      ['0', 0],
      [LAST_HASH, 2],
      [(edge - 1n).toString(), 1],
      [edge.toString(), 2],
    ] as const) {
      expect(await put(StreamName, 'x', { ExplicitHashKey: hash })).toMatchObject({ ShardId: idOf(shard) })
    }
    const hash = (2n ** 128n).toString()
    await refusal(
      'PutRecord',
      { StreamName, Data: bytes(''), PartitionKey: 'a', ExplicitHashKey: hash },
      'InvalidArgumentException',
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${hash}`,
    )
  })

  test('a number to order by that Kinesis never gave is refused', async () => {
    const StreamName = await create()
    const soon = Math.floor(Date.now() / 1000 + 100).toString(16)
    for (const number of [
      ofHex('20000000000000000000000000000000000000000000000'),
      ofHex('20000000000000000000000000000000000000000000004'),
      ofHex('30000000000000000000000000000000000000000000001'),
      ofHex('1ffffffffff7fffffffffffffff000000000007fffffff2'),
      ofHex('20000000000800000000000000000000000000000000002'),
      ofHex(`200000000000000000000000000000${soon}000000002`),
      ofHex('13bb2cc3d80000000000000000000000'),
    ]) {
      await refusal(
        'PutRecord',
        { StreamName, Data: bytes(''), PartitionKey: 'a', SequenceNumberForOrdering: number },
        'InvalidArgumentException',
        `ExclusiveMinimumSequenceNumber ${number} used in PutRecord on stream ${StreamName} under account ${ACCOUNT} is invalid.`,
      )
    }
    for (const digits of [
      '20000000000000000000000000000000000000000000002',
      '20000000000000000000000000000000000000000000001',
      '20000000000000000000000000000000000000800000002',
    ]) {
      expect(await put(StreamName, '', { SequenceNumberForOrdering: ofHex(digits) })).toMatchObject({
        ShardId: idOf(0),
      })
    }
  })

  test('constraints, all at once', async () => {
    await refusal(
      'PutRecord',
      {},
      'ValidationException',
      broken(notNull('partitionKey'), notNull('data'), notNull('streamName')),
    )
    await refusal(
      'PutRecord',
      {
        StreamName: 'a',
        Data: bytes(''),
        PartitionKey: '',
        ExplicitHashKey: '01',
        SequenceNumberForOrdering: 'x',
      },
      'ValidationException',
      broken(
        "Value 'x' at 'sequenceNumberForOrdering' failed to satisfy constraint: Member must satisfy regular expression pattern: 0|([1-9]\\d{0,128})",
        "Value '' at 'partitionKey' failed to satisfy constraint: Member must have length greater than or equal to 1",
        "Value '01' at 'explicitHashKey' failed to satisfy constraint: Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})",
      ),
    )
  })

  test('a stream that is not there, and one addressed by its ARN', async () => {
    await refusal(
      'PutRecord',
      { StreamName: 'nope', Data: bytes(''), PartitionKey: 'a' },
      'ResourceNotFoundException',
      `Stream nope under account ${ACCOUNT} not found.`,
    )
    const StreamName = await create()
    const answer = await call('PutRecord', {
      StreamARN: arnOf(StreamName),
      Data: bytes('x'),
      PartitionKey: 'a',
    })
    expect(answer).toMatchObject({ ShardId: idOf(0) })
  })

  test('records up to the size that the stream takes, with their key', async () => {
    const StreamName = await create()
    const full = Buffer.alloc(MIB - 1, 1)
    await call('PutRecord', { StreamName, Data: full, PartitionKey: 'k' })
    const tooLong = (place: string) =>
      `1 validation error detected: Value at '${place}' failed to satisfy constraint: Member must have length less than or equal to ${MIB}`
    for (const large of [
      { Data: full, PartitionKey: 'kk' },
      { Data: Buffer.alloc(MIB + 1), PartitionKey: 'k' },
    ]) {
      await refusal('PutRecord', { StreamName, ...large }, 'ValidationException', tooLong('data'))
      const Records = [{ Data: bytes('x'), PartitionKey: 'k' }, large]
      const place = 'records.2.member.data'
      await refusal('PutRecords', { StreamName, Records }, 'ValidationException', tooLong(place))
    }
    const Records = Array(501).fill({ Data: bytes('x'), PartitionKey: 'k' })
    await refusal(
      'PutRecords',
      { StreamName, Records },
      'ValidationException',
      "1 validation error detected: Value at 'records' failed to satisfy constraint: Member must have length less than or equal to 500",
    )
    await call('UpdateMaxRecordSize', { StreamARN: arnOf(StreamName), MaxRecordSizeInKiB: 10_240 })
    const large = Buffer.alloc(10 * MIB - 1, 7)
    await call('PutRecord', { StreamName, Data: large, PartitionKey: 'k' })
    const { ShardIterator } = await call('GetShardIterator', {
      StreamName,
      ShardId: idOf(0),
      ShardIteratorType: 'TRIM_HORIZON',
    })
    const first = await call('GetRecords', { ShardIterator })
    expect(first.Records.map((record: Any) => record.Data.length)).toEqual([MIB - 1])
    const second = await call('GetRecords', { ShardIterator: first.NextShardIterator })
    expect(Buffer.compare(second.Records[0].Data, large)).toBe(0)
  })

  test('what is put while the stream is marked as encrypted says so, then and when read', async () => {
    const StreamName = await create()
    await put(StreamName, 'plain')
    await call('StartStreamEncryption', { StreamName, EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' })
    expect(await put(StreamName, 'marked')).toMatchObject({ EncryptionType: 'KMS' })
    const both = await call('PutRecords', { StreamName, Records: [{ Data: bytes('2'), PartitionKey: 'k' }] })
    expect(both.EncryptionType).toBe('KMS')
    await call('StopStreamEncryption', { StreamName, EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' })
    expect(await put(StreamName, 'plain again')).not.toHaveProperty('EncryptionType')
    const { ShardIterator } = await call('GetShardIterator', {
      StreamName,
      ShardId: idOf(0),
      ShardIteratorType: 'TRIM_HORIZON',
    })
    const { Records } = await call('GetRecords', { ShardIterator })
    expect(Records.map((record: Any) => record.EncryptionType)).toEqual([undefined, 'KMS', 'KMS', undefined])
  })
})

describe('PutRecords', () => {
  test('answers for each record in the order of the request', async () => {
    const StreamName = await create({ ShardCount: 3 })
    const edge = (2n ** 128n / 3n) * 2n
    const Records = [
      ...['a', 'b', 'e', 'f'].map((PartitionKey) => ({ PartitionKey, Data: bytes(PartitionKey) })),
      { PartitionKey: 'a', Data: bytes('1'), ExplicitHashKey: LAST_HASH },
      { PartitionKey: 'a', Data: bytes('2'), ExplicitHashKey: (edge - 1n).toString() },
      { PartitionKey: 'a', Data: bytes('3'), ExplicitHashKey: edge.toString() },
    ]
    const { $metadata, ...answer } = await call('PutRecords', { StreamName, Records })
    expect(answer).toEqual({
      FailedRecordCount: 0,
      Records: [0, 1, 2, 1, 2, 1, 2].map((shard) => ({
        ShardId: idOf(shard),
        SequenceNumber: expect.stringMatching(/^49\d{54}$/),
      })),
    })
    for (const shard of [0, 1, 2]) {
      const { ShardIterator } = await call('GetShardIterator', {
        StreamName,
        ShardId: idOf(shard),
        ShardIteratorType: 'TRIM_HORIZON',
      })
      const read = await call('GetRecords', { ShardIterator })
      const own = answer.Records.flatMap((each: Any, at: number) =>
        each.ShardId === idOf(shard)
          ? [
              {
                SequenceNumber: each.SequenceNumber,
                PartitionKey: Records[at].PartitionKey,
                text: `${Records[at].Data}`,
              },
            ]
          : [],
      )
      expect(
        read.Records.map(({ SequenceNumber, PartitionKey, Data }: Any) => ({
          SequenceNumber,
          PartitionKey,
          text: Buffer.from(Data).toString(),
        })),
      ).toEqual(own)
    }
  })

  test('one bad record refuses the request, and nothing of it is kept', async () => {
    const StreamName = await create()
    const good = { Data: bytes('good'), PartitionKey: 'k' }
    const hash = (2n ** 128n).toString()
    await refusal(
      'PutRecords',
      { StreamName, Records: [good, { ...good, ExplicitHashKey: hash }] },
      'InvalidArgumentException',
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${hash}`,
    )
    await refusal(
      'PutRecords',
      { StreamName, Records: [good, { ...good, Data: Buffer.alloc(MIB + 1) }] },
      'ValidationException',
      /at 'records\.2\.member\.data' failed to satisfy constraint: Member must have length less than or equal to 1048576$/,
    )
    const { ShardIterator } = await call('GetShardIterator', {
      StreamName,
      ShardId: idOf(0),
      ShardIteratorType: 'TRIM_HORIZON',
    })
    expect((await call('GetRecords', { ShardIterator })).Records).toEqual([])
  })

  test('1 to 500 records, and 10 MiB of them with their keys', async () => {
    const StreamName = await create({ ShardCount: 2 })
    const record = { Data: bytes(''), PartitionKey: 'k' }
    await refusal(
      'PutRecords',
      { StreamName, Records: [] },
      'ValidationException',
      /at 'records'.*greater than or equal to 1$/,
    )
    await refusal(
      'PutRecords',
      { StreamName, Records: Array(501).fill(record) },
      'ValidationException',
      /at 'records' failed to satisfy constraint: Member must have length less than or equal to 500$/,
    )
    expect((await call('PutRecords', { StreamName, Records: Array(500).fill(record) })).Records).toHaveLength(
      500,
    )
    const tenth = { Data: Buffer.alloc(MIB - 1), PartitionKey: 'k' }
    const full = await call('PutRecords', { StreamName, Records: Array(10).fill(tenth) })
    expect(full).toMatchObject({ FailedRecordCount: 0, Records: { length: 10 } })
    await refusal(
      'PutRecords',
      { StreamName, Records: [...Array(10).fill(tenth), { Data: bytes(''), PartitionKey: 'x' }] },
      'InvalidArgumentException',
      'Records size exceeds 10 MB limit',
    )
  })

  test('a stream that is not there', async () => {
    await refusal(
      'PutRecords',
      { StreamName: 'nope', Records: [{ Data: bytes(''), PartitionKey: 'a' }] },
      'ResourceNotFoundException',
      `Stream nope under account ${ACCOUNT} not found.`,
    )
  })
})

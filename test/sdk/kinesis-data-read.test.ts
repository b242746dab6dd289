import { describe, expect, test } from 'vitest'
import { ACCOUNT, type Any, arnOf, broken, idOf, kinesisForTests, notNull } from './kinesis-control-world.ts'

const { call, refusal, create, pass, now, restart, shardsOf } = kinesisForTests()

const MIB = 2 ** 20
const ofHex = (digits: string) => BigInt(`0x${digits}`).toString()
const put = async (StreamName: string, ...texts: string[]): Promise<string[]> => {
  const Records = texts.map((text) => ({ Data: Buffer.from(text), PartitionKey: text }))
  return (await call('PutRecords', { StreamName, Records })).Records.map((each: Any) => each.SequenceNumber)
}
const iterator = async (StreamName: string, type: string, more: Any = {}): Promise<string> => {
  const input = { StreamName, ShardId: idOf(0), ShardIteratorType: type, ...more }
  return (await call('GetShardIterator', input)).ShardIterator
}
const read = (ShardIterator: string, more: Any = {}) => call('GetRecords', { ShardIterator, ...more })
const textsOf = (answer: Any): string[] =>
  answer.Records.map((record: Any) => Buffer.from(record.Data).toString())
const textsFrom = async (StreamName: string, type: string, more: Any = {}) =>
  textsOf(await read(await iterator(StreamName, type, more)))

describe('GetShardIterator', () => {
  test('five ways to begin', async () => {
    const StreamName = await create()
    const [, two] = await put(StreamName, '1', '2')
    pass(2000)
    const between = new Date(now() - 1000)
    await put(StreamName, '3')
    expect(await textsFrom(StreamName, 'TRIM_HORIZON')).toEqual(['1', '2', '3'])
    expect(await textsFrom(StreamName, 'LATEST')).toEqual([])
    const at = { StartingSequenceNumber: two }
    expect(await textsFrom(StreamName, 'AT_SEQUENCE_NUMBER', at)).toEqual(['2', '3'])
    expect(await textsFrom(StreamName, 'AFTER_SEQUENCE_NUMBER', at)).toEqual(['3'])
    expect(await textsFrom(StreamName, 'AT_TIMESTAMP', { Timestamp: between })).toEqual(['3'])
    expect(await textsFrom(StreamName, 'AT_TIMESTAMP', { Timestamp: new Date(0) })).toEqual(['1', '2', '3'])
    expect(await textsFrom(StreamName, 'AT_TIMESTAMP', { Timestamp: new Date(now() - 1) })).toEqual([])
  })

  test('the numbers that a shard begins and ends with', async () => {
    const StreamName = await create()
    await put(StreamName, '1', '2')
    const [open] = await shardsOf(StreamName)
    const start = { StartingSequenceNumber: open.SequenceNumberRange.StartingSequenceNumber }
    expect(await textsFrom(StreamName, 'AT_SEQUENCE_NUMBER', start)).toEqual(['1', '2'])
    expect(await textsFrom(StreamName, 'AFTER_SEQUENCE_NUMBER', start)).toEqual(['1', '2'])
    await call('UpdateShardCount', { StreamName, TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' })
    const [closed] = await shardsOf(StreamName)
    const end = { StartingSequenceNumber: closed.SequenceNumberRange.EndingSequenceNumber }
    for (const type of ['AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER']) {
      expect(await read(await iterator(StreamName, type, end))).toMatchObject({
        Records: [],
        ChildShards: [{}, {}],
      })
    }
    expect(await textsFrom(StreamName, 'AT_SEQUENCE_NUMBER', start)).toEqual(['1', '2'])
  })

  test("looks like Kinesis's own, and takes a shard by its number", async () => {
    for (const length of [29, 30, 128]) {
      const StreamName = `${'n'.repeat(length - 3)}-${length}`.slice(-length)
      await call('CreateStream', { StreamName, ShardCount: 1 })
      for (const ShardId of ['shardId-000000000000', 'shard-0', '0', 'anything-0']) {
        const bytes = Buffer.from(await iterator(StreamName, 'LATEST', { ShardId }), 'base64')
        expect(bytes).toHaveLength(152 + Math.floor((length + 2) / 16) * 16)
        expect(bytes.subarray(0, 8).toString('hex')).toBe('0000000000000001')
      }
    }
  })

  test('what is not there', async () => {
    const StreamName = await create()
    const input = { StreamName, ShardIteratorType: 'LATEST' }
    const type = 'ResourceNotFoundException'
    for (const [ShardId, named] of [
      ['2147483647', 'shardId-002147483647'],
      ['a-00002147483647', 'shardId-002147483647'],
      ['shardId-5', 'shardId-000000000005'],
    ]) {
      for (const stream of [StreamName, 'nope']) {
        const sentence = `Shard ${named} in stream ${stream} under account ${ACCOUNT} does not exist`
        await refusal('GetShardIterator', { ...input, StreamName: stream, ShardId }, type, sentence)
      }
    }
    for (const ShardId of ['2147483648', 'shardId-002147483648', 'ABKLFD8', '2.14E4']) {
      const sentence = `Could not find shard ${ShardId} in stream ${StreamName} under account ${ACCOUNT}.`
      await refusal('GetShardIterator', { ...input, ShardId }, type, sentence)
    }
  })

  test('what does not go together', async () => {
    const StreamName = await create()
    const base = { StreamName, ShardId: idOf(0) }
    const either =
      'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or ' +
      '(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. '
    for (const type of ['AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER']) {
      const sentence = `${either}Request specified ${type} and no StartingSequenceNumber.`
      await refusal(
        'GetShardIterator',
        { ...base, ShardIteratorType: type },
        'InvalidArgumentException',
        sentence,
      )
    }
    for (const type of ['LATEST', 'TRIM_HORIZON']) {
      await refusal(
        'GetShardIterator',
        { ...base, ShardIteratorType: type, StartingSequenceNumber: '5' },
        'InvalidArgumentException',
        `${either}Request specified ${type} and also a StartingSequenceNumber.`,
      )
    }
    await refusal(
      'GetShardIterator',
      { ...base, ShardIteratorType: 'AT_TIMESTAMP' },
      'InvalidArgumentException',
      'Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.',
    )
    await refusal(
      'GetShardIterator',
      { ...base, ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(now() + 60_000) },
      'InvalidArgumentException',
      /^The timestampInMillis parameter cannot be greater than the currentTimestampInMillis\. timestampInMillis: \d+, currentTimestampInMillis: \d+$/,
    )
  })

  test('numbers of other shards, other streams and none at all', async () => {
    const StreamName = await create({ ShardCount: 3 })
    const base = { StreamName, ShardId: 'shardId-0', ShardIteratorType: 'AT_SEQUENCE_NUMBER' }
    const used = (number: string) =>
      `StartingSequenceNumber ${number} used in GetShardIterator on shard ${idOf(0)} in stream ${StreamName} under account ${ACCOUNT}`
    const refused = (number: string, sentence: string) =>
      refusal(
        'GetShardIterator',
        { ...base, StartingSequenceNumber: number },
        'InvalidArgumentException',
        sentence,
      )
    const encodes = (shard: string) =>
      `Invalid StartingSequenceNumber. It encodes ${shard}, while it was used in a call to a shard with ${idOf(0)}`
    await refused('5', encodes(idOf(5)))
    const [, second] = await shardsOf(StreamName)
    await refused(second.SequenceNumberRange.StartingSequenceNumber, encodes(idOf(1)))
    await refused(ofHex('20000000000000000000000000000000000000800000002'), encodes('shardId--02147483648'))
    for (const digits of [
      '13bb2cc3d80000000000000000000000',
      '20000000000800000000000000000000000000000000002',
      '30000000000000000000000000000000000000000000002',
    ]) {
      await refused(ofHex(digits), `${used(ofHex(digits))} is invalid.`)
    }
    pass(2000)
    const other = await create()
    const [foreign] = await put(other, 'x')
    await refused(foreign, `${used(foreign)} is invalid because it did not come from this stream.`)
    await expect(call('GetShardIterator', { ...base, StartingSequenceNumber: '0' })).rejects.toMatchObject({
      name: 'InternalFailure',
      $metadata: { httpStatusCode: 500 },
    })
  })

  test('constraints', async () => {
    await refusal(
      'GetShardIterator',
      {},
      'ValidationException',
      broken(notNull('shardId'), notNull('shardIteratorType'), notNull('streamName')),
    )
    await refusal(
      'GetShardIterator',
      { StreamName: 'a', ShardId: '', ShardIteratorType: 'X', StartingSequenceNumber: '01' },
      'ValidationException',
      broken(
        "Value '' at 'shardId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
        "Value '' at 'shardId' failed to satisfy constraint: Member must have length greater than or equal to 1",
        "Value 'X' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]",
        "Value '01' at 'startingSequenceNumber' failed to satisfy constraint: Member must satisfy regular expression pattern: 0|([1-9]\\d{0,128})",
      ),
    )
  })
})

describe('GetRecords', () => {
  test('answers records with all that belongs to them, and where to go on', async () => {
    const StreamName = await create()
    const before = now()
    const numbers = await put(StreamName, 'a', 'b')
    const { $metadata, ...answer } = await read(await iterator(StreamName, 'TRIM_HORIZON'))
    expect(answer).toEqual({
      Records: ['a', 'b'].map((text, at) => ({
        SequenceNumber: numbers[at],
        ApproximateArrivalTimestamp: expect.any(Date),
        Data: new Uint8Array(Buffer.from(text)),
        PartitionKey: text,
      })),
      NextShardIterator: expect.any(String),
      MillisBehindLatest: 0,
    })
    const arrived = answer.Records[0].ApproximateArrivalTimestamp.getTime()
    expect(arrived).toBeGreaterThanOrEqual(before)
    expect(arrived).toBeLessThanOrEqual(now())
    const next = await read(answer.NextShardIterator)
    expect(next).toMatchObject({ Records: [], NextShardIterator: expect.any(String), MillisBehindLatest: 0 })
    await put(StreamName, 'c')
    expect(textsOf(await read(answer.NextShardIterator))).toEqual(['c'])
    expect(textsOf(await read(next.NextShardIterator))).toEqual(['c'])
  })

  test('up to Limit, 10,000 records, 10 MiB; and says how far behind it is', async () => {
    const StreamName = await create()
    await put(StreamName, 'a', 'b', 'c')
    pass(5000)
    await put(StreamName, 'd')
    const first = await read(await iterator(StreamName, 'TRIM_HORIZON'), { Limit: 2 })
    expect(textsOf(first)).toEqual(['a', 'b'])
    expect(first.MillisBehindLatest).toBeGreaterThanOrEqual(5000)
    expect(textsOf(await read(first.NextShardIterator))).toEqual(['c', 'd'])
    const many = await create()
    const batch = Array.from({ length: 500 }, (_, at) => `${at}`)
    for (let i = 0; i < 21; i++) await put(many, ...batch)
    const page = await read(await iterator(many, 'TRIM_HORIZON'))
    expect(page.Records).toHaveLength(10_000)
    expect((await read(page.NextShardIterator)).Records).toHaveLength(500)
    const large = await create()
    for (let i = 0; i < 12; i++) {
      await call('PutRecord', { StreamName: large, Data: Buffer.alloc(MIB - 9, i), PartitionKey: `${i}` })
    }
    const full = await read(await iterator(large, 'TRIM_HORIZON'))
    expect(full.Records.map(({ Data }: Any) => Data[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect((await read(full.NextShardIterator)).Records.map(({ Data }: Any) => Data[0])).toEqual([10, 11])
    await refusal(
      'GetRecords',
      { ShardIterator: 'x', Limit: 10_001 },
      'ValidationException',
      /at 'limit'.*10000$/,
    )
  })

  test('an iterator lives 300 seconds, over a restart too', async () => {
    const StreamName = await create()
    await put(StreamName, 'a')
    const ShardIterator = await iterator(StreamName, 'TRIM_HORIZON')
    pass(290_000)
    await restart()
    expect(textsOf(await read(ShardIterator))).toEqual(['a'])
    pass(11_000)
    const date = '\\w{3} \\w{3} \\d{2} \\d{2}:\\d{2}:\\d{2} UTC \\d{4}'
    await refusal(
      'GetRecords',
      { ShardIterator },
      'ExpiredIteratorException',
      new RegExp(
        `^Iterator expired\\. The iterator was created at time ${date} while right now it is ${date} ` +
          'which is further in the future than the tolerated delay of 300000 milliseconds\\.$',
      ),
    )
  })

  test('an iterator in quotes', async () => {
    const StreamName = await create()
    await put(StreamName, '1')
    expect(textsOf(await read(`"${await iterator(StreamName, 'TRIM_HORIZON')}"`))).toEqual(['1'])
    for (const ShardIterator of ['""', '"x"', '"']) {
      await refusal('GetRecords', { ShardIterator }, 'InvalidArgumentException', 'Invalid ShardIterator.')
    }
  })

  test('forged iterators', async () => {
    const StreamName = await create()
    const good = await iterator(StreamName, 'LATEST')
    const forged = Buffer.from(good, 'base64')
    forged[80] ^= 1
    for (const ShardIterator of ['AAAA', 'x', forged.toString('base64'), `${good}AAAA`, good.slice(4)]) {
      await refusal('GetRecords', { ShardIterator }, 'InvalidArgumentException', 'Invalid ShardIterator.')
    }
    const StreamARN = arnOf(await create())
    await refusal(
      'GetRecords',
      { ShardIterator: good, StreamARN },
      'InvalidArgumentException',
      'Invalid ShardIterator.',
    )
    expect(await read(good, { StreamARN: arnOf(StreamName) })).toMatchObject({ Records: [] })
  })

  test('a stream removed, and made anew: an iterator begins at its beginning', async () => {
    const StreamName = await create()
    await put(StreamName, 'old', 'older')
    const ShardIterator = await iterator(StreamName, 'LATEST')
    await call('DeleteStream', { StreamName })
    const sentence = `Shard ${idOf(0)} in stream ${StreamName} under account ${ACCOUNT} does not exist`
    await refusal('GetRecords', { ShardIterator }, 'ResourceNotFoundException', sentence)
    pass(1000)
    await call('CreateStream', { StreamName, ShardCount: 1 })
    expect(textsOf(await read(ShardIterator))).toEqual([])
    await put(StreamName, 'new')
    expect(textsOf(await read(ShardIterator))).toEqual(['new'])
  })
})

describe('after resharding', () => {
  /** Every shard to its end, parents before children, with the SDK alone. */
  async function readThrough(StreamName: string, limit: number): Promise<Record<string, string[]>> {
    const byKey: Record<string, string[]> = {}
    const done = new Set<string>()
    const queue = [idOf(0)]
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      let at: string | undefined = await iterator(StreamName, 'TRIM_HORIZON', { ShardId: id })
      while (at !== undefined) {
        const answer: Any = await read(at, { Limit: limit })
        for (const { PartitionKey, Data } of answer.Records) {
          byKey[PartitionKey] = [...(byKey[PartitionKey] ?? []), Buffer.from(Data).toString()]
        }
        at = answer.NextShardIterator
        if (at === undefined) done.add(id)
        else expect(answer.ChildShards).toBeUndefined()
        for (const child of answer.ChildShards ?? []) {
          const ready = child.ParentShards.every((parent: string) => done.has(parent))
          if (ready && !queue.includes(child.ShardId)) queue.push(child.ShardId)
        }
        if (answer.Records.length === 0 && at !== undefined) at = undefined
      }
    }
    return byKey
  }

  test('reading through splits and merges under load loses nothing and keeps the order of each key', async () => {
    const StreamName = await create()
    const keys = Array.from({ length: 12 }, (_, i) => `key-${i}`)
    let going = true
    let rounds = 0
    const producing = (async () => {
      for (; going; rounds++) {
        const Records = keys.map((PartitionKey) => ({ PartitionKey, Data: Buffer.from(`${rounds}`) }))
        await call('PutRecords', { StreamName, Records })
      }
    })()
    const openShard = async (at: number) =>
      (await shardsOf(StreamName)).filter((shard) => !shard.SequenceNumberRange.EndingSequenceNumber)[at]
    const split = async (at: number) => {
      const { ShardId, HashKeyRange } = await openShard(at)
      const [start, end] = [BigInt(HashKeyRange.StartingHashKey), BigInt(HashKeyRange.EndingHashKey)]
      const NewStartingHashKey = ((start + end) / 2n).toString()
      await call('SplitShard', { StreamName, ShardToSplit: ShardId, NewStartingHashKey })
    }
    await split(0)
    await split(1)
    const [a, b] = [await openShard(1), await openShard(2)]
    await call('MergeShards', { StreamName, ShardToMerge: a.ShardId, AdjacentShardToMerge: b.ShardId })
    going = false
    await producing
    const all = Array.from({ length: rounds }, (_, round) => `${round}`)
    const read = await readThrough(StreamName, 7)
    expect(Object.keys(read).sort()).toEqual(keys.toSorted())
    for (const key of keys) expect([key, read[key]]).toEqual([key, all])
  })

  test('the end of a closed shard names its children, and the children their parents', async () => {
    const StreamName = await create({ ShardCount: 2 })
    const end = await read(await iterator(StreamName, 'TRIM_HORIZON'))
    expect(end.NextShardIterator).toBeDefined()
    await call('MergeShards', { StreamName, ShardToMerge: idOf(0), AdjacentShardToMerge: idOf(1) })
    for (const ShardId of [idOf(0), idOf(1)]) {
      const { $metadata, ...answer } = await read(await iterator(StreamName, 'LATEST', { ShardId }))
      expect(answer).toEqual({
        Records: [],
        MillisBehindLatest: 0,
        ChildShards: [
          {
            ShardId: idOf(2),
            ParentShards: [idOf(0), idOf(1)],
            HashKeyRange: { StartingHashKey: '0', EndingHashKey: (2n ** 128n - 1n).toString() },
          },
        ],
      })
    }
    expect(await read(end.NextShardIterator)).not.toHaveProperty('NextShardIterator')
  })
})

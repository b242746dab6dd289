import { expect, test } from 'vitest'
import {
  ACCOUNT,
  type Any,
  arnOf,
  broken,
  DAY,
  HOUR,
  idOf,
  kinesisForTests,
  LAST_HASH,
  notNull,
} from './kinesis-control-world.ts'

const kinesis = kinesisForTests()
const { call, refusal, create, summaryOf, shardsOf } = kinesis

test('DescribeStream and ListShards page to the end', async () => {
  const StreamName = await create({ ShardCount: 5 })
  const { StreamDescription: first } = await call('DescribeStream', { StreamName, Limit: 3 })
  expect([first.Shards.length, first.HasMoreShards]).toEqual([3, true])
  const { StreamDescription: rest } = await call('DescribeStream', {
    StreamName,
    ExclusiveStartShardId: first.Shards[2].ShardId,
  })
  expect([rest.Shards.map((shard: Any) => shard.ShardId), rest.HasMoreShards]).toEqual([
    [idOf(3), idOf(4)],
    false,
  ])
  const pages: string[][] = []
  let page = await call('ListShards', { StreamARN: arnOf(StreamName), MaxResults: 2 })
  for (;;) {
    pages.push(page.Shards.map((shard: Any) => shard.ShardId))
    if (!page.NextToken) break
    page = await call('ListShards', { NextToken: page.NextToken, MaxResults: 2 })
  }
  expect(pages).toEqual([[idOf(0), idOf(1)], [idOf(2), idOf(3)], [idOf(4)]])
})

test('ListShards: what may not stand beside a token, expired and foreign tokens', async () => {
  const StreamName = await create({ ShardCount: 2 })
  const { NextToken } = await call('ListShards', { StreamName, MaxResults: 1 })
  const alone = (member: string) => `NextToken and ${member} cannot be provided together.`
  // Kinesis refuses this too; boto3's own paging sends it.
  expect((await call('ListShards', { NextToken, StreamName })).Shards).toHaveLength(1)
  for (const both of [
    { NextToken, StreamName: 'other' },
    { NextToken: 'rubbish', StreamName },
  ]) {
    await refusal('ListShards', both, 'InvalidArgumentException', alone('StreamName'))
  }
  await refusal(
    'ListShards',
    { NextToken, ExclusiveStartShardId: idOf(0) },
    'InvalidArgumentException',
    alone('ExclusiveStartShardId'),
  )
  await refusal(
    'ListShards',
    { NextToken, StreamCreationTimestamp: new Date() },
    'InvalidArgumentException',
    alone('StreamCreationTimestamp'),
  )
  await refusal(
    'ListShards',
    {},
    'InvalidArgumentException',
    'Either NextToken or StreamName should be provided.',
  )
  for (const token of ['rubbish', '{}', Buffer.from('null').toString('base64url')]) {
    await refusal('ListShards', { NextToken: token }, 'InvalidArgumentException', /NextToken is not one/)
  }
  const forged = { operation: 'ListShards', at: kinesis.now(), after: '', stream: 'firehose/x' }
  for (const change of [{}, { stream: {} }, { at: 'x' }, { filter: { type: 7 } }]) {
    const token = Buffer.from(JSON.stringify({ ...forged, ...change })).toString('base64url')
    await refusal('ListShards', { NextToken: token }, 'InvalidArgumentException', /NextToken is not one/)
  }
  await refusal('ListStreams', { NextToken }, 'InvalidArgumentException', /NextToken is not one/)
  kinesis.pass(300_000)
  await refusal('ListShards', { NextToken }, 'ExpiredNextTokenException', /^NextToken expired\./)
  const { StreamCreationTimestamp } = await summaryOf(StreamName)
  expect(await shardsOf(StreamName, { StreamCreationTimestamp })).toHaveLength(2)
  await refusal(
    'ListShards',
    { StreamName, StreamCreationTimestamp: new Date(1e12) },
    'ResourceNotFoundException',
    /not found/,
  )
})

test('every shard filter, after a split', async () => {
  const StreamName = await create({ ShardCount: 2 })
  const created = new Date(kinesis.now())
  kinesis.pass(HOUR)
  await call('SplitShard', { StreamName, ShardToSplit: idOf(0), NewStartingHashKey: '1000' })
  kinesis.pass(HOUR)
  const filtered = async (ShardFilter: Any) =>
    (await shardsOf(StreamName, { ShardFilter })).map(({ ShardId }) => Number(ShardId.slice(8)))
  expect(await filtered({ Type: 'FROM_TRIM_HORIZON' })).toEqual([0, 1, 2, 3])
  expect(await filtered({ Type: 'AT_TRIM_HORIZON' })).toEqual([0, 1])
  expect(await filtered({ Type: 'AT_LATEST' })).toEqual([1, 2, 3])
  expect(await filtered({ Type: 'AFTER_SHARD_ID', ShardId: idOf(1) })).toEqual([2, 3])
  expect(await filtered({ Type: 'AT_TIMESTAMP', Timestamp: new Date(+created + 60_000) })).toEqual([0, 1])
  expect(await filtered({ Type: 'AT_TIMESTAMP', Timestamp: new Date(+created + 1.5 * HOUR) })).toEqual([
    1, 2, 3,
  ])
  expect(await filtered({ Type: 'AT_TIMESTAMP', Timestamp: new Date(0) })).toEqual([0, 1])
  expect(await filtered({ Type: 'FROM_TIMESTAMP', Timestamp: new Date(+created + 1.5 * HOUR) })).toEqual([
    1, 2, 3,
  ])
  expect(await filtered({ Type: 'FROM_TIMESTAMP', Timestamp: created })).toEqual([0, 1, 2, 3])
  const page = await call('ListShards', { StreamName, MaxResults: 2, ShardFilter: { Type: 'AT_LATEST' } })
  const next = await call('ListShards', { NextToken: page.NextToken })
  expect([...page.Shards, ...next.Shards].map(({ ShardId }) => ShardId)).toEqual([1, 2, 3].map(idOf))
  const filter = (ShardFilter: Any) => ({ StreamName, ShardFilter })
  await refusal('ListShards', filter({ Type: 'AFTER_SHARD_ID' }), 'InvalidArgumentException', /needs ShardId/)
  await refusal('ListShards', filter({ Type: 'AT_TIMESTAMP' }), 'InvalidArgumentException', /needs Timestamp/)
  await refusal(
    'ListShards',
    filter({ Type: 'AT_LATEST', ShardId: idOf(0) }),
    'InvalidArgumentException',
    /no ShardId/,
  )
  await refusal('ListShards', filter({}), 'ValidationException', broken(notNull('shardFilter.type')))
})

test('SplitShard: parents, ranges, sequence numbers', async () => {
  const StreamName = await create()
  await call('SplitShard', { StreamName, ShardToSplit: 'shard-0', NewStartingHashKey: '2' })
  const [parent, lower, upper] = await shardsOf(StreamName)
  expect(parent).toMatchObject({ ShardId: idOf(0), HashKeyRange: { EndingHashKey: LAST_HASH } })
  expect(lower).toMatchObject({
    ...{ ShardId: idOf(1), ParentShardId: idOf(0) },
    HashKeyRange: { StartingHashKey: '0', EndingHashKey: '1' },
  })
  expect(upper).toMatchObject({
    ...{ ShardId: idOf(2), ParentShardId: idOf(0) },
    HashKeyRange: { StartingHashKey: '2', EndingHashKey: LAST_HASH },
  })
  const { StartingSequenceNumber: start, EndingSequenceNumber: end } = parent.SequenceNumberRange
  const hex = BigInt(end).toString(16)
  expect(hex.slice(11, 27)).toBe('7fffffffffffffff')
  expect(BigInt(end) > BigInt(start)).toBe(true)
  expect(BigInt(lower.SequenceNumberRange.StartingSequenceNumber) > BigInt(end)).toBe(true)
  expect(upper.SequenceNumberRange).not.toHaveProperty('EndingSequenceNumber')
  expect(await summaryOf(StreamName)).toMatchObject({ OpenShardCount: 2, StreamStatus: 'ACTIVE' })
})

test('SplitShard and MergeShards refuse as Kinesis does', async () => {
  const StreamName = await create({ ShardCount: 3 })
  const split = (ShardToSplit: string, NewStartingHashKey = '0', stream = StreamName) => ({
    ...{ StreamName: stream, ShardToSplit, NewStartingHashKey },
  })
  await refusal(
    'SplitShard',
    {},
    'ValidationException',
    broken(notNull('newStartingHashKey'), notNull('streamName'), notNull('shardToSplit')),
  )
  await refusal(
    'SplitShard',
    split('a', '01'),
    'ValidationException',
    broken(
      "Value '01' at 'newStartingHashKey' failed to satisfy constraint: Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})",
    ),
  )
  const noStream = `Stream nope under account ${ACCOUNT} not found.`
  await refusal('SplitShard', split('2147483647', '0', 'nope'), 'ResourceNotFoundException', noStream)
  for (const shard of ['2147483648', 'shardId-002147483648', 'ABKLFD8', '2.14E4']) {
    const lost = `Could not find shard ${shard} in stream nope under account ${ACCOUNT}.`
    await refusal('SplitShard', split(shard, '0', 'nope'), 'ResourceNotFoundException', lost)
    await refusal(
      'MergeShards',
      { StreamName: 'nope', ShardToMerge: 'x-0', AdjacentShardToMerge: shard },
      'ResourceNotFoundException',
      lost,
    )
  }
  const lost = `Could not find shard ${idOf(5)} in stream ${StreamName} under account ${ACCOUNT}.`
  await refusal('SplitShard', split('shardId-5'), 'ResourceNotFoundException', lost)
  for (const key of ['1', '113427455640312821154458202477256070484', '9'.repeat(39)]) {
    await refusal(
      'SplitShard',
      split('shard-0', key),
      'InvalidArgumentException',
      `NewStartingHashKey ${key} used in SplitShard() on shard ${idOf(0)} in stream ${StreamName} under account ` +
        `${ACCOUNT} is not both greater than one plus the shard's StartingHashKey 0 and less than the shard's ` +
        'EndingHashKey 113427455640312821154458202477256070484.',
    )
  }
  for (const [a, b] of [
    [0, 2],
    [1, 0],
  ]) {
    await refusal(
      'MergeShards',
      { StreamName, ShardToMerge: `x-${a}`, AdjacentShardToMerge: `y-${b}` },
      'InvalidArgumentException',
      `Shards ${idOf(a)} and ${idOf(b)} in stream ${StreamName} under account ${ACCOUNT} are not an adjacent pair ` +
        'of shards eligible for merging',
    )
  }
  await call('SplitShard', split('0', '7'))
  await refusal('SplitShard', split('0', '7'), 'ResourceInUseException', /already closed/)
})

test('MergeShards: one child with both parents', async () => {
  const StreamName = await create({ ShardCount: 3 })
  await call('MergeShards', { StreamName, ShardToMerge: idOf(0), AdjacentShardToMerge: idOf(1) })
  const shards = await shardsOf(StreamName)
  expect(shards[3]).toMatchObject({
    ...{ ShardId: idOf(3), ParentShardId: idOf(0), AdjacentParentShardId: idOf(1) },
    HashKeyRange: { StartingHashKey: '0', EndingHashKey: '226854911280625642308916404954512140969' },
  })
  const closed = shards.map(({ SequenceNumberRange }) => 'EndingSequenceNumber' in SequenceNumberRange)
  expect(closed).toEqual([true, true, false, false])
  const again = { StreamName, ShardToMerge: idOf(0), AdjacentShardToMerge: idOf(1) }
  await refusal('MergeShards', again, 'ResourceInUseException', /already closed/)
})

test('UpdateShardCount: equal ranges, limits, ten a day', async () => {
  const StreamName = await create({ ShardCount: 2 })
  const scale = (TargetShardCount: number) =>
    call('UpdateShardCount', { StreamName, TargetShardCount, ScalingType: 'UNIFORM_SCALING' })
  const refused = (TargetShardCount: number, type: string, message: string | RegExp) =>
    refusal(
      'UpdateShardCount',
      { StreamName, TargetShardCount, ScalingType: 'UNIFORM_SCALING' },
      type,
      message,
    )
  expect(await scale(4)).toMatchObject({
    ...{ StreamName, StreamARN: arnOf(StreamName), CurrentShardCount: 2, TargetShardCount: 4 },
  })
  expect(await shardsOf(StreamName)).toHaveLength(6)
  await scale(2)
  expect(await shardsOf(StreamName)).toHaveLength(8)
  await scale(3)
  const open = await shardsOf(StreamName, { ShardFilter: { Type: 'AT_LATEST' } })
  const ranges = open
    .map(({ HashKeyRange }) => HashKeyRange.StartingHashKey)
    .sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
  expect(ranges).toEqual([
    '0',
    '113427455640312821154458202477256070485',
    '226854911280625642308916404954512140970',
  ])
  const counts = (target: number) => `Current open shard count: 3 Target shard count: ${target}`
  await refused(
    7,
    'LimitExceededException',
    `UpdateShardCount cannot scale up over double your current open shard count. ${counts(7)}`,
  )
  await refused(
    1,
    'LimitExceededException',
    `UpdateShardCount cannot scale down below half your current open shard count. ${counts(1)}`,
  )
  await refused(
    501,
    'LimitExceededException',
    'Target shard count or number of open shards cannot be greater than 500. Current open shard count: 3, Target shard count: 501',
  )
  await refusal(
    'UpdateShardCount',
    { StreamName, TargetShardCount: 0, ScalingType: 'WILD' },
    'ValidationException',
    broken(
      "Value 'WILD' at 'scalingType' failed to satisfy constraint: Member must satisfy enum value set: [UNIFORM_SCALING]",
      "Value '0' at 'targetShardCount' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ),
  )
  for (let done = 3; done < 10; done++) await scale(done % 2 ? 2 : 3)
  await refused(3, 'LimitExceededException', /10 times in a rolling 24 hour/)
  await scale(2) // what it has already
  kinesis.pass(DAY)
  await scale(3)
})

test('another change of a stream waits outside while one is under way', async () => {
  const StreamName = await create({ ShardCount: 8 })
  const scaling = call('UpdateShardCount', {
    StreamName,
    TargetShardCount: 11,
    ScalingType: 'UNIFORM_SCALING',
  })
  const twice = await Promise.allSettled([
    scaling,
    call('UpdateShardCount', { StreamName, TargetShardCount: 9, ScalingType: 'UNIFORM_SCALING' }),
    ...[1, 2, 3].map((at) =>
      call('SplitShard', { StreamName, ShardToSplit: idOf(at), NewStartingHashKey: '7' }),
    ),
  ])
  expect(twice[0].status).toBe('fulfilled')
  for (const each of twice.slice(1)) {
    expect((each as PromiseRejectedResult).reason.name).toMatch(/ResourceInUse|InvalidArgument/)
  }
  expect(await summaryOf(StreamName)).toMatchObject({ OpenShardCount: 11, StreamStatus: 'ACTIVE' })
})

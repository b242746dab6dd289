import * as sdk from '@aws-sdk/client-kinesis'
import { waitUntilStreamExists, waitUntilStreamNotExists } from '@aws-sdk/client-kinesis'
import { expect, test } from 'vitest'
import {
  ACCOUNT,
  type Action,
  type Any,
  arnOf,
  broken,
  idOf,
  kinesisForTests,
  LAST_HASH,
  notNull,
  REGION,
} from './kinesis-control-world.ts'

const kinesis = kinesisForTests()
const { call, refusal, create, summaryOf, shardsOf } = kinesis

test('a new stream is described, with equal shards and Kinesis defaults', async () => {
  const before = Math.floor(kinesis.now() / 1000) * 1000
  const StreamName = await create({ ShardCount: 3 })
  const { StreamDescription: described } = await call('DescribeStream', { StreamName })
  expect(described).toMatchObject({
    StreamName,
    StreamARN: arnOf(StreamName),
    StreamStatus: 'ACTIVE',
    StreamModeDetails: { StreamMode: 'PROVISIONED' },
    RetentionPeriodHours: 24,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: 'NONE',
    HasMoreShards: false,
  })
  expect(described).not.toHaveProperty('KeyId')
  expect(+described.StreamCreationTimestamp).toBeGreaterThanOrEqual(before)
  expect(+described.StreamCreationTimestamp % 1000).toBe(0)
  expect(described.Shards.map((shard: Any) => [shard.ShardId, shard.HashKeyRange])).toEqual([
    [idOf(0), { StartingHashKey: '0', EndingHashKey: '113427455640312821154458202477256070484' }],
    [
      idOf(1),
      {
        StartingHashKey: '113427455640312821154458202477256070485',
        EndingHashKey: '226854911280625642308916404954512140969',
      },
    ],
    [idOf(2), { StartingHashKey: '226854911280625642308916404954512140970', EndingHashKey: LAST_HASH }],
  ])
  const starts = described.Shards.map((shard: Any) => shard.SequenceNumberRange.StartingSequenceNumber)
  for (const start of starts) expect(start).toMatch(/^49\d{54}$/)
  expect(BigInt(starts[1]) - BigInt(starts[0])).toBe(22300745198530623141535718272648361505980432n)
  expect(described.Shards[0].SequenceNumberRange).not.toHaveProperty('EndingSequenceNumber')
  expect(await summaryOf(StreamName)).toMatchObject({
    StreamName,
    OpenShardCount: 3,
    ConsumerCount: 0,
    MaxRecordSizeInKiB: 1024,
  })
})

test("the SDK's waiters see it come and go", async () => {
  const StreamName = await create()
  const wait = { client: kinesis.client, maxWaitTime: 5, minDelay: 1, maxDelay: 1 }
  await waitUntilStreamExists(wait, { StreamName })
  await call('DeleteStream', { StreamName })
  await waitUntilStreamNotExists(wait, { StreamName })
})

test('streams are addressed by name, ARN, or both when they agree', async () => {
  const StreamName = await create()
  await call('DescribeStreamSummary', { StreamARN: arnOf(StreamName) })
  await call('DescribeStreamSummary', { StreamName, StreamARN: arnOf(StreamName) })
  await refusal('DescribeStreamSummary', {}, 'ValidationException', broken(notNull('streamName')))
  await refusal(
    'DescribeStreamSummary',
    { StreamName: 'other', StreamARN: arnOf(StreamName) },
    'InvalidArgumentException',
    /name different streams/,
  )
  await refusal(
    'DescribeStream',
    { StreamName: 'nope' },
    'ResourceNotFoundException',
    `Stream nope under account ${ACCOUNT} not found.`,
  )
  await refusal('DeleteStream', { StreamName, StreamId: 'x' }, 'InvalidArgumentException', /StreamId/)
})

test('CreateStream: sentences, limits, all its members', async () => {
  await refusal(
    'CreateStream',
    { ShardCount: 0, StreamName: '' },
    'ValidationException',
    broken(
      "Value '0' at 'shardCount' failed to satisfy constraint: Member must have value greater than or equal to 1",
      "Value '' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
      "Value '' at 'streamName' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ),
  )
  await refusal(
    'CreateStream',
    { StreamName: 'a', ShardCount: 1, MaxRecordSizeInKiB: 10_241, StreamModeDetails: { StreamMode: 'BOTH' } },
    'ValidationException',
    broken(
      "Value 'BOTH' at 'streamModeDetails.streamMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, ON_DEMAND]",
      "Value '10241' at 'maxRecordSizeInKiB' failed to satisfy constraint: Member must have value less than or equal to 10240",
    ),
  )
  const StreamName = await create({ ShardCount: 1, Tags: { team: 'web' }, MaxRecordSizeInKiB: 2048 })
  expect(await summaryOf(StreamName)).toMatchObject({ MaxRecordSizeInKiB: 2048 })
  expect(await call('ListTagsForStream', { StreamName })).toMatchObject({
    Tags: [{ Key: 'team', Value: 'web' }],
    HasMoreTags: false,
  })
  await refusal(
    'CreateStream',
    { StreamName, ShardCount: 1 },
    'ResourceInUseException',
    `Stream ${StreamName} under account ${ACCOUNT} already exists.`,
  )
  const twice = ['twice', 'twice'].map((name) => call('CreateStream', { StreamName: name, ShardCount: 1 }))
  expect((await Promise.allSettled(twice)).map(({ status }) => status).sort()).toEqual([
    'fulfilled',
    'rejected',
  ])
  const { OpenShardCount } = await call('DescribeLimits')
  await refusal(
    'CreateStream',
    { StreamName: 'big', ShardCount: 500 },
    'LimitExceededException',
    `This request would exceed the shard limit for the account ${ACCOUNT} in ${REGION}. Current shard count for ` +
      `the account: ${OpenShardCount}. Limit: 500. Number of additional shards that would have resulted from this ` +
      'request: 500. Refer to the AWS Service Limits page ' +
      '(http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) ' +
      'for current limits and how to request higher limits.',
  )
  const PROVISIONED = { StreamMode: 'PROVISIONED' }
  await refusal(
    'CreateStream',
    { StreamName: 'c', StreamModeDetails: PROVISIONED },
    'ValidationException',
    /ShardCount is required/,
  )
  await refusal(
    'CreateStream',
    { StreamName: 'c', ShardCount: 1, RecordDistributionStrategy: 'AUTO' },
    'ValidationException',
    /in Provisioned mode/,
  )
  await refusal(
    'CreateStream',
    { StreamName: 'c', ShardCount: 1, WarmThroughputMiBps: 1 },
    'ValidationException',
    /Provisioned/,
  )
  await refusal(
    'CreateStream',
    { StreamName: 'c', ShardCount: 1, Tags: { 'a;b': '' } },
    'InvalidArgumentException',
    /invalid characters/,
  )
})

test('on-demand streams begin with four shards, and are not split or merged by hand', async () => {
  const ON_DEMAND = { StreamModeDetails: { StreamMode: 'ON_DEMAND' } }
  const before = await call('DescribeLimits')
  const StreamName = await create(ON_DEMAND)
  expect(await summaryOf(StreamName)).toMatchObject({
    StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    OpenShardCount: 4,
    RecordDistributionStrategy: 'USER_PARTITION_KEY',
  })
  const after = await call('DescribeLimits')
  expect(after).toMatchObject({
    ShardLimit: 500,
    OpenShardCount: before.OpenShardCount,
    OnDemandStreamCount: before.OnDemandStreamCount + 1,
    OnDemandStreamCountLimit: 50,
  })
  // As the real service does where neither mode nor count is given.
  expect(await summaryOf(await create({}))).toMatchObject({ OpenShardCount: 4 })
  const inMode = `Request is invalid. Stream ${StreamName} under account ${ACCOUNT} is in On-Demand mode.`
  const split = { StreamName, ShardToSplit: idOf(0), NewStartingHashKey: '7' }
  await refusal('SplitShard', split, 'ValidationException', inMode)
  const merge = { StreamName, ShardToMerge: idOf(0), AdjacentShardToMerge: idOf(1) }
  await refusal('MergeShards', merge, 'ValidationException', inMode)
  const update = { StreamName, TargetShardCount: 5, ScalingType: 'UNIFORM_SCALING' }
  await refusal('UpdateShardCount', update, 'ValidationException', inMode)
  await refusal(
    'CreateStream',
    { StreamName: 'c', ShardCount: 1, ...ON_DEMAND },
    'ValidationException',
    /ShardCount is not for/,
  )
  const strategy = { StreamARN: arnOf(StreamName), RecordDistributionStrategy: 'USER_PARTITION_KEY' }
  await call('UpdateStreamRecordDistributionStrategy', strategy)
  await refusal(
    'UpdateStreamRecordDistributionStrategy',
    { ...strategy, RecordDistributionStrategy: 'AUTO' },
    'InvalidArgumentException',
    /AUTO is not served/,
  )
})

test('ListStreams pages by name and by token', async () => {
  const names: string[] = []
  let page = await call('ListStreams', { Limit: 2 })
  expect(page.HasMoreStreams).toBe(true)
  expect(page.StreamSummaries[0]).toMatchObject({
    StreamName: page.StreamNames[0],
    StreamARN: arnOf(page.StreamNames[0]),
    StreamStatus: 'ACTIVE',
    StreamModeDetails: { StreamMode: expect.any(String) },
    StreamCreationTimestamp: expect.any(Date),
  })
  for (;;) {
    names.push(...page.StreamNames)
    if (!page.HasMoreStreams) break
    page = await call('ListStreams', { NextToken: page.NextToken, Limit: 2 })
  }
  expect(page).not.toHaveProperty('NextToken')
  expect(names).toEqual([...new Set(names)].sort())
  expect((await call('ListStreams', { ExclusiveStartStreamName: names[1] })).StreamNames).toEqual(
    names.slice(2),
  )
  expect((await call('ListStreams', { ExclusiveStartStreamName: names.at(-1) })).StreamNames).toEqual([])
})

test('retention goes up and down within 24 hours and a year', async () => {
  const StreamName = await create()
  const change = (way: 'Increase' | 'Decrease', RetentionPeriodHours: number) =>
    call(`${way}StreamRetentionPeriod`, { StreamName, RetentionPeriodHours })
  const refused = (way: 'Increase' | 'Decrease', RetentionPeriodHours: number, message: string) =>
    refusal(
      `${way}StreamRetentionPeriod`,
      { StreamName, RetentionPeriodHours },
      'InvalidArgumentException',
      message,
    )
  await change('Increase', 48)
  expect(await summaryOf(StreamName)).toMatchObject({ RetentionPeriodHours: 48 })
  await refused(
    'Increase',
    25,
    `Requested retention period (25 hours) for stream ${StreamName} can not be shorter than existing retention period (48 hours). Use DecreaseRetentionPeriod API.`,
  )
  await refused(
    'Decrease',
    72,
    `Requested retention period (72 hours) for stream ${StreamName} can not be longer than existing retention period (48 hours). Use IncreaseRetentionPeriod API.`,
  )
  await refused(
    'Decrease',
    23,
    'Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too short.',
  )
  await refused(
    'Increase',
    8761,
    'Maximum allowed retention period is 8760 hours. Requested retention period (8761 hours) is too long.',
  )
  await change('Decrease', 24)
  expect(await summaryOf(StreamName)).toMatchObject({ RetentionPeriodHours: 24 })
})

test('what was changed is there after a restart', async () => {
  const StreamName = await create({ ShardCount: 2, Tags: { a: 'b' } })
  const StreamARN = arnOf(StreamName)
  await call('MergeShards', { StreamName, ShardToMerge: idOf(0), AdjacentShardToMerge: idOf(1) })
  await call('RegisterStreamConsumer', { StreamARN, ConsumerName: 'c' })
  await call('StartStreamEncryption', { StreamName, EncryptionType: 'KMS', KeyId: 'k' })
  const before = [await summaryOf(StreamName), await shardsOf(StreamName)]
  await kinesis.restart()
  expect([await summaryOf(StreamName), await shardsOf(StreamName)]).toEqual(before)
  expect((await call('ListTagsForResource', { ResourceARN: StreamARN })).Tags).toEqual([
    { Key: 'a', Value: 'b' },
  ])
})

test('every action of the SDK has an operation', async () => {
  const actions = Object.keys(sdk).filter((name) => name.endsWith('Command') && name !== '$Command')
  const served = await Promise.all(
    actions.map(async (name) => {
      const error = await call(name.slice(0, -7) as Action).catch((failure) => failure)
      return error?.name === 'UnknownOperationException' ? [name] : []
    }),
  )
  expect(served.flat()).toEqual([])
})

test('channels are refused by name', async () => {
  const ChannelARN = `arn:aws:kinesis:${REGION}:${ACCOUNT}:channel/x`
  for (const [action, input] of [
    ['ListChannels', {}],
    ['DescribeChannel', { ChannelARN }],
    ['DeleteChannel', { ChannelARN }],
    ['UpdateChannel', { ChannelARN }],
    ['CreateChannel', { ChannelName: 'c', ServiceExecutionRoleARN: 'r', StreamConfigurationList: [] }],
  ] as const) {
    await refusal(action, input, 'UnsupportedOperationException', new RegExp(`^${action} is not served`))
  }
})

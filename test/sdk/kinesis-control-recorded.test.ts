import { expect, test } from 'vitest'
import { ACCOUNT, type Any, broken, kinesisForTests, notNull } from './kinesis-control-world.ts'

// What Kinesis answers to requests that no SDK lets through, as kinesalite's authors recorded it on the real service.

const kinesis = kinesisForTests()
const { create } = kinesis

async function post(action: string, input: unknown): Promise<{ status: number; text: string; body: Any }> {
  const answer = await fetch(kinesis.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Kinesis_20131202.${action}` },
    body: JSON.stringify(input),
  })
  const text = await answer.text()
  return { status: answer.status, text, body: text && JSON.parse(text) }
}

const NUMBER = 'class com.amazon.coral.value.json.numbers.TruncatingBigNumber'
const LIST = 'Start of list found where not expected'
const STRUCTURE = 'Start of structure or map found where not expected.'
const numbers = [23, -2147483648, 2147483648, 34.56]

/** Values of the wrong type, and the sentence for each. */
const WRONG: Readonly<Record<string, readonly (readonly [unknown, string])[]>> = {
  string: [
    [true, 'class java.lang.Boolean can not be converted to an String'],
    ...numbers.map((value) => [value, `${NUMBER} can not be converted to an String`] as const),
    [[], LIST],
    [{}, STRUCTURE],
  ],
  integer: [
    ['23', 'class java.lang.String can not be converted to an Integer'],
    [true, 'class java.lang.Boolean can not be converted to an Integer'],
    [[], LIST],
    [{}, STRUCTURE],
  ],
  boolean: [
    ['23', "'23' can not be converted to an Boolean"],
    [23, `${NUMBER} can not be converted to an Boolean`],
    [[], LIST],
    [{}, STRUCTURE],
  ],
  list: [
    ...['23', true, ...numbers].map((value) => [value, 'Expected list or null'] as const),
    [{}, STRUCTURE],
  ],
  map: [...['23', true, ...numbers].map((value) => [value, 'Expected map or null'] as const), [[], LIST]],
  structure: [...['23', true, ...numbers].map((value) => [value, 'Expected null'] as const), [[], LIST]],
}

test.each([
  ['AddTagsToStream', { Tags: 'map', StreamName: 'string' }],
  ['CreateStream', { StreamName: 'string', ShardCount: 'integer', StreamModeDetails: 'structure' }],
  ['DeleteStream', { StreamName: 'string', EnforceConsumerDeletion: 'boolean' }],
  ['DescribeStream', { StreamName: 'string', Limit: 'integer', ExclusiveStartShardId: 'string' }],
  ['DescribeStreamSummary', { StreamName: 'string', StreamARN: 'string' }],
  ['EnableEnhancedMonitoring', { ShardLevelMetrics: 'list' }],
  ['IncreaseStreamRetentionPeriod', { StreamName: 'string', RetentionPeriodHours: 'integer' }],
  ['ListShards', { ExclusiveStartShardId: 'string', MaxResults: 'integer', ShardFilter: 'structure' }],
  ['ListStreams', { Limit: 'integer', ExclusiveStartStreamName: 'string' }],
  ['ListTagsForStream', { Limit: 'integer', ExclusiveStartTagKey: 'string' }],
  ['MergeShards', { ShardToMerge: 'string', AdjacentShardToMerge: 'string', StreamName: 'string' }],
  ['RemoveTagsFromStream', { TagKeys: 'list', StreamName: 'string' }],
  ['SplitShard', { NewStartingHashKey: 'string', ShardToSplit: 'string', StreamName: 'string' }],
  ['UpdateShardCount', { ScalingType: 'string', TargetShardCount: 'integer', StreamName: 'string' }],
])('%s: members of the wrong type', async (action, members) => {
  for (const [member, type] of Object.entries(members)) {
    for (const [value, Message] of WRONG[type]) {
      const { status, body } = await post(action, { [member]: value })
      expect([member, value, status, body]).toEqual([
        member,
        value,
        400,
        { __type: 'SerializationException', Message },
      ])
    }
  }
})

test('elements of the wrong type', async () => {
  for (const [value, Message] of WRONG.string) {
    const of = { __type: 'SerializationException', Message }
    expect((await post('AddTagsToStream', { Tags: { a: value } })).body).toEqual(of)
    expect((await post('RemoveTagsFromStream', { TagKeys: [value] })).body).toEqual(of)
  }
})

const long = 'a'.repeat(129)
const pattern = (member: string) =>
  `Value '' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`
const short = (member: string, value = '') =>
  `Value '${value}' at '${member}' failed to satisfy constraint: Member must have length greater than or equal to 1`
const tooLong = (member: string) =>
  `Value '${long}' at '${member}' failed to satisfy constraint: Member must have length less than or equal to 128`
const low = (member: string, value = 0) =>
  `Value '${value}' at '${member}' failed to satisfy constraint: Member must have value greater than or equal to 1`
const high = (member: string, value: number, limit: number) =>
  `Value '${value}' at '${member}' failed to satisfy constraint: Member must have value less than or equal to ${limit}`

test.each([
  ['AddTagsToStream', {}, [notNull('tags'), notNull('streamName')]],
  [
    'AddTagsToStream',
    { StreamName: '', Tags: {} },
    [short('tags', '{}'), pattern('streamName'), short('streamName')],
  ],
  ['AddTagsToStream', { StreamName: long, Tags: { 'a;b': 'b' } }, [tooLong('streamName')]],
  [
    'CreateStream',
    { StreamName: '', ShardCount: 0 },
    [low('shardCount'), pattern('streamName'), short('streamName')],
  ],
  ['CreateStream', { StreamName: long, ShardCount: 3 }, [tooLong('streamName')]],
  [
    'CreateStream',
    { StreamName: long, ShardCount: 100_000_000_000 },
    [high('shardCount', 2_147_483_647, 100_000), tooLong('streamName')],
  ],
  [
    'UpdateShardCount',
    { StreamName: 'a', ScalingType: 'UNIFORM_SCALING', TargetShardCount: 100_001 },
    [high('targetShardCount', 100_001, 100_000)],
  ],
  [
    'IncreaseStreamRetentionPeriod',
    { StreamName: '', RetentionPeriodHours: -1 },
    [low('retentionPeriodHours', -1), pattern('streamName'), short('streamName')],
  ],
  ['DeleteStream', {}, [notNull('streamName')]],
  ['DeleteStream', { StreamName: long }, [tooLong('streamName')]],
  ['DescribeStream', {}, [notNull('streamName')]],
  [
    'DescribeStream',
    { StreamName: '', Limit: 0, ExclusiveStartShardId: '' },
    [
      low('limit'),
      pattern('exclusiveStartShardId'),
      short('exclusiveStartShardId'),
      pattern('streamName'),
      short('streamName'),
    ],
  ],
  [
    'DescribeStream',
    { StreamName: long, Limit: 100_000, ExclusiveStartShardId: long },
    [high('limit', 100_000, 10_000), tooLong('exclusiveStartShardId'), tooLong('streamName')],
  ],
  ['IncreaseStreamRetentionPeriod', {}, [notNull('retentionPeriodHours'), notNull('streamName')]],
  ['DecreaseStreamRetentionPeriod', {}, [notNull('retentionPeriodHours'), notNull('streamName')]],
  ['ListStreams', { Limit: 0 }, [low('limit')]],
  ['ListStreams', { Limit: 10_001 }, [high('limit', 10_001, 10_000)]],
  [
    'ListTagsForStream',
    { StreamName: '', Limit: 0, ExclusiveStartTagKey: '' },
    [low('limit'), short('exclusiveStartTagKey'), pattern('streamName'), short('streamName')],
  ],
  ['MergeShards', {}, [notNull('shardToMerge'), notNull('adjacentShardToMerge'), notNull('streamName')]],
  [
    'MergeShards',
    { StreamName: long, ShardToMerge: long, AdjacentShardToMerge: long },
    [tooLong('shardToMerge'), tooLong('adjacentShardToMerge'), tooLong('streamName')],
  ],
  ['RemoveTagsFromStream', {}, [notNull('tagKeys'), notNull('streamName')]],
  [
    'RemoveTagsFromStream',
    { StreamName: '', TagKeys: [] },
    [short('tagKeys', '[]'), pattern('streamName'), short('streamName')],
  ],
  ['SplitShard', {}, [notNull('newStartingHashKey'), notNull('streamName'), notNull('shardToSplit')]],
  ['UpdateShardCount', {}, [notNull('scalingType'), notNull('streamName'), notNull('targetShardCount')]],
])('%s %j: what is missing or out of bounds, all at once', async (action, input, problems) => {
  const { status, body } = await post(action, input)
  expect([status, body]).toEqual([400, { __type: 'ValidationException', message: broken(...problems) }])
})

test('what answers nothing answers an empty body', async () => {
  const StreamName = await create({ ShardCount: 2 })
  for (const [action, input] of [
    ['AddTagsToStream', { Tags: { a: 'b' } }],
    ['RemoveTagsFromStream', { TagKeys: ['a'] }],
    ['IncreaseStreamRetentionPeriod', { RetentionPeriodHours: 48 }],
    ['SplitShard', { ShardToSplit: 'x-0', NewStartingHashKey: '7' }],
    ['MergeShards', { ShardToMerge: 'shardId-2', AdjacentShardToMerge: '3' }],
    ['DeleteStream', {}],
  ] as const) {
    expect([action, await post(action, { StreamName, ...input })]).toEqual([
      action,
      { status: 200, text: '', body: '' },
    ])
  }
  const { body } = await post('DescribeStream', { StreamName })
  expect(body).toEqual({
    __type: 'ResourceNotFoundException',
    message: `Stream ${StreamName} under account ${ACCOUNT} not found.`,
  })
})

test('times are seconds since 1970, members have no others beside them', async () => {
  const StreamName = await create({ ShardCount: 1 })
  const { body } = await post('DescribeStream', { StreamName, NotOfAws: 1 })
  const { StreamCreationTimestamp } = body.StreamDescription
  expect(Math.abs(StreamCreationTimestamp - Date.now() / 1000)).toBeLessThan(60)
  expect(Object.keys(body.StreamDescription).sort()).toEqual([
    'EncryptionType',
    'EnhancedMonitoring',
    'HasMoreShards',
    'RetentionPeriodHours',
    'Shards',
    'StreamARN',
    'StreamCreationTimestamp',
    'StreamModeDetails',
    'StreamName',
    'StreamStatus',
  ])
})

import { expect, test } from 'vitest'
import { type Action, type Any, arnOf, kinesisForTests } from './kinesis-control-world.ts'

const { call } = kinesisForTests()

const StreamName = 'contested'
const StreamARN = arnOf(StreamName)

/** Fractions of 1, the same in every run. */
function randomly(seed: number) {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
}

test('whatever is asked of a stream at once is done, or refused for a reason', async () => {
  const random = randomly(20_261_120)
  const below = (limit: number) => Math.floor(random() * limit)
  const asks: [Action, () => Any][] = [
    ['CreateStream', () => ({ StreamName, ShardCount: 2 })],
    ['CreateStream', () => ({ StreamName, ShardCount: 2 })],
    ['DeleteStream', () => ({ StreamName, EnforceConsumerDeletion: true })],
    [
      'SplitShard',
      () => ({ StreamName, ShardToSplit: String(below(6)), NewStartingHashKey: String(below(1e9)) }),
    ],
    [
      'MergeShards',
      () => ({ StreamName, ShardToMerge: String(below(4)), AdjacentShardToMerge: String(below(5)) }),
    ],
    [
      'UpdateShardCount',
      () => ({ StreamName, TargetShardCount: below(6) + 1, ScalingType: 'UNIFORM_SCALING' }),
    ],
    ['RegisterStreamConsumer', () => ({ StreamARN, ConsumerName: `c${below(3)}` })],
    ['DeregisterStreamConsumer', () => ({ StreamARN, ConsumerName: `c${below(3)}` })],
    ['AddTagsToStream', () => ({ StreamName, Tags: { a: String(below(9)) } })],
    ['IncreaseStreamRetentionPeriod', () => ({ StreamName, RetentionPeriodHours: 30 })],
    ['StartStreamEncryption', () => ({ StreamName, EncryptionType: 'KMS', KeyId: String(below(9)) })],
    ['UpdateMaxRecordSize', () => ({ StreamARN, MaxRecordSizeInKiB: 2048 })],
    ['PutRecord', () => ({ StreamName, Data: Buffer.from('x'), PartitionKey: String(random()) })],
    ['ListShards', () => ({ StreamName })],
  ]
  const done = new Set<string>()
  for (let round = 0; round < 40; round++) {
    const settled = Array.from({ length: 12 }, async () => {
      const [action, input] = asks[below(asks.length)]
      const error = await call(action, input()).then(
        () => undefined,
        (refused) => refused,
      )
      if (error)
        expect([action, error.message, error.$metadata?.httpStatusCode]).toEqual([action, error.message, 400])
      else done.add(action)
    })
    await Promise.all(settled)
  }
  // Which ones win is the clock's affair; these are asked often enough to.
  for (const action of ['CreateStream', 'DeleteStream', 'PutRecord', 'ListShards'])
    expect(done).toContain(action)
})

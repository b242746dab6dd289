import { expect, test } from 'vitest'
import { arnOf, broken, DAY, kinesisForTests, notNull } from './kinesis-control-world.ts'

const kinesis = kinesisForTests()
const { call, refusal, create, summaryOf } = kinesis

test('enhanced monitoring answers what was and what will be', async () => {
  const StreamName = await create()
  const enable = (...ShardLevelMetrics: string[]) =>
    call('EnableEnhancedMonitoring', { StreamName, ShardLevelMetrics })
  expect(await enable('IncomingBytes', 'OutgoingBytes')).toMatchObject({
    ...{ StreamName, StreamARN: arnOf(StreamName) },
    CurrentShardLevelMetrics: [],
    DesiredShardLevelMetrics: ['IncomingBytes', 'OutgoingBytes'],
  })
  expect(
    await call('DisableEnhancedMonitoring', { StreamName, ShardLevelMetrics: ['OutgoingBytes'] }),
  ).toMatchObject({
    CurrentShardLevelMetrics: ['IncomingBytes', 'OutgoingBytes'],
    DesiredShardLevelMetrics: ['IncomingBytes'],
  })
  expect((await enable('ALL')).DesiredShardLevelMetrics).toHaveLength(7)
  expect((await summaryOf(StreamName)).EnhancedMonitoring[0].ShardLevelMetrics).toHaveLength(7)
  await call('DisableEnhancedMonitoring', { StreamName, ShardLevelMetrics: ['ALL'] })
  expect((await summaryOf(StreamName)).EnhancedMonitoring).toEqual([{ ShardLevelMetrics: [] }])
  await refusal(
    'EnableEnhancedMonitoring',
    { StreamName, ShardLevelMetrics: ['Nope'] },
    'ValidationException',
    /^1 validation error detected: Value '\[Nope\]' at 'shardLevelMetrics' failed to satisfy constraint: Member must satisfy constraint: \[Member must satisfy enum value set: \[/,
  )
})

test('encryption is a mark: started, changed, stopped, 25 times a day', async () => {
  const StreamName = await create()
  const key = (KeyId: string, EncryptionType = 'KMS') => ({ StreamName, EncryptionType, KeyId })
  await call('StartStreamEncryption', key('alias/aws/kinesis'))
  expect(await summaryOf(StreamName)).toMatchObject({ EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' })
  await call('StopStreamEncryption', key('alias/aws/kinesis'))
  const stopped = await summaryOf(StreamName)
  expect(stopped.EncryptionType).toBe('NONE')
  expect(stopped).not.toHaveProperty('KeyId')
  await refusal('StartStreamEncryption', key('k', 'NONE'), 'InvalidArgumentException', /KMS only/)
  await refusal(
    'StartStreamEncryption',
    { StreamName },
    'ValidationException',
    broken(notNull('encryptionType'), notNull('keyId')),
  )
  for (let done = 1; done < 25; done++) await call('StartStreamEncryption', key(`k${done}`))
  await refusal('StartStreamEncryption', key('more'), 'LimitExceededException', /25 times/)
})

test('modes change twice a day', async () => {
  const StreamName = await create({ ShardCount: 2 })
  const StreamARN = arnOf(StreamName)
  const mode = (StreamMode: string) => ({ StreamARN, StreamModeDetails: { StreamMode } })
  await call('UpdateStreamMode', mode('ON_DEMAND'))
  expect(await summaryOf(StreamName)).toMatchObject({
    StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    OpenShardCount: 2,
  })
  await call('UpdateStreamMode', mode('ON_DEMAND'))
  await call('UpdateStreamMode', mode('PROVISIONED'))
  await refusal(
    'UpdateStreamMode',
    mode('ON_DEMAND'),
    'LimitExceededException',
    /2 times in a rolling 24 hour/,
  )
  kinesis.pass(DAY)
  await call('UpdateStreamMode', mode('ON_DEMAND'))
})

test('record size, warm throughput and the account settings that it needs', async () => {
  const StreamName = await create({ StreamModeDetails: { StreamMode: 'ON_DEMAND' } })
  const StreamARN = arnOf(StreamName)
  await call('UpdateMaxRecordSize', { StreamARN, MaxRecordSizeInKiB: 4096 })
  expect(await summaryOf(StreamName)).toMatchObject({ MaxRecordSizeInKiB: 4096 })
  await refusal(
    'UpdateMaxRecordSize',
    { StreamARN, MaxRecordSizeInKiB: 1023 },
    'ValidationException',
    broken(
      "Value '1023' at 'maxRecordSizeInKiB' failed to satisfy constraint: Member must have value greater than or equal to 1024",
    ),
  )
  const status = async () => (await call('DescribeAccountSettings')).MinimumThroughputBillingCommitment
  const commit = (Status: string) =>
    call('UpdateAccountSettings', { MinimumThroughputBillingCommitment: { Status } })
  expect(await status()).toEqual({ Status: 'DISABLED' })
  await refusal(
    'UpdateStreamWarmThroughput',
    { StreamARN, WarmThroughputMiBps: 8 },
    'ValidationException',
    /MinimumThroughputBillingCommitment/,
  )
  expect((await commit('ENABLED')).MinimumThroughputBillingCommitment).toMatchObject({ Status: 'ENABLED' })
  expect(await call('UpdateStreamWarmThroughput', { StreamARN, WarmThroughputMiBps: 8 })).toMatchObject({
    ...{ StreamName, StreamARN },
    WarmThroughput: { TargetMiBps: 8, CurrentMiBps: 0 },
  })
  await kinesis.restart()
  expect(await summaryOf(StreamName)).toMatchObject({
    WarmThroughput: { TargetMiBps: 8, CurrentMiBps: 8 },
    MaxRecordSizeInKiB: 4096,
  })
  await refusal(
    'UpdateStreamWarmThroughput',
    { StreamARN, WarmThroughputMiBps: 10_241 },
    'LimitExceededException',
    /up to 10240/,
  )
  await commit('DISABLED')
  expect(await status()).toMatchObject({ Status: 'ENABLED_UNTIL_EARLIEST_ALLOWED_END' })
  kinesis.pass(DAY)
  expect(await status()).toMatchObject({ Status: 'DISABLED', EndedAt: expect.any(Date) })
})

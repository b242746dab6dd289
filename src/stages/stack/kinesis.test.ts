import { expect, test } from 'vitest'
import { type Caller, type Marks, ServiceError } from '../../record/index.ts'
import { createStack } from './index.ts'

const caller: Caller = { account: '000000000000', region: 'us-east-1', arn: 'arn:aws:iam::000000000000:root' }
const streamArn = 'arn:aws:kinesis:us-east-1:000000000000:stream/clicks'
const consumerArn = `${streamArn}/consumer/fan:1763640000`

/** What each deployment asks of Kinesis, `Action {input}`. The program is killed at the first `crashAt`. */
function setUp(crashAt?: string) {
  let crashes = crashAt !== undefined
  let dead = false
  let created = false
  const calls: string[] = []
  const kept = new Map<string, string>()
  const marks: Marks = {
    read: (key) => kept.get(key),
    write: async (key, value) => void kept.set(key, value),
    remove: async (key) => void (dead || kept.delete(key)),
    list: (prefix) => [...kept].filter(([key]) => key.startsWith(prefix)),
  }
  const dispatch = async (_service: string, action: string, input: Readonly<Record<string, unknown>>) => {
    calls.push(`${action} ${JSON.stringify(input)}`)
    if (crashes && action === crashAt) {
      crashes = false
      dead = true
      throw new Error('crash')
    }
    if (action === 'CreateStream' && created) throw new ServiceError('ResourceInUseException', 'there')
    created ||= action === 'CreateStream'
    const ConsumerDescription = {
      ConsumerARN: consumerArn,
      ConsumerStatus: 'ACTIVE',
      ConsumerCreationTimestamp: new Date(1_763_640_000_500),
    }
    return action === 'DescribeStreamConsumer' ? { ConsumerDescription } : {}
  }
  return async (resources: object, outputs: object = {}) => {
    calls.length = 0
    dead = false
    const template = JSON.stringify({ Resources: resources, Outputs: outputs })
    const deployed = await createStack({ dispatch, caller, marks }).deploy('stack', template, {})
    return { calls: [...calls], outputs: deployed.outputs }
  }
}

const stream = (properties: object) => ({
  Stream: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'clicks', ...properties } },
})

test('a stream takes every property, at once and later', async () => {
  const deploy = setUp()
  const first = await deploy(
    stream({
      ShardCount: '2',
      RetentionPeriodHours: 48,
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
      StreamEncryption: { EncryptionType: 'KMS', KeyId: 'k' },
      DesiredShardLevelMetrics: ['IncomingBytes'],
      MaxRecordSizeInKiB: 2048,
    }),
  )
  expect(first.calls).toEqual([
    'CreateStream {"StreamName":"clicks","ShardCount":2,"MaxRecordSizeInKiB":2048,"Tags":{"a":"1","b":"2"}}',
    'IncreaseStreamRetentionPeriod {"StreamName":"clicks","RetentionPeriodHours":48}',
    'StartStreamEncryption {"StreamName":"clicks","EncryptionType":"KMS","KeyId":"k"}',
    'EnableEnhancedMonitoring {"StreamName":"clicks","ShardLevelMetrics":["IncomingBytes"]}',
  ])
  const second = await deploy(stream({ ShardCount: 4, Tags: [{ Key: 'a', Value: '3' }] }))
  expect(second.calls).toEqual([
    'UpdateShardCount {"StreamName":"clicks","TargetShardCount":4,"ScalingType":"UNIFORM_SCALING"}',
    'DecreaseStreamRetentionPeriod {"StreamName":"clicks","RetentionPeriodHours":24}',
    'StopStreamEncryption {"StreamName":"clicks","EncryptionType":"KMS","KeyId":"k"}',
    'DisableEnhancedMonitoring {"StreamName":"clicks","ShardLevelMetrics":["IncomingBytes"]}',
    `UpdateMaxRecordSize {"StreamARN":"${streamArn}","MaxRecordSizeInKiB":1024}`,
    'RemoveTagsFromStream {"StreamName":"clicks","TagKeys":["b"]}',
    'AddTagsToStream {"StreamName":"clicks","Tags":{"a":"3"}}',
  ])
  const onDemand = { StreamModeDetails: { StreamMode: 'ON_DEMAND' }, Tags: [{ Key: 'a', Value: '3' }] }
  const third = await deploy(stream({ ...onDemand, WarmThroughputMiBps: 5 }))
  expect(third.calls).toEqual([
    `UpdateStreamMode {"StreamARN":"${streamArn}","StreamModeDetails":{"StreamMode":"ON_DEMAND"}}`,
    'UpdateStreamWarmThroughput {"StreamName":"clicks","WarmThroughputMiBps":5}',
  ])
  expect((await deploy(stream({ ...onDemand, WarmThroughputMiBps: 5 }))).calls).toEqual([])
})

test('what a crash left undone after the creation is done at the next start', async () => {
  const properties = { RetentionPeriodHours: 48, StreamEncryption: { EncryptionType: 'KMS', KeyId: 'k' } }
  const deploy = setUp('IncreaseStreamRetentionPeriod')
  await expect(deploy(stream(properties))).rejects.toThrow('crash')
  expect((await deploy(stream(properties))).calls).toEqual([
    'CreateStream {"StreamName":"clicks","ShardCount":1}',
    'IncreaseStreamRetentionPeriod {"StreamName":"clicks","RetentionPeriodHours":48}',
    'StartStreamEncryption {"StreamName":"clicks","EncryptionType":"KMS","KeyId":"k"}',
  ])
})

test('CloudFormation defaults: one shard, or those of an on-demand stream', async () => {
  expect((await setUp()(stream({}))).calls).toEqual(['CreateStream {"StreamName":"clicks","ShardCount":1}'])
  const onDemand = { StreamModeDetails: { StreamMode: 'ON_DEMAND' } }
  expect((await setUp()(stream(onDemand))).calls).toEqual([
    'CreateStream {"StreamName":"clicks","StreamModeDetails":{"StreamMode":"ON_DEMAND"}}',
  ])
})

test('a registered consumer and a policy refer to the stream; what they are is asked again at each start', async () => {
  const deploy = setUp()
  const more = (tags: object[], version: string) => ({
    ...stream({}),
    Fan: {
      Type: 'AWS::Kinesis::StreamConsumer',
      Properties: { ConsumerName: 'fan', StreamARN: { 'Fn::GetAtt': ['Stream', 'Arn'] }, Tags: tags },
    },
    Policy: {
      Type: 'AWS::Kinesis::ResourcePolicy',
      Properties: { ResourceArn: { Ref: 'Fan' }, ResourcePolicy: { Version: version, Statement: [] } },
    },
  })
  const outputs = {
    Arn: { Value: { 'Fn::GetAtt': ['Fan', 'ConsumerARN'] } },
    Since: { Value: { 'Fn::GetAtt': ['Fan', 'ConsumerCreationTimestamp'] } },
  }
  const describe = `DescribeStreamConsumer {"ConsumerName":"fan","StreamARN":"${streamArn}"}`
  const first = await deploy(more([{ Key: 'a', Value: '1' }], '2012-10-17'), outputs)
  expect(first.outputs).toEqual({ Arn: consumerArn, Since: '1763640000' })
  expect(first.calls.slice(1)).toEqual([
    `RegisterStreamConsumer {"ConsumerName":"fan","StreamARN":"${streamArn}","Tags":{"a":"1"}}`,
    describe,
    `PutResourcePolicy {"ResourceARN":"${consumerArn}","Policy":"{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[]}"}`,
  ])
  const second = await deploy(more([{ Key: 'b', Value: '2' }], '2008-10-17'), outputs)
  expect(second.outputs.Arn).toBe(consumerArn)
  expect(second.calls).toEqual([
    describe,
    `UntagResource {"ResourceARN":"${consumerArn}","TagKeys":["a"]}`,
    `TagResource {"ResourceARN":"${consumerArn}","Tags":{"b":"2"}}`,
    describe,
    `PutResourcePolicy {"ResourceARN":"${consumerArn}","Policy":"{\\"Version\\":\\"2008-10-17\\",\\"Statement\\":[]}"}`,
  ])
})

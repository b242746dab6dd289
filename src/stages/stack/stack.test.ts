import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Caller, type Marks, ServiceError } from '../../record/index.ts'
import { createStack } from './index.ts'

const caller: Caller = { account: '000000000000', region: 'us-east-1', arn: 'arn:aws:iam::000000000000:root' }
const webLogs = readFileSync(new URL('../../../pipelines/web-logs.yaml', import.meta.url), 'utf8')

interface Call {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

/** A room that remembers what it was asked, and marks in memory. */
function setUp(answer: (call: Call) => void = () => {}) {
  const calls: Call[] = []
  const kept = new Map<string, string>()
  const marks: Marks = {
    read: (key) => kept.get(key),
    write: async (key, value) => void kept.set(key, value),
    remove: async (key) => void kept.delete(key),
    list: (prefix) => [...kept].filter(([key]) => key.startsWith(prefix)),
  }
  const dispatch = async (service: string, name: string, input: Readonly<Record<string, unknown>>) => {
    const call = { operation: `${service}:${name}`, input }
    calls.push(call)
    answer(call)
  }
  return { calls, kept, stack: () => createStack({ dispatch, caller, marks }) }
}

const streamTemplate = (body: string) => `Resources:\n  Stream:\n    Type: AWS::Kinesis::Stream\n${body}`

test('deploys the built-in pipeline, each resource after those that it refers to', async () => {
  const { calls, stack } = setUp()
  const deployed = await stack().deploy('tailrace', webLogs, { IndexName: 'site' })
  expect(calls.map((call) => call.operation)).toEqual([
    'kinesis:CreateStream',
    's3:CreateBucket',
    'opensearch:CreateDomain',
    'firehose:CreateDeliveryStream',
    'firehose:CreateDeliveryStream',
  ])
  const toSearch = calls[4].input.AmazonopensearchserviceDestinationConfiguration as Record<string, unknown>
  expect(toSearch.IndexName).toBe('site')
  expect(toSearch.DomainARN).toBe('arn:aws:es:us-east-1:000000000000:domain/web-logs')
  expect(deployed.outputs).toMatchObject({
    StreamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/web-logs',
    IndexPattern: 'site-*',
  })
  expect(deployed.resources.every((resource) => resource.change === 'created')).toBe(true)
})

test('a second start makes nothing twice; a longer retention is changed in place', async () => {
  const { calls, stack } = setUp()
  await stack().deploy('tailrace', webLogs, {})
  calls.length = 0
  const again = await stack().deploy('tailrace', webLogs, {})
  expect(calls).toEqual([])
  expect(again.resources.every((resource) => resource.change === 'unchanged')).toBe(true)
  await stack().deploy('tailrace', webLogs, { RetentionHours: '48' })
  expect(calls).toEqual([
    {
      operation: 'kinesis:IncreaseStreamRetentionPeriod',
      input: { StreamName: 'web-logs', RetentionPeriodHours: 48 },
    },
  ])
  calls.length = 0
  await stack().deploy('tailrace', webLogs, { RetentionHours: '48', ShardCount: '2' })
  expect(calls).toEqual([
    {
      operation: 'kinesis:UpdateShardCount',
      input: { StreamName: 'web-logs', TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' },
    },
  ])
})

test('a crash between creation and its mark does not stop the next start', async () => {
  const { kept, stack } = setUp(() => {
    throw new ServiceError('ResourceInUseException', 'exists already')
  })
  const intent = 'cloudformation-intent/cloudformation/tailrace/Stream'
  const template = streamTemplate('    Properties: {Name: web-logs}\n')
  kept.set(intent, JSON.stringify({ name: 'web-logs', properties: { Name: 'web-logs' } }))
  await stack().deploy('tailrace', template, {})
  expect(kept.has(intent)).toBe(false)
  await expect(stack().deploy('other', template, {})).rejects.toThrow('exists already')
})

test.each([
  ['Resources:\n  A: [', 'The template is not valid YAML or JSON'],
  ['Description: nothing', 'The template has no Resources section.'],
  [
    'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n',
    'Resource Q (line 3): type AWS::SQS::Queue is not served. Served: AWS::Kinesis::Stream',
  ],
  [
    streamTemplate('    Properties:\n      Nmae: x\n'),
    'Resource Stream: Nmae (line 5): AWS::Kinesis::Stream has no such property. Did you mean Name?',
  ],
  [
    'Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties:\n      ReplicationConfiguration: {}\n',
    'Resource Bucket: ReplicationConfiguration (line 5) is not served:',
  ],
  [streamTemplate('    Condition: Big\n'), 'Resource Stream: attribute Condition (line 4) is not served.'],
  [`Conditions: {}\n${streamTemplate('')}`, 'Template section Conditions (line 1) is not served.'],
  [
    streamTemplate('    Properties:\n      Name: !If [a, b, c]\n'),
    'Resource Stream.Name: Fn::If is not served. Served: Ref, Fn::GetAtt, Fn::Sub, Fn::Join.',
  ],
  [
    streamTemplate('    Properties:\n      Name: !Ref Naem\n'),
    'Resource Stream.Name: Naem is neither a parameter nor a resource.',
  ],
  [
    streamTemplate('    Properties:\n      Name: !GetAtt Stream.Arn\n'),
    'Resources depend on each other: Stream → Stream.',
  ],
])('refuses by name and line: %#', async (template, sentence) => {
  const { calls, stack } = setUp()
  await expect(stack().deploy('tailrace', template, {})).rejects.toThrow(sentence)
  expect(calls).toEqual([])
})

test('parameters are checked and unknown ones refused with the nearest', async () => {
  const { stack } = setUp()
  const deploy = (parameters: Record<string, string>) => stack().deploy('tailrace', webLogs, parameters)
  await expect(deploy({ RetentionHour: '1' })).rejects.toThrow(
    'The template has no parameter RetentionHour. Did you mean RetentionHours?',
  )
  await expect(deploy({ RetentionHours: 'day' })).rejects.toThrow(
    "Parameter RetentionHours: 'day' is not a number.",
  )
  await expect(deploy({ RetentionHours: '1' })).rejects.toThrow(
    "Parameter RetentionHours: '1' is less than 24.",
  )
})

test('Sub, Join, NoValue and JSON templates', async () => {
  const { calls, stack } = setUp()
  const template = {
    Parameters: { Site: { Type: 'String', Default: 'shop' } },
    Resources: {
      Stream: {
        Type: 'AWS::Kinesis::Stream',
        Properties: {
          Name: {
            'Fn::Join': [
              '-',
              [{ Ref: 'Site' }, { 'Fn::Sub': ['${A}.${!literal}.${AWS::Region}', { A: 'x' }] }],
            ],
          },
          ShardCount: { Ref: 'AWS::NoValue' },
        },
      },
    },
  }
  await stack().deploy('tailrace', JSON.stringify(template), {})
  expect(calls[0].input).toEqual({ StreamName: 'shop-x.${literal}.us-east-1', ShardCount: 1 })
})

import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { readConfiguration } from './configuration.ts'
import { AGENT_KEYS, FLOW_KEYS } from './configuration-keys.ts'
import { ConfigurationError } from './configuration-tree.ts'

const read = (text: string, more: string[] = []) =>
  readConfiguration(
    { file: 'agent.json', text },
    more.map((part, at) => ({ file: `agent.d/${at}.json`, text: part })),
  )
const flow = (members: string) =>
  `{"flows":[{"filePattern":"/var/log/a.log","kinesisStream":"web",${members}}]}`

function problems(text: string, more?: string[]): string[] {
  try {
    read(text, more)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.split('\n')
    throw error
  }
  return []
}

it("takes the Kinesis Agent's defaults", () => {
  const { flows } = read('{"flows":[{"filePattern":"/var/log/a.log*","kinesisStream":"web"}]}')
  expect(flows).toEqual([
    {
      id: 'fw:kinesis:web:/var/log/a.log*',
      filePattern: '/var/log/a.log*',
      literal: false,
      destination: { stream: 'web' },
      initialPosition: 'END_OF_FILE',
      maxBufferAgeMillis: 60_000,
      maxBufferSizeRecords: 500,
      maxBufferSizeBytes: 5_242_880,
      minTimeBetweenFilePollsMillis: 100,
      maxTimeBetweenFileTrackerRefreshMillis: 10_000,
      retryInitialBackoffMillis: 100,
      retryMaxBackoffMillis: 10_000,
      partitionKeyOption: 'RANDOM',
      aggregatedRecordSizeBytes: 0,
      skipHeaderLines: 0,
      truncatedRecordTerminator: '\n',
      processings: [],
      anonymizeIp: false,
    },
  ])
})

it('reads every example', () => {
  for (const name of ['agent.json', 'agent-formats.json']) {
    const url = new URL(`../../../../examples/${name}`, import.meta.url)
    const file = { file: name, text: readFileSync(url, 'utf8') }
    expect(readConfiguration(file).flows.length, name).toBeGreaterThan(0)
    expect(readConfiguration(file, [], { agent: { cores: 1 } }).flows.length, name).toBeGreaterThan(0)
  }
})

it('names a wrong key with its line and the nearest right one', () => {
  expect(
    problems(`{
  // a comment
  "maxSendingThread": 3,
  "flows": [
    {
      "filePatern": "/var/log/a.log",
      "filePattern": "/var/log/a.log",
      "kinesisStream": "web"
    }
  ]
}`),
  ).toEqual([
    'agent.json, line 3: the configuration has no key "maxSendingThread"; did you mean "maxSendingThreads"?',
    'agent.json, line 6: a flow has no key "filePatern"; did you mean "filePattern"?',
  ])
})

it.each([
  ['"maxBufferAgeMillis": 999', 'maxBufferAgeMillis is 1000 to 900000, not 999'],
  ['"maxBufferSizeRecords": 501', 'maxBufferSizeRecords is 1 to 500, not 501'],
  ['"maxBufferSizeBytes": 5242881', 'maxBufferSizeBytes is 1 to 5242880, not 5242881'],
  ['"waitOnFullPublishQueueMillis": 1', 'waitOnFullPublishQueueMillis is 1000 to 900000, not 1'],
  ['"maxBufferSizeRecords": "many"', 'maxBufferSizeRecords is a whole number, not "many"'],
  ['"initialPosition": "START"', 'initialPosition is one of START_OF_FILE, END_OF_FILE, not "START"'],
  [
    '"partitionKeyOption": "RANDON"',
    'partitionKeyOption is one of RANDOM, DETERMINISTIC, not "RANDON"; did you mean "RANDOM"?',
  ],
  ['"aggregatedRecordSizeBytes": 100', 'aggregatedRecordSizeBytes is for flows to a deliveryStream only'],
  ['"multiLineStartPattern": "("', 'multiLineStartPattern is no regular expression that can be used'],
  [
    '"dataProcessingOptions": [{"optionName": "USINGPLUGGIN", "className": "x.Y"}]',
    'optionName USINGPLUGGIN is refused: a Java class can not be run',
  ],
  [
    '"dataProcessingOptions": [{"optionName": "CSVTOJSN"}]',
    'optionName is "CSVTOJSN"; did you mean "CSVTOJSON"?',
  ],
  ['"dataProcessingOptions": [{"optionName": "CSVTOJSON"}]', 'CSVTOJSON needs customFieldNames'],
  [
    '"dataProcessingOptions": [{"optionName": "LOGTOJSON", "logFormat": "SYSLOG", "matchPattern": "(a)(b)", "customFieldNames": ["a"]}]',
    'matchPattern has 2 groups, customFieldNames 1 names',
  ],
  [
    '"dataProcessingOptions": [{"optionName": "LOGTOJSON", "logFormat": "SYSLOG", "customFieldNames": ["a"]}]',
    'customFieldNames has 1 names, SYSLOG has 5 fields',
  ],
])('refuses %s', (members, sentence) => {
  const [first, ...rest] = problems(flow(members))
  expect(first).toContain(`agent.json, line 1: ${sentence}`)
  expect(rest).toEqual([])
})

it.each([
  ['{"flows":[{"filePattern":"/var/log/","kinesisStream":"web"}]}', 'names a folder'],
  [
    '{"flows":[{"filePattern":"/var/*/a.log","kinesisStream":"web"}]}',
    'wildcards are possible in the file name only',
  ],
  ['{"flows":[{"filePattern":"a.log","kinesisStream":"web"}]}', 'is a whole path that begins with /'],
  ['{"flows":[{"filePattern":"/a.log"}]}', 'a flow needs a kinesisStream or a deliveryStream'],
  ['{"flows":[]}', '"flows" is missing'],
  ['{', 'this is not JSON'],
  ['[]', 'a configuration is an object'],
  [
    '{"awsSecretAccessKey":123,"flows":[{"filePattern":"/a","kinesisStream":"b"}]}',
    'awsSecretAccessKey is a string',
  ],
  [
    '{"userDefinedCredentialsProvider.classname":"x","flows":[{"filePattern":"/a","kinesisStream":"b"}]}',
    'is refused: Java classes',
  ],
])('refuses %s', (text, sentence) => {
  expect(problems(text).join('\n')).toContain(sentence)
})

it('refuses a flow that is there twice, also from agent.d', () => {
  const one = '{"flows":[{"filePattern":"/a.log","kinesisStream":"web"}]}'
  expect(problems(one, [one])).toEqual([
    'agent.d/0.json, line 1: the flow fw:kinesis:web:/a.log is there twice',
  ])
  expect(read(one, ['{"flows":[{"filePattern":"/b.log","kinesisStream":"web"}]}']).flows).toHaveLength(2)
})

it('prefers the delivery stream and says so', () => {
  const { flows, warnings } = read(flow('"deliveryStream": "d"'))
  expect(flows[0].destination).toEqual({ deliveryStream: 'd' })
  expect(warnings).toEqual([
    'agent.json, line 1: the flow has a kinesisStream and a deliveryStream; it goes to the deliveryStream d',
  ])
})

it('lists what is accepted without effect, with the reason', () => {
  const { notUsed } = read(
    '{"kinesis.endpoint":"localhost:4566",\n"cloudwatch.emitMetrics":"false","firehose.endpoint":"","flows":[{"filePattern":"/a","kinesisStream":"b","publishQueueCapacity":5}]}',
  )
  expect(notUsed.map(({ key, line }) => [key, line])).toEqual([
    ['kinesis.endpoint', 1],
    ['cloudwatch.emitMetrics', 2],
    ['publishQueueCapacity', 2],
  ])
  for (const { reason } of notUsed) expect(reason.length).toBeGreaterThan(20)
})

it('knows every key of the Kinesis Agent', () => {
  expect(Object.keys(FLOW_KEYS)).toHaveLength(22)
  expect(Object.keys(AGENT_KEYS)).toHaveLength(38)
})

describe('as tailrace agent reads it', () => {
  const agent = { agent: { cores: 4 } }
  const flow = '"flows":[{"filePattern":"/a","kinesisStream":"b"}]'
  const readRemote = (members: string) =>
    readConfiguration({ file: 'agent.json', text: `{${members}${members && ',\n'}${flow}}` }, [], agent)

  it('endpoints, credentials and threads are honoured, and no longer named as not used', () => {
    const { remote, notUsed } = readRemote(
      `"cloudwatch.emitMetrics": "true", "kinesis.endpoint": "kinesis.ap-northeast-2.amazonaws.com",
       "firehose.endpoint": "", "awsAccessKeyId": "", "awsSecretAccessKey": "", "maxSendingThreadsPerCore": 3,
       "checkpointFile": "/tmp/x", "useHttpGzip": false`,
    )
    expect(remote).toMatchObject({
      endpoints: { kinesis: { region: 'ap-northeast-2' } },
      metrics: { areEmitted: true, namespace: 'AWSKinesisAgent', periodMillis: 60_000, areLogged: false },
      statusPeriodMillis: 30_000,
      http: { maxConnections: 50, connectionTimeoutMillis: 10_000, socketTimeoutMillis: 50_000 },
      requests: 12,
    })
    expect(remote?.endpoints.firehose).toBeUndefined()
    expect(remote?.keys).toBeUndefined()
    expect(notUsed.map(({ key }) => key)).toEqual(['checkpointFile', 'useHttpGzip'])
  })

  it('every key is honoured or has a reason why not', () => {
    for (const [name, key] of Object.entries({ ...AGENT_KEYS, ...FLOW_KEYS })) {
      if (key.notUsed) expect(key.notUsed.length, name).toBeGreaterThan(20)
      expect(key.notUsed && key.notUsedInside, name).toBeFalsy()
    }
  })

  it('records leave with a key each, as many requests in flight as maxSendingThreads, no larger than 1 MiB with the key', () => {
    const { flows } = readRemote('"maxSendingThreads": 3')
    expect(flows[0]).toMatchObject({ hasKeyEach: true, window: 3, maxRecordBytes: 1_048_576 - 32 })
    expect(readRemote('').flows[0].window).toBe(8)
  })

  it('a printout does not hold the secret', () => {
    const { remote } = readRemote('"awsAccessKeyId": "AKID", "awsSecretAccessKey": "very-secret"')
    expect(remote?.keys?.secret()).toBe('very-secret')
    expect(JSON.stringify(remote) + inspect(remote, { depth: 9 })).not.toContain('very-secret')
  })

  it.each([
    ['"kinesis.endpoint": "ftp://x"', 'kinesis.endpoint is an address such as'],
    ['"kinesis.region": "Europe"', 'kinesis.region is a region such as eu-west-1, not "Europe"'],
    ['"awsAccessKeyId": "AKID"', 'awsAccessKeyId needs awsSecretAccessKey'],
    ['"awsSecretAccessKey": "very-secret"', 'awsSecretAccessKey needs awsAccessKeyId'],
    ['"assumeRoleExternalId": "x"', 'assumeRoleExternalId needs assumeRoleARN'],
    ['"assumeRoleARN": "logs"', 'assumeRoleARN is such as arn:aws:iam::123456789012:role/NAME, not "logs"'],
    ['"maxSendingThreads": 0', 'maxSendingThreads is at least 1, not 0'],
  ])('refuses %s', (members, sentence) => {
    expect(() => readRemote(members)).toThrow(`agent.json, line 1: ${sentence}`)
    expect(() => readRemote(members)).not.toThrow('very-secret')
  })

  it('what up does not use does not stop it', () => {
    const text = `{"kinesis.endpoint":"ftp://x","userDefinedCredentialsProvider.classname":"",${flow}}`
    const { notUsed, remote } = readConfiguration({ file: 'agent.json', text })
    expect(notUsed.map(({ key }) => key)).toEqual(['kinesis.endpoint'])
    expect(notUsed[0].reason).toContain('tailrace agent sends to endpoints')
    expect(remote).toBeUndefined()
  })
})

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
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
    const { flows } = readConfiguration({ file: name, text: readFileSync(url, 'utf8') })
    expect(flows.length, name).toBeGreaterThan(0)
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

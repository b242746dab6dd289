import { expect, it } from 'vitest'
import { readConfiguration } from './configuration.ts'
import { placesOf } from './places.ts'

const flow = '"flows":[{"filePattern":"/a.log","kinesisStream":"web"}]'
const settings = (members: string) => {
  const { remote } = readConfiguration(
    { file: 'agent.json', text: `{${members}${members && ','}${flow}}` },
    [],
    { agent: { cores: 2 } },
  )
  if (!remote) throw new Error('agent.json says where to')
  return remote
}
const nothing = { endpoint: () => undefined }

it('the region is that of the name, then AWS_REGION, then us-east-1', () => {
  const one = settings('"kinesis.endpoint":"kinesis.ap-northeast-2.amazonaws.com","firehose.endpoint":""')
  expect(placesOf(one, ['kinesis'], nothing).of).toEqual({
    kinesis: {
      endpoint: 'https://kinesis.ap-northeast-2.amazonaws.com',
      region: 'ap-northeast-2',
      shown: 'https://kinesis.ap-northeast-2.amazonaws.com',
    },
    firehose: { region: 'us-east-1', shown: 'AWS (us-east-1)' },
    cloudwatch: { region: 'us-east-1', shown: 'AWS (us-east-1)' },
    sts: { region: 'us-east-1', shown: 'AWS (us-east-1)' },
  })
  const { of } = placesOf(one, ['kinesis'], { ...nothing, region: 'eu-west-1' })
  expect([of.kinesis.region, of.firehose.region, of.cloudwatch.region]).toEqual([
    'ap-northeast-2',
    'eu-west-1',
    'eu-west-1',
  ])
  expect(placesOf(settings('"kinesis.region":"eu-west-3"'), ['kinesis'], nothing).of.kinesis.region).toBe(
    'eu-west-3',
  )
  expect(() => placesOf(one, [], { ...nothing, region: 'x.evil.example/' })).toThrow('AWS_REGION is a region')
})

it('AWS_ENDPOINT_URL counts where the file says nothing', () => {
  const around = { endpoint: () => 'http://localhost:4566' }
  const { of } = placesOf(
    settings('"kinesis.endpoint":"kinesis.eu-west-1.amazonaws.com"'),
    ['kinesis'],
    around,
  )
  expect(of.kinesis.endpoint).toBe('https://kinesis.eu-west-1.amazonaws.com')
  expect(of.firehose.endpoint).toBe('http://localhost:4566')
  expect(() => placesOf(settings(''), [], { endpoint: () => 'ftp://x' })).toThrow(
    'AWS_ENDPOINT_URL is an address',
  )
})

it('metrics go where all the records go if that is not AWS', () => {
  const local = settings('"kinesis.endpoint":"localhost:4566"')
  expect(placesOf(local, ['kinesis'], nothing).of.cloudwatch.endpoint).toBe('http://localhost:4566')
  expect(placesOf(local, ['kinesis', 'firehose'], nothing).of.cloudwatch.endpoint).toBeUndefined()
  const told = settings(
    '"kinesis.endpoint":"localhost:4566","cloudwatch.endpoint":"monitoring.eu-west-1.amazonaws.com"',
  )
  expect(placesOf(told, ['kinesis'], nothing).of.cloudwatch.region).toBe('eu-west-1')
})

it('warns of an endpoint without encryption on another machine', () => {
  expect(placesOf(settings('"kinesis.endpoint":"localhost:4566"'), ['kinesis'], nothing).warnings).toEqual([])
  const [warning] = placesOf(
    settings('"kinesis.endpoint":"logs.example.org:4566"'),
    ['kinesis'],
    nothing,
  ).warnings
  expect(warning).toContain('kinesis.endpoint is not encrypted')
})

import { expect, test } from 'vitest'
import { readAwsEnvironment } from './aws.ts'

test('region and endpoints as every AWS tool reads them; an empty variable is none', () => {
  expect(readAwsEnvironment({ AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-1' }).region).toBe('eu-west-1')
  expect(readAwsEnvironment({ AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b' }).region).toBe('a')
  expect(readAwsEnvironment({}).region).toBeUndefined()
  const both = { AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_KINESIS: 'http://one' }
  expect(readAwsEnvironment(both).endpoint('kinesis')).toBe('http://one')
  expect(readAwsEnvironment(both).endpoint('firehose')).toBe('http://all')
  const ignored = readAwsEnvironment({ ...both, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' })
  expect(ignored.endpoint('kinesis')).toBeUndefined()
})

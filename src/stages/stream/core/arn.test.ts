import { expect, test } from 'vitest'
import { streamArn, streamNameOfArn } from './arn.ts'

test('an ARN names its stream', () => {
  const arn = streamArn({ region: 'eu-central-1', account: '123456789012' }, 'web-logs')
  expect(arn).toBe('arn:aws:kinesis:eu-central-1:123456789012:stream/web-logs')
  expect(streamNameOfArn(arn)).toBe('web-logs')
  expect(streamNameOfArn('arn:aws-cn:kinesis:cn-north-1:123456789012:stream/a.b_c-1')).toBe('a.b_c-1')
})

test('a consumer, another service or a bad name is no stream', () => {
  for (const arn of [
    'web-logs',
    'arn:aws:kinesis:us-east-1:123456789012:stream/a/consumer/b:1',
    'arn:aws:firehose:us-east-1:123456789012:deliverystream/a',
    'arn:aws:kinesis:us-east-1:123456789012:stream/',
  ]) {
    expect(streamNameOfArn(arn)).toBeUndefined()
  }
})

import { expect, it } from 'vitest'
import { readEndpoint } from './endpoint.ts'

it.each([
  ['kinesis.ap-northeast-2.amazonaws.com', 'https://kinesis.ap-northeast-2.amazonaws.com', 'ap-northeast-2'],
  ['https://firehose.us-east-1.amazonaws.com/', 'https://firehose.us-east-1.amazonaws.com', 'us-east-1'],
  [
    'monitoring.us-gov-west-1.amazonaws.com',
    'https://monitoring.us-gov-west-1.amazonaws.com',
    'us-gov-west-1',
  ],
  ['kinesis-fips.us-east-2.api.aws', 'https://kinesis-fips.us-east-2.api.aws', 'us-east-2'],
  ['kinesis.cn-north-1.amazonaws.com.cn', 'https://kinesis.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  [
    'vpce-0abc-1def.kinesis.eu-west-1.vpce.amazonaws.com',
    'https://vpce-0abc-1def.kinesis.eu-west-1.vpce.amazonaws.com',
    'eu-west-1',
  ],
  ['http://localhost:4566', 'http://localhost:4566', undefined],
  ['localhost:4566', 'http://localhost:4566', undefined],
  ['127.0.0.1:14566', 'http://127.0.0.1:14566', undefined],
  ['[::1]:9999', 'http://[::1]:9999', undefined],
  ['logs.example.org:4566', 'http://logs.example.org:4566', undefined],
  ['logs.example.org:80', 'http://logs.example.org', undefined],
  ['logs.example.org', 'https://logs.example.org', undefined],
  ['https://localhost:4566/aws/', 'https://localhost:4566/aws', undefined],
  [' kinesis.eu-west-1.amazonaws.com ', 'https://kinesis.eu-west-1.amazonaws.com', 'eu-west-1'],
  // Somebody else's name must not decide for which region is signed.
  ['kinesis.eu-west-1.example.org', 'https://kinesis.eu-west-1.example.org', undefined],
])('reads %s', (text, url, region) => {
  expect(readEndpoint(text)).toMatchObject({
    url,
    isEncrypted: url.startsWith('https'),
    isAws: region !== undefined,
  })
  expect(readEndpoint(text).region).toBe(region)
})

it.each([
  ['ftp://localhost', 'it begins with ftp://'],
  ['https://', 'it is no address'],
  ['two words', 'it is no address'],
  ['localhost:99999', 'it is no address'],
  ['https://me:secret@localhost', 'credentials do not belong in it'],
  ['localhost?x=1', 'it has no ? or #'],
])('refuses %s', (text, why) => {
  expect(() => readEndpoint(text)).toThrow(why)
  expect(() => readEndpoint(text)).not.toThrow('secret')
})

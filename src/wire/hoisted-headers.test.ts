import { expect, test } from 'vitest'
import { withHoistedHeaders } from './hoisted-headers.ts'

const request = (query: Record<string, string>, headers: Record<string, string> = {}) => ({
  method: 'PUT',
  rawPath: '/b/k',
  query: new Map(Object.entries(query)),
  headers,
})

test('of a presigned URL, what stands in the query counts as headers, save checksums and the signature itself', () => {
  const query = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Expires': '60',
    'x-amz-acl': 'private',
    'x-amz-meta-a': 'query',
    'x-amz-checksum-crc32': 'AAAAAA==',
    'x-amz-sdk-checksum-algorithm': 'CRC32',
    'x-id': 'PutObject',
  }
  const headers = { host: 'h', 'x-amz-meta-a': 'header' }
  expect(withHoistedHeaders(request(query, headers)).headers).toEqual({
    host: 'h',
    'x-amz-acl': 'private',
    'x-amz-meta-a': 'header',
  })
})

test('a request that is not presigned keeps its query to itself', () => {
  const plain = request({ 'x-amz-acl': 'private' })
  expect(withHoistedHeaders(plain)).toBe(plain)
})

import { expect, test } from 'vitest'
import { check, make, NOW, typeOf } from '../../../test/sdk/signature-attempts.ts'
import type { Signed } from '../../../test/sdk/signature-client.ts'

test('any altered byte of a signed request is refused', async () => {
  let seed = 20261120
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return Math.floor((seed / 2 ** 32) * below)
  }
  const requests: [service: string, request: Signed][] = [
    [
      'kinesis',
      make({
        body: '{"StreamName":"a","Data":"aGVsbG8="}',
        headers: {
          'x-amz-target': 'Kinesis_20131202.PutRecord',
          'content-type': 'application/x-amz-json-1.1',
        },
      }),
    ],
    ['sts', make({ service: 'sts', body: 'Action=GetCallerIdentity&Version=2011-06-15' })],
    [
      's3',
      make({
        service: 's3',
        method: 'PUT',
        path: '/bucket/a%20key',
        query: [
          ['partNumber', '1'],
          ['uploadId', 'x/y'],
        ],
        body: 'object',
        headers: { 'x-amz-meta-a': 'b c' },
      }),
    ],
    [
      's3',
      make({
        service: 's3',
        method: 'GET',
        path: '/bucket/key',
        expires: 60,
        query: [['response-content-type', 'text/html']],
      }),
    ],
  ]
  const parts = ['method', 'path', 'query', 'body', 'header', 'credential', 'signature', 'names'] as const
  let altered = 0
  for (let round = 0; round < 6000; round++) {
    const [service, original] = requests[random(requests.length)]
    const request = { ...original, headers: { ...original.headers } }
    const part = parts[random(parts.length)]
    const alter = (text: string) => {
      const at = random(text.length)
      // One printable byte for another.
      const other = String.fromCharCode(33 + ((text.charCodeAt(at) - 33 + 1 + random(93)) % 94))
      return text.slice(0, at) + other + text.slice(at + 1)
    }
    const field = { credential: 'Credential', signature: 'Signature', names: 'SignedHeaders' }[part as string]
    if (field && request.headers.authorization) {
      request.headers.authorization = request.headers.authorization.replace(
        new RegExp(`(?<=${field}=)[^,]+`),
        alter,
      )
    } else if (field) {
      request.query = request.query.replace(new RegExp(`(?<=X-Amz-${field}=)[^&]+`), alter)
    } else if (part === 'header') {
      const names = Object.keys(request.headers).filter((name) => name !== 'authorization')
      const name = names[random(names.length)]
      request.headers[name] = alter(request.headers[name])
    } else if (part === 'path') {
      // A request line without its first slash is none.
      if (request.path !== '/') request.path = `/${alter(request.path.slice(1))}`
    } else if (request[part as 'body'] !== '') request[part as 'body'] = alter(request[part as 'body'])
    if (sameMeaning(request, original)) continue
    altered++
    expect(await typeOf(check(request, NOW, service)), JSON.stringify(request)).toMatch(/^[A-Z]\w+$/)
  }
  expect(altered).toBeGreaterThan(4000)
})

/** Some bytes may differ and the request is the same: another case of an escape, a comma for a blank. */
function sameMeaning(a: Signed, b: Signed): boolean {
  const decoded = (text: string) => decodeURIComponent(text.replace(/%(?![0-9A-Fa-f]{2})/g, '%25'))
  const plain = (text: string) => {
    try {
      return text.split('&').map(decoded).sort().join('&')
    } catch {
      return text
    }
  }
  const form = (request: Signed) => [
    plain(request.path),
    plain(request.query.replaceAll('+', ' ')),
    request.method,
    request.body,
    request.headers.authorization?.split(/[,\s]+/),
    { ...request.headers, authorization: '' },
  ]
  return JSON.stringify(form(a)) === JSON.stringify(form(b))
}

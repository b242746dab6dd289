import { expect, test } from 'vitest'
import { type Signed, sha256, signed, signingKey, type Unsigned } from '../../../test/sdk/signature-client.ts'
import type { ServiceError } from '../../record/index.ts'
import type { RequestFacts } from '../authentication.ts'
import { requireSignatures } from './index.ts'

const KEY = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}
const NOW = Date.UTC(2013, 4, 24)
const OWNER = { account: '123456789012', arn: 'arn:aws:iam::123456789012:root' }

const authenticateAt = (now: number) =>
  requireSignatures({
    credentials: (id) =>
      id === KEY.accessKeyId ? { ...OWNER, secretAccessKey: KEY.secretAccessKey } : undefined,
    now: () => now,
  })

function factsOf(request: Signed, signingName = 'kinesis', streams = false): RequestFacts {
  const { method, path, query, headers, body } = request
  const facts = { method, rawPath: path, rawQuery: query, headers, signingName }
  return streams ? facts : { ...facts, bodySha256: () => sha256(body) }
}

const make = (request: Partial<Unsigned> = {}) => signed({ ...KEY, at: NOW, ...request })
const check = (request: Signed, now = NOW, signingName = 'kinesis', streams = false) =>
  authenticateAt(now)(factsOf(request, signingName, streams))

/** Type, sentence and status of a refusal. */
async function refusal(attempt: Promise<unknown>) {
  const error = await attempt.then(
    () => expect.fail('it was accepted'),
    (reason: ServiceError) => reason,
  )
  return [error.type, error.message, error.status]
}
const typeOf = async (attempt: Promise<unknown>) => (await refusal(attempt))[0]

test('a signed request is accepted; the region is the one that it is signed for', async () => {
  const request = make({
    region: 'eu-west-3',
    body: '{"Limit":3}',
    query: [
      ['b', 'ü /'],
      ['a', ''],
    ],
  })
  expect(await check(request)).toEqual({
    caller: { ...OWNER, region: 'eu-west-3', accessKeyId: KEY.accessKeyId },
  })
  const dated = make({ headers: { date: 'Fri, 24 May 2013 00:00:00 GMT' } })
  expect((await check(dated)).caller.region).toBe('us-east-1')
})

test("the suite's own requests have the signatures that AWS published for them", async () => {
  const at = Date.UTC(2015, 7, 30, 12, 36)
  const vector = (
    method: string,
    query: string,
    names: string,
    signature: string,
    extra = {},
    body = '',
  ) => ({
    method,
    rawPath: '/',
    rawQuery: query,
    headers: {
      host: 'example.amazonaws.com',
      'x-amz-date': '20150830T123600Z',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${names}, Signature=${signature}`,
      ...extra,
    },
    signingName: 'service',
    bodySha256: () => sha256(body),
  })
  const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
  const authenticate = requireSignatures({
    credentials: () => ({ ...OWNER, secretAccessKey }),
    now: () => at,
  })
  const basic = 'host;x-amz-date'
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  for (const facts of [
    vector('GET', '', basic, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'),
    vector(
      'GET',
      'Param2=value2&Param1=value1',
      basic,
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ),
    vector('POST', '', basic, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'),
    vector(
      'POST',
      '',
      `content-type;${basic}`,
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
      form,
      'Param1=value1',
    ),
    vector(
      'GET',
      '',
      `host;my-header1;my-header2;x-amz-date`,
      'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
      { 'my-header1': ' value1', 'my-header2': ' "a   b   c"' },
    ),
  ]) {
    expect((await authenticate(facts)).caller.accessKeyId).toBe('AKIDEXAMPLE')
  }
})

const EMPTY = sha256('')
const S3_HOST = { host: 'examplebucket.s3.amazonaws.com', 'x-amz-date': '20130524T000000Z' }
const SCOPE = `${KEY.accessKeyId}/20130524/us-east-1/s3/aws4_request`

/** The examples of the S3 API reference, "Examples: Signature calculations". */
const s3Example = (
  line: [method: string, path: string, query: string],
  names: string,
  signature: string,
  headers: Record<string, string>,
): RequestFacts => ({
  method: line[0],
  rawPath: line[1],
  rawQuery: line[2],
  signingName: 's3',
  headers: {
    ...S3_HOST,
    'x-amz-content-sha256': EMPTY,
    authorization: `AWS4-HMAC-SHA256 Credential=${SCOPE},SignedHeaders=${names},Signature=${signature}`,
    ...headers,
  },
})

test("the examples of S3's reference are accepted, in the header and presigned", async () => {
  const all = 'host;x-amz-content-sha256;x-amz-date'
  const put = {
    date: 'Fri, 24 May 2013 00:00:00 GMT',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
  }
  const authenticate = authenticateAt(NOW)
  const get = s3Example(
    ['GET', '/test.txt', ''],
    'host;range;x-amz-content-sha256;x-amz-date',
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    { range: 'bytes=0-9' },
  )
  expect((await authenticate(get)).bodyHash).toBe(EMPTY)
  const putObject = s3Example(
    ['PUT', '/test%24file.text', ''],
    `date;${all};x-amz-storage-class`,
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    put,
  )
  expect((await authenticate(putObject)).bodyHash).toBe(put['x-amz-content-sha256'])
  // `$` may come unescaped: it is the same key.
  expect((await authenticate({ ...putObject, rawPath: '/test$file.text' })).bodyHash).toBeDefined()
  const lifecycle = 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'
  await authenticate(s3Example(['GET', '/', 'lifecycle'], all, lifecycle, {}))
  const list = '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'
  await authenticate(s3Example(['GET', '/', 'max-keys=2&prefix=J'], all, list, {}))
  await authenticate(s3Example(['GET', '/', 'prefix=J&max-keys=2'], all, list, {}))
  const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(SCOPE)}&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404`
  const presigned = { method: 'GET', rawPath: '/test.txt', rawQuery: query, signingName: 's3' }
  expect(await authenticate({ ...presigned, headers: { host: S3_HOST.host } })).toEqual({
    caller: { ...OWNER, region: 'us-east-1', accessKeyId: KEY.accessKeyId },
  })
})

const CHUNKED = {
  'content-encoding': 'aws-chunked',
  'content-length': '66824',
  'x-amz-decoded-content-length': '66560',
  'x-amz-storage-class': 'REDUCED_REDUNDANCY',
  host: 's3.amazonaws.com',
}
const chunkedExample = (kind: string, names: string, signature: string, extra: Record<string, string> = {}) =>
  s3Example(['PUT', '/examplebucket/chunkObject.txt', ''], names, signature, {
    ...CHUNKED,
    'x-amz-content-sha256': kind,
    ...extra,
  })
const A = (length: number) => sha256('a'.repeat(length))

test("the reference's upload in signed chunks: in order, whole, unchanged, and nothing else", async () => {
  const facts = chunkedExample(
    'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    'content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class',
    '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  )
  const signatures = [
    'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
    '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
    'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
  ]
  const hashes = [A(65536), A(1024), EMPTY]
  const chain = async () => {
    const { chunks } = await authenticateAt(NOW)(facts)
    return chunks ?? expect.fail('no chunks')
  }
  const whole = await chain()
  for (const at of [0, 1, 2]) whole.chunk(signatures[at], hashes[at])
  const mismatch = expect.objectContaining({ type: 'SignatureDoesNotMatch', status: 403 })
  const swapped = await chain()
  expect(() => swapped.chunk(signatures[1], hashes[1])).toThrow(mismatch)
  const altered = await chain()
  expect(() => altered.chunk(signatures[0], A(65535))).toThrow(mismatch)
  const unsigned = await chain()
  expect(() => unsigned.chunk(undefined, hashes[0])).toThrow(mismatch)
  const left = await chain()
  left.chunk(signatures[0], hashes[0])
  expect(() => left.chunk(signatures[2], hashes[2])).toThrow(mismatch)
})

test("the reference's upload with a signed trailer", async () => {
  const facts = chunkedExample(
    'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
    'content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer',
    '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
    { 'x-amz-trailer': 'x-amz-checksum-crc32c' },
  )
  const { chunks } = await authenticateAt(NOW)(facts)
  chunks?.chunk('b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2', A(65536))
  chunks?.chunk('1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7', A(1024))
  chunks?.chunk('2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992', EMPTY)
  const signature = 'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435'
  expect(() => chunks?.trailer(signature, sha256('x-amz-checksum-crc32c:sOO8/R==\n'))).toThrow(
    expect.objectContaining({ type: 'SignatureDoesNotMatch' }),
  )
  chunks?.trailer(signature, sha256('x-amz-checksum-crc32c:sOO8/Q==\n'))
})

test("a service's refusals, word for word", async () => {
  const missing = make()
  delete missing.headers.authorization
  expect(await refusal(check(missing))).toEqual([
    'MissingAuthenticationTokenException',
    'Missing Authentication Token',
    400,
  ])
  expect(await refusal(check(missing, NOW, 'sts'))).toEqual([
    'MissingAuthenticationToken',
    'Request is missing Authentication Token',
    403,
  ])
  const bare = make()
  bare.headers = { host: 'x', authorization: 'X' }
  expect(await refusal(check(bare))).toEqual([
    'IncompleteSignatureException',
    "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=X",
    400,
  ])
  bare.headers = { host: 'x', date: 'a', authorization: 'AWS4- Signature=b, Credential=a' }
  expect((await refusal(check(bare)))[1]).toBe(
    "Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4- Signature=b, Credential=a",
  )
  bare.query = 'X-Amz-Algorithm'
  expect(await refusal(check(bare))).toEqual([
    'InvalidSignatureException',
    "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    400,
  ])
  delete bare.headers.authorization
  bare.query = 'X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Signature=c&X-Amz-Date=d'
  expect(await refusal(check(bare))).toEqual([
    'IncompleteSignatureException',
    "AWS query-string parameters must include 'X-Amz-SignedHeaders'. Re-examine the query-string parameters.",
    400,
  ])
  bare.query = 'X-Amz-Credential=a&X-Amz-Signature=b&X-Amz-SignedHeaders=c&X-Amz-Date=d'
  expect(await typeOf(check(bare))).toBe('MissingAuthenticationTokenException')
})

test('a scope of another service, day or form is refused, all that is wrong at once', async () => {
  const request = make()
  const scoped = (scope: string) => ({
    ...request,
    headers: {
      ...request.headers,
      authorization: request.headers.authorization.replace(/Credential=[^,]+/, `Credential=${scope}`),
    },
  })
  expect(await refusal(check(scoped('a/b/c/d')))).toEqual([
    'IncompleteSignatureException',
    "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b/c/d'",
    400,
  ])
  expect(await refusal(check(scoped('a/b/C/d/e')))).toEqual([
    'InvalidSignatureException',
    "Credential should be scoped to a valid region, not 'C'. Credential should be scoped to correct service: 'kinesis'. Credential should be scoped with a valid terminator: 'aws4_request', not 'e'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: 'b' != '20130524', from '20130524T000000Z'. ",
    400,
  ])
  const elsewhere = 'AKIAELSEWHERE/20130524/us-east-1/kinesis/aws4_request'
  const token = 'The security token included in the request is invalid.'
  expect(await refusal(check(scoped(elsewhere)))).toEqual(['UnrecognizedClientException', token, 400])
  const session = make({ headers: { 'x-amz-security-token': 'x' } })
  expect(await refusal(check(session))).toEqual(['UnrecognizedClientException', token, 400])
  const sts = make({ service: 'sts', accessKeyId: 'AKIAELSEWHERE' })
  expect(await refusal(check(sts, NOW, 'sts'))).toEqual(['InvalidClientTokenId', token, 403])
})

test('outside its time a request is a replay', async () => {
  const request = make()
  expect((await check(request, NOW + 5 * 60_000)).caller.account).toBe(OWNER.account)
  expect(await refusal(check(request, NOW + 5 * 60_000 + 1000))).toEqual([
    'InvalidSignatureException',
    'Signature expired: 20130524T000000Z is now earlier than 20130524T000001Z (20130524T000501Z - 5 min.)',
    400,
  ])
  expect(await refusal(check(request, NOW - 5 * 60_000 - 1000))).toEqual([
    'InvalidSignatureException',
    'Signature not yet current: 20130524T000000Z is still later than 20130523T235959Z (20130523T235459Z + 5 min.)',
    400,
  ])
  const undated = make()
  undated.headers['x-amz-date'] = '201'
  expect(await refusal(check(undated))).toEqual([
    'IncompleteSignatureException',
    "Date must be in ISO-8601 'basic format'. Got '201'. See http://en.wikipedia.org/wiki/ISO_8601",
    400,
  ])
  const sts = make({ service: 'sts' })
  await check(sts, NOW + 15 * 60_000, 'sts')
  expect(await typeOf(check(sts, NOW + 15 * 60_000 + 1000, 'sts'))).toBe('SignatureDoesNotMatch')
  const presigned = make({ service: 'sts', method: 'GET', expires: 60 })
  await check(presigned, NOW + 60_000, 'sts')
  expect((await refusal(check(presigned, NOW + 61_000, 'sts')))[1]).toContain('Signature expired')
})

test('S3: the clock, presigned ends, and what S3 says with them', async () => {
  const at = (now: number, request: Signed) => check(request, now, 's3')
  const request = make({ service: 's3', method: 'GET', path: '/b/k' })
  await at(NOW + 900_000, request)
  await expect(at(NOW + 901_000, request)).rejects.toMatchObject({
    type: 'RequestTimeTooSkewed',
    status: 403,
    details: {
      RequestTime: '20130524T000000Z',
      ServerTime: '2013-05-24T00:15:01Z',
      MaxAllowedSkewMilliseconds: '900000',
    },
  })
  const presigned = make({ service: 's3', method: 'GET', path: '/b/k', expires: 60 })
  await at(NOW + 60_000, presigned)
  await expect(at(NOW + 60_001, presigned)).rejects.toMatchObject({
    type: 'AccessDenied',
    message: 'Request has expired',
    status: 403,
    details: { 'X-Amz-Expires': '60', Expires: '2013-05-24T00:01:00Z', ServerTime: '2013-05-24T00:01:00Z' },
  })
  expect((await refusal(at(NOW - 901_000, presigned)))[1]).toBe('Request is not yet valid')
  const week = make({ service: 's3', method: 'GET', path: '/b/k', expires: 604_801 })
  expect(await refusal(at(NOW, week))).toEqual([
    'AuthorizationQueryParametersError',
    'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    400,
  ])
})

test("S3's refusals of form", async () => {
  const s3 = (request: Signed, streams = false) => refusal(check(request, NOW, 's3', streams))
  const anonymous = make({ service: 's3' })
  delete anonymous.headers.authorization
  expect(await s3(anonymous)).toEqual(['AccessDenied', 'Access Denied', 403])
  anonymous.query = 'AWSAccessKeyId=a&Signature=b'
  expect(await s3(anonymous)).toEqual([
    'AccessDenied',
    'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
    403,
  ])
  anonymous.query = ''
  anonymous.headers.authorization = 'AWS AKIAEXAMPLE:c2lnbmF0dXJl'
  expect(await s3(anonymous)).toEqual([
    'InvalidRequest',
    'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    400,
  ])
  anonymous.headers.authorization = 'Bearer x'
  expect(await s3(anonymous)).toEqual(['InvalidArgument', 'Unsupported Authorization Type', 400])
  const unknown = make({ service: 's3', accessKeyId: 'AKIAELSEWHERE' })
  expect(await s3(unknown)).toEqual([
    'InvalidAccessKeyId',
    'The AWS Access Key Id you provided does not exist in our records.',
    403,
  ])
  const token = make({ service: 's3', headers: { 'x-amz-security-token': 't' } })
  expect(await s3(token)).toEqual([
    'InvalidToken',
    'The provided token is malformed or otherwise invalid.',
    400,
  ])
  const hidden = make({ service: 's3', headers: { 'x-amz-acl': 'private' }, unsigned: ['x-amz-acl'] })
  expect(await s3(hidden)).toEqual([
    'AccessDenied',
    'There were headers present in the request which were not signed',
    403,
  ])
  expect((await s3(make({ service: 's3', payload: 'constructor' })))[0]).toBe('InvalidArgument')
  expect((await s3(make({ service: 's3', payload: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' })))[0]).toBe(
    'MissingContentLength',
  )
  const body = make({ service: 's3', body: 'a' })
  body.body = 'b'
  await expect(check(body, NOW, 's3')).rejects.toMatchObject({
    type: 'XAmzContentSHA256Mismatch',
    details: { ClientComputedContentSHA256: sha256('a'), S3ComputedContentSHA256: sha256('b') },
  })
  const wrong = make({ service: 's3', method: 'GET', secretAccessKey: 'other' })
  await expect(check(wrong, NOW, 's3')).rejects.toMatchObject({
    type: 'SignatureDoesNotMatch',
    status: 403,
    details: {
      AWSAccessKeyId: KEY.accessKeyId,
      SignatureProvided: wrong.signature,
      StringToSignBytes: expect.stringMatching(/^41 57 53 34 /),
      CanonicalRequest: expect.stringContaining('GET\n/\n\nhost:localhost:4566\n'),
    },
  })
})

test('a presigned URL of Signature Version 2, which boto3 makes still: the example of the reference', async () => {
  const example = {
    method: 'GET',
    rawPath: '/photos/puppy.jpg',
    rawQuery:
      'AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620',
    headers: { host: 'johnsmith.s3.amazonaws.com' },
    signingName: 's3',
  }
  const end = 1_175_139_620_000
  const at = (facts: Partial<RequestFacts>, now = end) => authenticateAt(now)({ ...example, ...facts })
  const caller = { ...OWNER, region: 'us-east-1', accessKeyId: KEY.accessKeyId }
  expect(await at({})).toEqual({ caller })
  expect(await at({ rawPath: '/johnsmith/photos/puppy.jpg', headers: { host: 'localhost' } })).toEqual({
    caller,
  })
  expect(await typeOf(at({ rawPath: '/photos/kitten.jpg' }))).toBe('SignatureDoesNotMatch')
  expect(await typeOf(at({ headers: { host: 'other.s3.amazonaws.com' } }))).toBe('SignatureDoesNotMatch')
  expect(await typeOf(at({ method: 'DELETE' }))).toBe('SignatureDoesNotMatch')
  expect(await typeOf(at({ rawQuery: `${example.rawQuery}&acl` }))).toBe('SignatureDoesNotMatch')
  expect(await typeOf(at({ rawQuery: `${example.rawQuery}&legal-hold` }))).toBe('InvalidRequest')
  expect(await typeOf(at({ headers: { ...example.headers, 'x-amz-acl': 'private' } }))).toBe(
    'SignatureDoesNotMatch',
  )
  const later = example.rawQuery.replace('1175139620', '1175139621')
  expect(await typeOf(at({ rawQuery: later }))).toBe('SignatureDoesNotMatch')
  expect(await refusal(at({}, end + 1))).toEqual(['AccessDenied', 'Request has expired', 403])
})

test('UNSIGNED-PAYLOAD is for S3 alone', async () => {
  const s3 = make({ service: 's3', payload: 'UNSIGNED-PAYLOAD', body: 'anything' })
  expect((await check(s3, NOW, 's3', true)).bodyHash).toBeUndefined()
  const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }
  const kinesis = make({ payload: 'UNSIGNED-PAYLOAD', body: '{}', headers })
  expect(await typeOf(check(kinesis))).toBe('InvalidSignatureException')
})

test('a header that a signature names is looked for among the headers only', async () => {
  const request = make()
  request.headers.authorization = request.headers.authorization.replace(
    'SignedHeaders=',
    'SignedHeaders=constructor;__proto__;',
  )
  expect(await typeOf(check(request))).toBe('InvalidSignatureException')
  const unsigned = make({
    headers: { 'x-amz-target': 'Kinesis_20131202.ListStreams' },
    unsigned: ['x-amz-target'],
  })
  expect((await refusal(check(unsigned)))[1]).toBe(
    "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.",
  )
  const hostless = make({ unsigned: ['host'] })
  expect((await refusal(check(hostless)))[1]).toBe(
    "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
  )
})

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

test('the signing key is the one of the specification', async () => {
  expect(
    signingKey('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', '20150830', 'us-east-1', 'iam').toString('hex'),
  ).toBe('c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9')
})

import { expect, test } from 'vitest'
import { check, KEY, make, NOW, OWNER, refusal, typeOf } from '../../../test/sdk/signature-attempts.ts'
import { type Signed, sha256 } from '../../../test/sdk/signature-client.ts'

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

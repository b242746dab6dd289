import { expect, test } from 'vitest'
import { authenticateAt, KEY, NOW, OWNER, refusal, typeOf } from '../../../test/sdk/signature-attempts.ts'
import { sha256, signingKey } from '../../../test/sdk/signature-client.ts'
import type { RequestFacts } from '../authentication.ts'
import { requireSignatures } from './index.ts'

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

test('the signing key is the one of the specification', async () => {
  expect(
    signingKey('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', '20150830', 'us-east-1', 'iam').toString('hex'),
  ).toBe('c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9')
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

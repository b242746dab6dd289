import { expect, test } from 'vitest'
import { sha256, signed } from '../../../test/sdk/signature-client.ts'
import { ServiceError } from '../../record/index.ts'
import { requireSignatures } from './index.ts'

const NOW = Date.UTC(2026, 10, 20)
const KEY = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'secret' }
const authenticate = requireSignatures({
  credentials: (id) =>
    id === KEY.accessKeyId ? { ...KEY, account: '0', arn: 'arn:aws:iam::0:root' } : undefined,
  now: () => NOW,
})

/** Seeded: a failure comes again. */
function randomOf(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const PIECES = [
  ...[
    'AWS4-HMAC-SHA256',
    'AWS4-ECDSA-P256-SHA256',
    'AWS',
    ' ',
    ',',
    '=',
    '/',
    ';',
    '&',
    '%',
    '%2',
    '%zz',
    '+',
    '\t',
  ],
  ...[
    'Credential=',
    'SignedHeaders=',
    'Signature=',
    'host',
    'x-amz-date',
    'constructor',
    '__proto__',
    ':authority',
  ],
  ...[
    KEY.accessKeyId,
    '20261120',
    'us-east-1',
    's3',
    'kinesis',
    'aws4_request',
    '20261120T000000Z',
    '0'.repeat(64),
  ],
  ...['X-Amz-Algorithm', 'X-Amz-Credential=', 'X-Amz-Date=', 'X-Amz-Expires=', '-1', '1e9', '604800', 'NaN'],
  ...[
    'AWSAccessKeyId=',
    'Expires=',
    '9'.repeat(12),
    'ü',
    '\u0100',
    '\ud800',
    '..',
    '//',
    '',
    'a'.repeat(5000),
  ],
  ...[
    'UNSIGNED-PAYLOAD',
    'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    '9999-99-99',
    'Fri, 20 Nov 2026 00:00:00 GMT',
  ],
]
const HEADERS = [
  'authorization',
  'host',
  'date',
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-security-token',
]

test('whatever is sent as a proof of identity, the answer is a refusal that AWS has, at once', async () => {
  const random = randomOf(20261120)
  const junk = () => Array.from({ length: random(8) }, () => PIECES[random(PIECES.length)]).join('')
  const answers = new Set<string>()
  for (let round = 0; round < 20_000; round++) {
    const base = signed({ ...KEY, at: NOW, service: ['s3', 'kinesis', 'sts'][round % 3], body: 'body' })
    const headers: Record<string, string | undefined> = { ...base.headers }
    for (let count = random(3); count > 0; count--) {
      headers[HEADERS[random(HEADERS.length)]] = random(4) === 0 ? undefined : junk()
    }
    const presigned = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${KEY.accessKeyId}%2F20261120%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261120T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=0&X-Amz-Expires=`
    const rawQuery = [base.query, junk(), presigned + junk()][random(3)]
    const attempt = authenticate({
      ...{ method: base.method, rawPath: random(3) === 0 ? `/${junk()}` : '/', rawQuery, headers },
      signingName: ['s3', 'kinesis', 'sts'][random(3)],
      ...(random(2) === 0 ? { bodySha256: () => sha256('body') } : {}),
    })
    const answer = await attempt.then(
      () => 'accepted',
      (error) => (error instanceof ServiceError ? error.type : `${error} ${JSON.stringify(headers)}`),
    )
    answers.add(answer)
  }
  for (const answer of answers) expect(answer).toMatch(/^[A-Za-z0-9]+$/)
  expect(answers.size).toBeGreaterThan(10)
})

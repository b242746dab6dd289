import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Authenticated, RequestFacts } from '../authentication.ts'
import { s3Address } from '../s3-address.ts'
import { queryPairs } from './canonical.ts'
import { s3Errors } from './errors.ts'
import type { SigningCredential } from './index.ts'

// Presigned URLs of Signature Version 2: `?AWSAccessKeyId=…&Expires=EPOCH-SECONDS&Signature=BASE64`. Old, but what
// boto3 still makes for S3 in us-east-1 and the other old regions unless it is told otherwise.
//
// StringToSign = METHOD \n Content-MD5 \n Content-Type \n Expires \n (x-amz-name:value \n)… /bucket/key[?subresources]
// Signature = base64(HMAC-SHA1(secret, StringToSign))

/** Parameters that name a part of a bucket or object, or alter the answer: they are signed. */
const SUBRESOURCES = new Set(
  (
    'accelerate acl analytics cors defaultObjectAcl delete inventory lifecycle location logging metrics ' +
    'notification object-lock partNumber policy replication requestPayment response-cache-control ' +
    'response-content-disposition response-content-encoding response-content-language response-content-type ' +
    'response-expires restore select select-type storageClass tagging torrent uploadId uploads versionId ' +
    'versioning versions website'
  ).split(' '),
)

/** Those that only choose among names. S3's newer parameters this signature does not know: they could be added to it. */
const UNSIGNED = new Set(
  (
    'AWSAccessKeyId Expires Signature continuation-token delimiter encoding-type fetch-owner key-marker list-type ' +
    'marker max-keys max-parts max-uploads part-number-marker prefix start-after upload-id-marker version-id-marker ' +
    'x-id'
  ).split(' '),
)

/** What a signer could not put into a header, it put into the query. */
const HOISTED = /^(?:x-amz-.+|content-md5|content-type)$/

/** `AWSAccessKeyId` or `Signature` in the query. */
export function isPresignedV2({ rawQuery }: RequestFacts): boolean {
  return /(?:^|&)(?:AWSAccessKeyId|Signature)=/.test(rawQuery)
}

export function authenticateV2(
  facts: RequestFacts,
  now: number,
  credentials: (accessKeyId: string) => SigningCredential | undefined,
): Authenticated {
  const pairs = queryPairs(facts.rawQuery)
  const query = new Map(pairs)
  const [accessKeyId, expires, signature] = ['AWSAccessKeyId', 'Expires', 'Signature'].map((name) =>
    query.get(name),
  )
  if (!accessKeyId || !expires || !signature || !/^\d{1,12}$/.test(expires)) throw s3Errors.incompleteV2()
  const known = (name: string) => SUBRESOURCES.has(name) || UNSIGNED.has(name) || HOISTED.test(name)
  if (!pairs.every(([name]) => known(name))) throw s3Errors.mechanism()
  const credential = credentials(accessKeyId)
  if (!credential) throw s3Errors.unknownKey(accessKeyId)
  const text = stringToSign(facts, pairs, expires)
  const expected = createHmac('sha1', credential.secretAccessKey).update(text).digest()
  const given = Buffer.from(signature.replaceAll(' ', '+'), 'base64')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw s3Errors.mismatch(accessKeyId, text, signature)
  }
  const end = Number(expires) * 1000
  if (now > end) throw s3Errors.expired(undefined, end, now)
  const token = query.get('x-amz-security-token') ?? facts.headers['x-amz-security-token']
  if (token !== credential.sessionToken) throw s3Errors.token(token ?? '')
  const { account, arn } = credential
  return { caller: { account, arn, region: 'us-east-1', accessKeyId } }
}

function stringToSign(
  { method, rawPath, headers }: RequestFacts,
  pairs: readonly (readonly [name: string, value: string])[],
  expires: string,
): string {
  const hoisted = pairs.filter(([name]) => HOISTED.test(name))
  const named = new Map([...hoisted, ...Object.entries(headers)])
  const amazon = [...named]
    .filter(([name, value]) => name.startsWith('x-amz-') && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value?.trim()}\n`)
  const { bucket, rawPath: rest } = s3Address(headers.host, rawPath)
  const subresources = pairs
    .filter(([name]) => SUBRESOURCES.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .join('&')
  // In virtual-host style the bucket is not in the path as sent; in path style it is, just so.
  const resource = rawPath === rest && bucket ? `/${bucket}${rawPath}` : rawPath
  const head = [method, named.get('content-md5') ?? '', named.get('content-type') ?? '', expires]
  return `${head.join('\n')}\n${amazon.join('')}${resource}${subresources && `?${subresources}`}`
}

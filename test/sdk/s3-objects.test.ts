import { createHash } from 'node:crypto'
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetObjectTorrentCommand,
  HeadObjectCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  RenameObjectCommand,
  RestoreObjectCommand,
  SelectObjectContentCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test } from 'vitest'
import { refusal, s3ForTests, textOf } from './s3-objects-world.ts'

const s3 = s3ForTests()
const { send } = s3
const md5 = (text: string) => createHash('md5').update(text).digest('hex')

test('an object comes back as it was put, with all that was said of it', async () => {
  const about = {
    CacheControl: 'max-age=60',
    ContentDisposition: 'attachment; filename="a.txt"',
    ContentEncoding: 'gzip',
    ContentLanguage: 'en-GB',
    ContentType: 'text/plain',
    Expires: new Date('2031-01-02T03:04:05Z'),
    Metadata: { who: 'me', empty: '' },
    StorageClass: 'STANDARD_IA',
    WebsiteRedirectLocation: '/elsewhere',
  } as const
  const put = await send(PutObjectCommand, { Key: 'a b/ü+&?#.txt', Body: 'hello', ...about })
  expect(put).toMatchObject({
    ETag: `"${md5('hello')}"`,
    ChecksumCRC32: 'NhCmhg==',
    ChecksumType: 'FULL_OBJECT',
    ServerSideEncryption: 'AES256',
  })
  const got = await send(GetObjectCommand, { Key: 'a b/ü+&?#.txt' })
  expect(got).toMatchObject({
    ...about,
    ETag: put.ETag,
    ContentLength: 5,
    AcceptRanges: 'bytes',
    LastModified: expect.any(Date),
    ServerSideEncryption: 'AES256',
    ChecksumCRC32: 'NhCmhg==',
  })
  expect(await textOf(got)).toBe('hello')
  const head = await send(HeadObjectCommand, { Key: 'a b/ü+&?#.txt' })
  expect(head).toMatchObject({ ...about, ETag: put.ETag, ContentLength: 5 })
  expect(head).not.toHaveProperty('ChecksumCRC32')
})

test('nothing said: S3’s own type, class and encryption', async () => {
  const url = await getSignedUrl(s3.client, new PutObjectCommand({ Bucket: 'logs', Key: 'plain' }))
  const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(0) })
  expect([answer.status, answer.headers.get('etag')]).toEqual([200, `"${md5('')}"`])
  const head = await send(HeadObjectCommand, { Key: 'plain', ChecksumMode: 'ENABLED' })
  expect(head).toMatchObject({ ContentType: 'binary/octet-stream', ContentLength: 0, Metadata: {} })
  for (const name of ['StorageClass', 'TagCount', 'PartsCount', 'VersionId', 'ContentRange']) {
    expect(head[name]).toBeUndefined()
  }
})

test('a body of unknown origin, as a stream of chunks with a trailer', async () => {
  const { Readable } = await import('node:stream')
  const Body = Readable.from([Buffer.from('stre'), Buffer.from('amed')])
  const put = await send(PutObjectCommand, { Key: 'streamed', Body, ContentLength: 8 })
  expect(put.ETag).toBe(`"${md5('streamed')}"`)
  const got = await send(GetObjectCommand, { Key: 'streamed' })
  expect(got.ContentEncoding).toBeUndefined()
  expect(await textOf(got)).toBe('streamed')
})

test.each([
  ['bytes=0-0', 206, '0', 'bytes 0-0/10'],
  ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
  ['bytes=7-', 206, '789', 'bytes 7-9/10'],
  ['bytes=7-100', 206, '789', 'bytes 7-9/10'],
  ['bytes=-3', 206, '789', 'bytes 7-9/10'],
  ['bytes=-30', 206, '0123456789', 'bytes 0-9/10'],
  ['bytes=0-9', 206, '0123456789', 'bytes 0-9/10'],
  ['bytes=4-2', 200, '0123456789', undefined],
  ['bytes=0-1,3-4', 200, '0123456789', undefined],
  ['lines=0-1', 200, '0123456789', undefined],
])('range %s: %s', async (Range, status, text, shown) => {
  await send(PutObjectCommand, { Key: 'digits', Body: '0123456789' })
  const got = await send(GetObjectCommand, { Key: 'digits', Range })
  expect(got.$metadata.httpStatusCode).toBe(status)
  expect(await textOf(got)).toBe(text)
  expect(got.ContentRange).toBe(shown)
  expect(await send(HeadObjectCommand, { Key: 'digits', Range })).toMatchObject({
    ContentLength: text.length,
  })
})

test('ranges behind the end', async () => {
  await send(PutObjectCommand, { Key: 'digits', Body: '0123456789' })
  await send(PutObjectCommand, { Key: 'nothing', Body: '' })
  for (const [Key, Range] of [
    ['digits', 'bytes=10-'],
    ['digits', 'bytes=-0'],
    ['nothing', 'bytes=0-0'],
    ['nothing', 'bytes=-5'],
  ]) {
    await expect(send(GetObjectCommand, { Key, Range })).rejects.toMatchObject({
      ...refusal('InvalidRange', 416, 'The requested range is not satisfiable'),
      RangeRequested: Range,
      ActualObjectSize: Key === 'digits' ? '10' : '0',
    })
  }
  await expect(
    send(GetObjectCommand, { Key: 'digits', Range: 'bytes=0-1', PartNumber: 1 }),
  ).rejects.toMatchObject(
    refusal('InvalidRequest', 400, 'Cannot specify both Range header and partNumber query parameter'),
  )
  expect(await send(GetObjectCommand, { Key: 'digits', PartNumber: 1 })).toMatchObject({ ContentLength: 10 })
  await expect(send(GetObjectCommand, { Key: 'digits', PartNumber: 2 })).rejects.toMatchObject(
    refusal('InvalidPartNumber', 416),
  )
})

test('conditions of a read', async () => {
  const { ETag } = await send(PutObjectCommand, { Key: 'dated', Body: 'x' })
  const { LastModified: at } = await send(HeadObjectCommand, { Key: 'dated' })
  const before = new Date(at.getTime() - 5000)
  const after = new Date(at.getTime() + 5000)
  const get = (conditions: object) => send(GetObjectCommand, { Key: 'dated', ...conditions })
  for (const holds of [
    { IfMatch: ETag },
    { IfMatch: ETag.slice(1, -1) },
    { IfMatch: `"a", ${ETag}` },
    { IfMatch: '*' },
    { IfMatch: ETag, IfUnmodifiedSince: before },
    { IfNoneMatch: '"other"' },
    { IfNoneMatch: '"other"', IfModifiedSince: after },
    { IfModifiedSince: before },
    { IfUnmodifiedSince: at },
    { IfUnmodifiedSince: after },
  ]) {
    expect(await textOf(await get(holds))).toBe('x')
  }
  const failed = refusal(
    'PreconditionFailed',
    412,
    'At least one of the pre-conditions you specified did not hold',
  )
  await expect(get({ IfMatch: '"other"' })).rejects.toMatchObject({ ...failed, Condition: 'If-Match' })
  await expect(get({ IfUnmodifiedSince: before })).rejects.toMatchObject({
    ...failed,
    Condition: 'If-Unmodified-Since',
  })
  for (const unchanged of [{ IfNoneMatch: ETag }, { IfModifiedSince: at }, { IfModifiedSince: after }]) {
    await expect(get(unchanged)).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } })
    await expect(send(HeadObjectCommand, { Key: 'dated', ...unchanged })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    })
  }
  await expect(send(HeadObjectCommand, { Key: 'dated', IfMatch: 'x' })).rejects.toMatchObject({
    $metadata: { httpStatusCode: 412 },
  })
})

test('conditions of a write', async () => {
  const put = (Body: string, conditions: object) =>
    send(PutObjectCommand, { Key: 'cond', Body, ...conditions })
  await expect(put('a', { IfMatch: '"x"' })).rejects.toMatchObject(refusal('NoSuchKey', 404))
  const { ETag } = await put('a', { IfNoneMatch: '*' })
  await expect(put('b', { IfNoneMatch: '*' })).rejects.toMatchObject(refusal('PreconditionFailed', 412))
  await expect(put('b', { IfMatch: '"x"' })).rejects.toMatchObject(refusal('PreconditionFailed', 412))
  await expect(put('b', { IfNoneMatch: ETag })).rejects.toMatchObject(refusal('NotImplemented', 501))
  expect(await textOf(await send(GetObjectCommand, { Key: 'cond' }))).toBe('a')
  await put('b', { IfMatch: ETag })
  expect(await textOf(await send(GetObjectCommand, { Key: 'cond' }))).toBe('b')
})

test('what an answer shall say instead', async () => {
  await send(PutObjectCommand, { Key: 'said', Body: 'x', ContentType: 'text/plain' })
  const instead = {
    ResponseCacheControl: 'no-store',
    ResponseContentDisposition: 'inline',
    ResponseContentEncoding: 'br',
    ResponseContentLanguage: 'fr',
    ResponseContentType: 'text/html',
    ResponseExpires: new Date('2033-01-01T00:00:00Z'),
  }
  const command = new GetObjectCommand({ Bucket: 'logs', Key: 'said', ...instead })
  const { headers } = await fetch(await getSignedUrl(s3.client, command))
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'no-store',
    'content-disposition': 'inline',
    'content-encoding': 'br',
    'content-language': 'fr',
    'content-type': 'text/html',
    expires: 'Sat, 01 Jan 2033 00:00:00 GMT',
  })
})

test('what is not there', async () => {
  await expect(send(GetObjectCommand, { Key: 'none' })).rejects.toMatchObject({
    ...refusal('NoSuchKey', 404, 'The specified key does not exist.'),
    Key: 'none',
  })
  await expect(send(GetObjectCommand, { Bucket: 'none', Key: 'none' })).rejects.toMatchObject({
    ...refusal('NoSuchBucket', 404, 'The specified bucket does not exist'),
    BucketName: 'none',
  })
  await expect(send(HeadObjectCommand, { Key: 'none' })).rejects.toMatchObject(refusal('NotFound', 404))
  await expect(send(PutObjectCommand, { Bucket: 'none', Key: 'a', Body: 'x' })).rejects.toMatchObject(
    refusal('NoSuchBucket', 404),
  )
  expect(await send(DeleteObjectCommand, { Key: 'none' })).toMatchObject({
    $metadata: { httpStatusCode: 204 },
  })
  await expect(send(DeleteObjectCommand, { Bucket: 'none', Key: 'none' })).rejects.toMatchObject(
    refusal('NoSuchBucket', 404),
  )
})

test('buckets have no versions: every object is its version null', async () => {
  await send(PutObjectCommand, { Key: 'v', Body: 'x' })
  expect(await textOf(await send(GetObjectCommand, { Key: 'v', VersionId: 'null' }))).toBe('x')
  for (const VersionId of ['x', 'V'.repeat(32)]) {
    for (const Command of [GetObjectCommand, DeleteObjectCommand]) {
      await expect(send(Command, { Key: 'v', VersionId })).rejects.toMatchObject(
        refusal('InvalidArgument', 400, 'Invalid version id specified'),
      )
    }
    const { Errors } = await send(DeleteObjectsCommand, { Delete: { Objects: [{ Key: 'v', VersionId }] } })
    expect(Errors).toMatchObject([{ Key: 'v', VersionId, Code: 'NoSuchVersion' }])
  }
  await send(DeleteObjectCommand, { Key: 'v', VersionId: 'null' })
  await expect(send(HeadObjectCommand, { Key: 'v' })).rejects.toMatchObject(refusal('NotFound', 404))
})

test.each([
  ['CRC32', 'NhCmhg=='],
  ['CRC32C', 'mnG7TA=='],
  ['CRC64NVME', 'M3eFcAZSQlc='],
  ['SHA1', 'qvTGHdzF6KLavt4PO0gs2a6pQ00='],
  ['SHA256', 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ='],
])('%s: verified, kept, shown', async (algorithm, sum) => {
  const member = `Checksum${algorithm}`
  const Key = `sum-${algorithm}`
  expect(await send(PutObjectCommand, { Key, Body: 'hello', [member]: sum })).toMatchObject({ [member]: sum })
  expect(await send(HeadObjectCommand, { Key, ChecksumMode: 'ENABLED' })).toMatchObject({
    [member]: sum,
    ChecksumType: 'FULL_OBJECT',
  })
  const half = await send(GetObjectCommand, { Key, Range: 'bytes=0-1' })
  expect([half[member], await textOf(half)]).toEqual([undefined, 'he'])
  await expect(send(PutObjectCommand, { Key, Body: 'hullo', [member]: sum })).rejects.toMatchObject(
    refusal('BadDigest', 400, `The ${algorithm} you specified did not match the calculated checksum.`),
  )
  await expect(send(PutObjectCommand, { Key, Body: 'hello', [member]: 'x' })).rejects.toMatchObject(
    refusal('InvalidRequest', 400, `Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`),
  )
  expect(await textOf(await send(GetObjectCommand, { Key }))).toBe('hello')
  expect(await s3.left()).toEqual([])
})

test('Content-MD5', async () => {
  const right = createHash('md5').update('hello').digest('base64')
  await send(PutObjectCommand, { Key: 'md5', Body: 'hello', ContentMD5: right })
  await expect(
    send(PutObjectCommand, { Key: 'md5', Body: 'hullo', ContentMD5: right }),
  ).rejects.toMatchObject({
    ...refusal('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.'),
    ExpectedDigest: right,
  })
  await expect(send(PutObjectCommand, { Key: 'md5', Body: 'hello', ContentMD5: 'x' })).rejects.toMatchObject(
    refusal('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.'),
  )
})

test.each([
  ['a key of 1,025 bytes', { Key: 'x'.repeat(1025) }, 'KeyTooLongError', 400],
  ['metadata over 2 KB', { Metadata: { big: 'x'.repeat(2046) } }, 'MetadataTooLarge', 400],
  ['an unknown class', { StorageClass: 'COLD' as never }, 'InvalidStorageClass', 400],
  ['an archive', { StorageClass: 'GLACIER' as const }, 'NotImplemented', 501],
  ['keys of KMS', { ServerSideEncryption: 'aws:kms' as const }, 'NotImplemented', 501],
  ['an unknown encryption', { ServerSideEncryption: 'rot13' as never }, 'InvalidArgument', 400],
  ['Object Lock', { ObjectLockMode: 'GOVERNANCE' as const }, 'NotImplemented', 501],
  ['a public ACL', { ACL: 'public-read' as const }, 'AccessControlListNotSupported', 400],
  ['a grant', { GrantRead: 'id=1' }, 'AccessControlListNotSupported', 400],
  ['a redirect to nowhere', { WebsiteRedirectLocation: 'nowhere' }, 'InvalidRedirectLocation', 400],
  ['another owner', { ExpectedBucketOwner: '111111111111' }, 'AccessDenied', 403],
  [
    'eleven tags',
    { Tagging: Array.from({ length: 11 }, (_, at) => `k${at}=v`).join('&') },
    'BadRequest',
    400,
  ],
  ['a tag twice', { Tagging: 'a=1&a=2' }, 'InvalidTag', 400],
])('refuses %s', async (_, input, name, status) => {
  await expect(send(PutObjectCommand, { Key: 'refused', Body: 'x', ...input })).rejects.toMatchObject(
    refusal(name, status),
  )
})

test('accepts what holds anyway', async () => {
  const input = { ACL: 'private', ServerSideEncryption: 'AES256', RequestPayer: 'requester' } as const
  await send(PutObjectCommand, { Key: 'own', Body: 'x', ...input, ExpectedBucketOwner: '000000000000' })
  const acl = await send(GetObjectAclCommand, { Key: 'own' })
  expect(acl).toMatchObject({
    Owner: { ID: expect.stringMatching(/^[0-9a-f]{64}$/) },
    Grants: [{ Grantee: { Type: 'CanonicalUser', ID: acl.Owner.ID }, Permission: 'FULL_CONTROL' }],
  })
  const { Owner, Grants } = acl
  await send(PutObjectAclCommand, { Key: 'own', ACL: 'bucket-owner-full-control' })
  await send(PutObjectAclCommand, { Key: 'own', AccessControlPolicy: { Owner, Grants } })
  await expect(send(PutObjectAclCommand, { Key: 'own', ACL: 'public-read' })).rejects.toMatchObject(
    refusal('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs'),
  )
  await expect(
    send(PutObjectAclCommand, {
      Key: 'own',
      AccessControlPolicy: { Owner, Grants: [{ ...Grants[0], Permission: 'READ' }] },
    }),
  ).rejects.toMatchObject(refusal('AccessControlListNotSupported', 400))
})

test('removal, alone and by conditions', async () => {
  const { ETag } = await send(PutObjectCommand, { Key: 'gone', Body: 'x' })
  await expect(send(DeleteObjectCommand, { Key: 'gone', IfMatch: '"x"' })).rejects.toMatchObject(
    refusal('PreconditionFailed', 412),
  )
  await send(DeleteObjectCommand, { Key: 'gone', IfMatch: ETag })
  await expect(send(DeleteObjectCommand, { Key: 'gone', IfMatch: ETag })).rejects.toMatchObject(
    refusal('NoSuchKey', 404),
  )
})

test('removal of many: each stands alone', async () => {
  for (const Key of ['m/1', 'm/2', 'm/3 <&>']) await send(PutObjectCommand, { Key, Body: 'x' })
  const Objects = [
    { Key: 'm/1' },
    { Key: 'm/none' },
    { Key: 'm/2', VersionId: 'x' },
    { Key: 'x'.repeat(1025) },
  ]
  const answer = await send(DeleteObjectsCommand, { Delete: { Objects } })
  expect(answer.Deleted.map(({ Key }: { Key: string }) => Key)).toEqual(['m/1', 'm/none'])
  expect(answer.Errors).toMatchObject([
    { Key: 'm/2', VersionId: 'x', Code: 'NoSuchVersion' },
    { Key: 'x'.repeat(1025), Code: 'KeyTooLongError' },
  ])
  const quiet = await send(DeleteObjectsCommand, {
    Delete: { Quiet: true, Objects: [{ Key: 'm/2' }, { Key: 'm/3 <&>' }] },
  })
  expect([quiet.Deleted ?? [], quiet.Errors ?? []]).toEqual([[], []])
  for (const Key of ['m/1', 'm/2', 'm/3 <&>']) {
    await expect(send(HeadObjectCommand, { Key })).rejects.toMatchObject(refusal('NotFound', 404))
  }
  for (const count of [0, 1001]) {
    const many = Array.from({ length: count }, (_, at) => ({ Key: String(at) }))
    await expect(send(DeleteObjectsCommand, { Delete: { Objects: many } })).rejects.toMatchObject(
      refusal('MalformedXML', 400),
    )
  }
})

test('presigned URLs', async () => {
  const put = await getSignedUrl(s3.client, new PutObjectCommand({ Bucket: 'logs', Key: 'signed/ä' }))
  expect((await fetch(put, { method: 'PUT', body: 'by url' })).status).toBe(200)
  const get = await getSignedUrl(s3.client, new GetObjectCommand({ Bucket: 'logs', Key: 'signed/ä' }))
  expect(await (await fetch(get)).text()).toBe('by url')
})

test.each([
  ['RestoreObject', RestoreObjectCommand, {}],
  ['GetObjectTorrent', GetObjectTorrentCommand, {}],
  ['RenameObject', RenameObjectCommand, { RenameSource: '/logs/b' }],
  [
    'SelectObjectContent',
    SelectObjectContentCommand,
    { Expression: 'select 1', ExpressionType: 'SQL', InputSerialization: {}, OutputSerialization: {} },
  ],
] as const)('%s is refused by name', async (name, Command, input) => {
  await expect(
    s3.client.send(new (Command as never as typeof GetObjectCommand)({ Bucket: 'logs', Key: 'a', ...input })),
  ).rejects.toMatchObject(refusal('NotImplemented', 501, name))
})

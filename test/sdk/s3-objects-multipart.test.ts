import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { expect, test } from 'vitest'
import { type Any, refusal, s3ForTests } from './s3-objects-world.ts'

const s3 = s3ForTests()
const { send } = s3

const MIB = 2 ** 20
const bytes = (size: number, seed: number) => Buffer.alloc(size, `${seed}-abcdefgh`)
const md5 = (body: Uint8Array) => createHash('md5').update(body).digest('hex')
const etagOf = (bodies: readonly Uint8Array[]) =>
  `"${md5(Buffer.concat(bodies.map((body) => Buffer.from(md5(body), 'hex'))))}-${bodies.length}"`

async function begin(Key: string, input: object = {}): Promise<{ Key: string; UploadId: string }> {
  const { UploadId } = await send(CreateMultipartUploadCommand, { Key, ...input })
  return { Key, UploadId }
}

async function part(
  upload: { Key: string; UploadId: string },
  PartNumber: number,
  Body: Uint8Array,
  more: object = {},
) {
  const { $metadata, ServerSideEncryption, ...answer } = await send(UploadPartCommand, {
    ...upload,
    PartNumber,
    Body,
    ...more,
  })
  return { PartNumber, ...answer }
}

test('parts become one object, in their order', async () => {
  const bodies = [bytes(5 * MIB, 1), bytes(5 * MIB, 2), bytes(1000, 3)]
  const upload = await begin('whole', { ContentType: 'text/plain', Metadata: { a: 'b' }, Tagging: 't=1' })
  const [third, first, second] = await Promise.all([
    part(upload, 30, bodies[2]),
    part(upload, 10, bodies[0]),
    part(upload, 20, bodies[1]),
  ])
  expect(first).toMatchObject({ ETag: `"${md5(bodies[0])}"`, ChecksumCRC32: expect.any(String) })
  await expect(send(HeadObjectCommand, { Key: 'whole' })).rejects.toMatchObject(refusal('NotFound', 404))
  const complete = { ...upload, MultipartUpload: { Parts: [first, second, third] } }
  const done = await send(CompleteMultipartUploadCommand, complete)
  expect(done).toMatchObject({
    ETag: etagOf(bodies),
    Bucket: 'logs',
    Key: 'whole',
    ChecksumCRC64NVME: expect.any(String),
    ChecksumType: 'FULL_OBJECT',
  })
  const got = await send(GetObjectCommand, { Key: 'whole' })
  expect(got).toMatchObject({ ContentType: 'text/plain', Metadata: { a: 'b' }, TagCount: 1, ETag: done.ETag })
  expect(md5(await got.Body.transformToByteArray())).toBe(md5(Buffer.concat(bodies)))
  // A client that missed the answer asks again.
  expect(await send(CompleteMultipartUploadCommand, complete)).toMatchObject({ ETag: done.ETag })
  // Or twice at once.
  const twice = await begin('twice')
  const Parts = [await part(twice, 1, bodies[2])]
  const both = [1, 2].map(() =>
    send(CompleteMultipartUploadCommand, { ...twice, MultipartUpload: { Parts } }),
  )
  const [one, two] = await Promise.all(both)
  expect(one.ETag).toBe(two.ETag)
  const second2 = await send(GetObjectCommand, { Key: 'whole', PartNumber: 2 })
  expect(second2).toMatchObject({
    PartsCount: 3,
    ContentLength: 5 * MIB,
    ContentRange: `bytes ${5 * MIB}-${10 * MIB - 1}/${10 * MIB + 1000}`,
  })
  expect(md5(await second2.Body.transformToByteArray())).toBe(md5(bodies[1]))
  expect(await send(HeadObjectCommand, { Key: 'whole', PartNumber: 3 })).toMatchObject({
    ContentLength: 1000,
  })
  await expect(send(GetObjectCommand, { Key: 'whole', PartNumber: 4 })).rejects.toMatchObject({
    ...refusal('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable'),
    ActualPartCount: '3',
  })
})

test.each([
  ['CRC32', 'COMPOSITE', undefined],
  ['CRC32C', 'FULL_OBJECT', 'FULL_OBJECT'],
  ['CRC64NVME', 'FULL_OBJECT', undefined],
  ['SHA256', 'COMPOSITE', undefined],
] as const)('%s checksums of parts, %s', async (algorithm, type, asked) => {
  const member = `Checksum${algorithm}`
  const Key = `sum/${algorithm}`
  const bodies = [bytes(5 * MIB, 4), bytes(2000, 5)]
  const upload = await begin(Key, { ChecksumAlgorithm: algorithm, ChecksumType: asked })
  const parts = [
    await part(upload, 1, bodies[0], { ChecksumAlgorithm: algorithm }),
    await part(upload, 2, bodies[1], { ChecksumAlgorithm: algorithm }),
  ] as Any[]
  expect(parts[0][member]).toEqual(expect.any(String))
  expect(await send(ListPartsCommand, upload)).toMatchObject({
    ChecksumAlgorithm: algorithm,
    ChecksumType: type,
    Parts: [{ [member]: parts[0][member] }, { [member]: parts[1][member] }],
  })
  await expect(part(upload, 3, bodies[1], { ChecksumAlgorithm: 'SHA1' })).rejects.toMatchObject(
    refusal('InvalidRequest', 400, 'Checksum Type mismatch occurred'),
  )
  const complete = (more: object, all = parts) =>
    send(CompleteMultipartUploadCommand, { ...upload, MultipartUpload: { Parts: all }, ...more })
  const wrong = [{ ...parts[0], [member]: parts[1][member] }, parts[1]]
  await expect(complete({}, wrong)).rejects.toMatchObject(refusal('InvalidPart', 400))
  if (type === 'COMPOSITE') {
    const { [member]: _, ...bare } = parts[1]
    await expect(complete({}, [parts[0], bare])).rejects.toMatchObject(
      refusal('InvalidRequest', 400, 'It was missing for part 2 in the request.'),
    )
  }
  await expect(complete({ [member]: parts[1][member] })).rejects.toMatchObject(refusal('BadDigest', 400))
  await expect(complete({ MpuObjectSize: 17 })).rejects.toMatchObject(refusal('InvalidRequest', 400))
  const done = await complete({ ChecksumType: type })
  expect(done.ChecksumType).toBe(type)
  if (type === 'COMPOSITE') {
    expect(done[member]).toMatch(/-2$/)
  } else {
    const { [member]: sum } = await send(PutObjectCommand, {
      Key: 'same',
      Body: Buffer.concat(bodies),
      ChecksumAlgorithm: algorithm,
    })
    expect(done[member]).toBe(sum)
  }
  const got = await send(GetObjectCommand, { Key })
  expect(md5(await got.Body.transformToByteArray())).toBe(md5(Buffer.concat(bodies)))
  expect(got[member]).toBe(done[member])
  const { ObjectParts } = await send(GetObjectAttributesCommand, {
    Key,
    ObjectAttributes: ['ObjectParts'],
    MaxParts: 1,
  })
  expect(ObjectParts).toMatchObject({
    TotalPartsCount: 2,
    IsTruncated: true,
    NextPartNumberMarker: '1',
    Parts: [{ PartNumber: 1, Size: 5 * MIB, [member]: parts[0][member] }],
  })
})

test('refuses to complete what was not uploaded so', async () => {
  const upload = await begin('strict')
  const small = await part(upload, 1, bytes(100, 1))
  const large = await part(upload, 2, bytes(5 * MIB, 2))
  const complete = (Parts: object[]) =>
    send(CompleteMultipartUploadCommand, { ...upload, MultipartUpload: { Parts } })
  await expect(complete([])).rejects.toMatchObject(refusal('MalformedXML', 400))
  await expect(complete([small, large])).rejects.toMatchObject({
    ...refusal('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size'),
    ProposedSize: '100',
    MinSizeAllowed: '5242880',
    PartNumber: '1',
  })
  await expect(complete([large, small])).rejects.toMatchObject(
    refusal('InvalidPartOrder', 400, 'The list of parts was not in ascending order.'),
  )
  await expect(complete([large, large])).rejects.toMatchObject(refusal('InvalidPartOrder', 400))
  await expect(complete([{ ...small, ETag: large.ETag }])).rejects.toMatchObject(refusal('InvalidPart', 400))
  await expect(complete([small, { ...large, PartNumber: 3 }])).rejects.toMatchObject(
    refusal('InvalidPart', 400),
  )
  await complete([small])
  expect(await send(HeadObjectCommand, { Key: 'strict' })).toMatchObject({ ContentLength: 100 })
})

test('a part sent again replaces the first', async () => {
  const upload = await begin('again')
  const first = await part(upload, 1, Buffer.from('first'))
  const second = await part(upload, 1, Buffer.from('second'))
  const { Parts } = await send(ListPartsCommand, upload)
  expect(Parts).toMatchObject([{ PartNumber: 1, ETag: second.ETag, Size: 6 }])
  await expect(
    send(CompleteMultipartUploadCommand, { ...upload, MultipartUpload: { Parts: [first] } }),
  ).rejects.toMatchObject(refusal('InvalidPart', 400))
  await send(CompleteMultipartUploadCommand, { ...upload, MultipartUpload: { Parts: [second] } })
})

test('an aborted upload is gone', async () => {
  const upload = await begin('aborted')
  await part(upload, 1, Buffer.from('x'))
  await send(AbortMultipartUploadCommand, upload)
  const gone = refusal('NoSuchUpload', 404, 'The specified upload does not exist.')
  await expect(part(upload, 2, Buffer.from('x'))).rejects.toMatchObject(gone)
  await expect(send(ListPartsCommand, upload)).rejects.toMatchObject(gone)
  await expect(send(AbortMultipartUploadCommand, upload)).rejects.toMatchObject(gone)
  await expect(
    send(CompleteMultipartUploadCommand, {
      ...upload,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag: 'x' }] },
    }),
  ).rejects.toMatchObject(gone)
  const other = await begin('another')
  await expect(part({ ...other, Key: 'not this' }, 1, Buffer.from('x'))).rejects.toMatchObject(gone)
  await expect(part(other, 10_001, Buffer.from('x'))).rejects.toMatchObject(
    refusal('InvalidArgument', 400, 'Part number must be an integer between 1 and 10000, inclusive'),
  )
  await send(AbortMultipartUploadCommand, other)
})

test('parts are listed page by page', async () => {
  const upload = await begin('paged')
  for (const number of [1, 5, 7]) await part(upload, number, Buffer.from(String(number)))
  const first = await send(ListPartsCommand, { ...upload, MaxParts: 2 })
  expect(first).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '5', MaxParts: 2, Key: 'paged' })
  const rest = await send(ListPartsCommand, { ...upload, PartNumberMarker: first.NextPartNumberMarker })
  expect(rest).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 7, Size: 1 }] })
  expect(first.Initiator.ID).toBe(rest.Owner.ID)
})

test('uploads under way are listed by key and begin, page by page', async () => {
  const begun: string[] = []
  for (const key of ['list/a', 'list/a', 'list/b/1', 'list/b/2', 'list/c'])
    begun.push((await begin(key)).UploadId)
  const list = (input: object) => send(ListMultipartUploadsCommand, { Prefix: 'list/', ...input })
  const ids = ({ Uploads = [] }: Any) => Uploads.map(({ UploadId }: { UploadId: string }) => UploadId)
  expect(ids(await list({})).sort()).toEqual([...begun].sort())
  const seen: string[] = []
  let page = await list({ MaxUploads: 2 })
  while (page.IsTruncated) {
    seen.push(...ids(page))
    page = await list({
      MaxUploads: 2,
      KeyMarker: page.NextKeyMarker,
      UploadIdMarker: page.NextUploadIdMarker,
    })
  }
  expect([...seen, ...ids(page)].sort()).toEqual([...begun].sort())
  const split = await list({ Delimiter: '/' })
  expect(split.CommonPrefixes).toEqual([{ Prefix: 'list/b/' }])
  expect(split.Uploads.map(({ Key }: Any) => Key)).toEqual(['list/a', 'list/a', 'list/c'])
  expect(ids(await list({ KeyMarker: 'list/b/1' }))).toEqual(begun.slice(3))
})

test('parts copied from other objects', async () => {
  const body = bytes(6 * MIB, 9)
  await send(PutObjectCommand, { Key: 'source', Body: body })
  const upload = await begin('copied')
  const copy = (PartNumber: number, more: object = {}) =>
    send(UploadPartCopyCommand, { ...upload, PartNumber, CopySource: 'logs/source', ...more })
  const one = await copy(1)
  const two = await copy(2, { CopySourceRange: 'bytes=10-109' })
  expect(one.CopyPartResult).toMatchObject({ ETag: `"${md5(body)}"`, LastModified: expect.any(Date) })
  const Parts = [one, two].map(({ CopyPartResult: { ETag } }, at) => ({ ETag, PartNumber: at + 1 }))
  await send(CompleteMultipartUploadCommand, { ...upload, MultipartUpload: { Parts } })
  const got = await send(GetObjectCommand, { Key: 'copied' })
  const whole = Buffer.concat([body, body.subarray(10, 110)])
  expect(md5(await got.Body.transformToByteArray())).toBe(md5(whole))
})

test.each([
  [{ CopySourceRange: 'bytes=0-100' }, 'InvalidArgument', 400],
  [{ CopySourceRange: 'bytes=0-' }, 'InvalidArgument', 400],
  [{ CopySourceRange: '0-1' }, 'InvalidArgument', 400],
  [{ CopySource: 'logs/none' }, 'NoSuchKey', 404],
  [{ CopySourceIfMatch: '"x"' }, 'PreconditionFailed', 412],
])('refuses to copy a part by %j', async (input, name, status) => {
  await send(PutObjectCommand, { Key: 'tiny', Body: 'x' })
  const upload = await begin('refused')
  const copy = { ...upload, PartNumber: 1, CopySource: 'logs/tiny', ...input }
  await expect(send(UploadPartCopyCommand, copy)).rejects.toMatchObject(refusal(name, status))
})

test.each([
  [
    { ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' },
    'FULL_OBJECT checksum type cannot be used with the sha256',
  ],
  [
    { ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'COMPOSITE' },
    'COMPOSITE checksum type cannot be used with the crc64nvme',
  ],
  [{ ChecksumAlgorithm: 'CRC99' }, 'Checksum algorithm provided is unsupported'],
])('refuses an upload with %j', async (input, message) => {
  await expect(begin('refused', input)).rejects.toMatchObject(refusal('InvalidRequest', 400, message))
})

test('lib-storage uploads a stream of unknown length', async () => {
  const pieces = Array.from({ length: 12 }, (_, at) => bytes(MIB, at))
  const upload = new Upload({
    client: s3.client,
    params: { Bucket: 'logs', Key: 'stream', Body: Readable.from(pieces) },
    partSize: 5 * MIB,
  })
  const done = (await upload.done()) as Any
  expect(done.ETag).toMatch(/-3"$/)
  const got = await send(GetObjectCommand, { Key: 'stream' })
  expect(md5(await got.Body.transformToByteArray())).toBe(md5(Buffer.concat(pieces)))
  expect(await s3.left()).toEqual([])
})

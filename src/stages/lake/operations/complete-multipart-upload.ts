import { createHash } from 'node:crypto'
import { type Caller, type Operation, ServiceError } from '../../../record/index.ts'
import { type CompletedPart, chooseParts } from '../completion.ts'
import { multipartChecksum } from '../core/checksum.ts'
import { unquoted } from '../core/conditions.ts'
import { errors } from '../errors.ts'
import { findUpload, storing, writeCheck } from '../finding.ts'
import { partAlgorithm } from '../parts.ts'
import type {
  Checksum,
  ObjectDescription,
  ObjectStore,
  PartDescription,
  UploadDescription,
} from '../ports.ts'
import { checksumOutput } from '../reading.ts'
import { checksumMembers, type ObjectInput, objectMembers, sseCustomerMembers } from '../shapes.ts'

interface Input extends ObjectInput {
  readonly UploadId: string
  readonly MultipartUpload?: { readonly Parts?: readonly CompletedPart[] }
  readonly ChecksumType?: string
  readonly MpuObjectSize?: number
  readonly IfMatch?: string
  readonly IfNoneMatch?: string
}

export function completeMultipartUpload(store: ObjectStore): Operation<Input> {
  return {
    name: 'CompleteMultipartUpload',
    members: {
      ...objectMembers,
      ...checksumMembers,
      ...sseCustomerMembers,
      UploadId: { type: 'string', required: true },
      MultipartUpload: {
        type: 'structure',
        members: {
          Parts: {
            type: 'list',
            element: {
              type: 'structure',
              members: { ETag: { type: 'string' }, PartNumber: { type: 'integer' }, ...checksumMembers },
            },
          },
        },
      },
      ChecksumType: { type: 'string' },
      MpuObjectSize: { type: 'number' },
      IfMatch: { type: 'string' },
      IfNoneMatch: { type: 'string' },
    },
    async run(input, caller) {
      const wanted = input.MultipartUpload?.Parts ?? []
      if (wanted.length === 0) throw errors.malformed()
      try {
        return answer(await complete(input, wanted, caller), input)
      } catch (error) {
        const before = isGone(error) ? await completedBefore(store, input) : undefined
        if (!before) throw error
        return answer(before, input)
      }
    },
  }

  async function complete(
    input: Input,
    wanted: readonly CompletedPart[],
    caller: Caller,
  ): Promise<ObjectDescription> {
    const upload = await findUpload(store, input, caller)
    const check = writeCheck(input)
    const stored = await storing(input, () => store.parts(input.Bucket, input.UploadId))
    const parts = chooseParts(wanted, stored, upload)
    assertSize(parts, input.MpuObjectSize)
    const checksum = await checksumOf(upload, parts, input)
    const options = {
      ...upload.about,
      etag: `"${md5OfMd5s(parts)}-${parts.length}"`,
      checksum,
      parts: parts.map(({ number, size, checksum: sum }) => ({
        number,
        size,
        ...(upload.about.checksum ? { checksum: sum } : {}),
      })),
    }
    return storing(input, () => store.completeUpload(input.Bucket, input.UploadId, parts, options, check))
  }
}

function isGone(error: unknown): boolean {
  return error instanceof ServiceError && error.type === 'NoSuchUpload'
}

/** A client that missed the first answer asks again, and gets it again as long as the object is that one. */
async function completedBefore(store: ObjectStore, input: Input): Promise<ObjectDescription | undefined> {
  const { Bucket: bucket, Key: key, UploadId: id } = input
  const object = await storing(input, () => store.head(bucket, key))
  return object?.upload === id ? object : undefined
}

function answer(object: ObjectDescription, { Bucket: bucket, Key: key }: Input) {
  return {
    Location: `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`,
    Bucket: bucket,
    Key: key,
    ETag: object.etag,
    ...checksumOutput(object.checksum),
    ServerSideEncryption: 'AES256',
  }
}

function md5OfMd5s(parts: readonly PartDescription[]): string {
  const whole = createHash('md5')
  for (const { md5 } of parts) whole.update(md5, 'hex')
  return whole.digest('hex')
}

function assertSize(parts: readonly PartDescription[], expected: number | undefined) {
  const size = parts.reduce((sum, part) => sum + part.size, 0)
  if (size > 50 * 2 ** 40) throw errors.tooLarge(size, 50 * 2 ** 40)
  if (expected === undefined || expected === size) return
  throw errors.invalidRequest(
    `The provided 'x-amz-mp-object-size' header value ${expected} does not match what was computed: ${size}`,
  )
}

async function checksumOf(
  upload: UploadDescription,
  parts: readonly PartDescription[],
  input: Input,
): Promise<Checksum> {
  const algorithm = partAlgorithm(upload)
  const type = upload.about.checksum?.type ?? 'FULL_OBJECT'
  if (input.ChecksumType !== undefined && input.ChecksumType !== type) {
    throw errors.invalidRequest(
      `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`,
    )
  }
  const summed = parts.map(({ size, checksum = '' }) => ({ size, checksum }))
  const value = await multipartChecksum(algorithm, type, summed)
  const given = (input as unknown as Record<string, string | undefined>)[`Checksum${algorithm}`]
  if (given !== undefined && unquoted(given) !== value && given !== value.replace(/-\d+$/, '')) {
    throw errors.badChecksum(algorithm)
  }
  return { algorithm, type, value }
}

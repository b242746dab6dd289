import type { Caller, Operation } from '../../../record/index.ts'
import { type Algorithm, isAlgorithm } from '../core/checksum.ts'
import { errors } from '../errors.ts'
import { openSource, storing, writeCheck } from '../finding.ts'
import { assertBucket, assertKey } from '../guards.ts'
import { newObject, placement } from '../new-object.ts'
import type { ObjectDescription, ObjectStore, PutOptions } from '../ports.ts'
import { checksumOutput, lastModified } from '../reading.ts'
import { receive } from '../receive.ts'
import {
  type CopySourceInput,
  copySourceMembers,
  type NewObjectInput,
  newObjectMembers,
  objectMembers,
} from '../shapes.ts'

interface Input extends NewObjectInput, CopySourceInput {
  readonly MetadataDirective?: string
  readonly TaggingDirective?: string
  readonly AnnotationDirective?: string
  readonly ChecksumAlgorithm?: string
  readonly IfMatch?: string
  readonly IfNoneMatch?: string
}

/** The largest object that CopyObject and UploadPartCopy take; larger ones are copied part by part. */
const MOST = 5 * 2 ** 30

export function copyObject(store: ObjectStore): Operation<Input> {
  return {
    name: 'CopyObject',
    members: {
      ...objectMembers,
      ...newObjectMembers,
      ...copySourceMembers,
      MetadataDirective: { type: 'string' },
      TaggingDirective: { type: 'string' },
      AnnotationDirective: { type: 'string' },
      ChecksumAlgorithm: { type: 'string' },
      IfMatch: { type: 'string' },
      IfNoneMatch: { type: 'string' },
    },
    async run(input, caller: Caller) {
      await assertBucket(store, input, caller)
      assertKey(input.Key)
      assertDirectives(input)
      const wanted = newObject(input)
      const check = writeCheck(input)
      const source = await openSource(store, input, caller)
      try {
        await assertCopy(store, source.object, source.bucket, input)
        const about = aboutCopy(source.object, wanted, input)
        const { body, received } = receive({ Body: source.read() }, algorithmOf(source.object, input))
        const late = async () => {
          const { md5, algorithm, checksums } = await received()
          const checksum = { algorithm, type: 'FULL_OBJECT', value: checksums[algorithm] } as const
          return { ...about, etag: `"${md5}"`, checksum }
        }
        const object = await storing(input, () => store.put(input.Bucket, input.Key, body, late, check))
        return {
          CopyObjectResult: {
            ETag: object.etag,
            LastModified: lastModified(object),
            ...checksumOutput(object.checksum),
            // Alone of all answers with a checksum this one does not say of what.
            ChecksumType: undefined,
          },
          ServerSideEncryption: 'AES256',
        }
      } finally {
        await source.close()
      }
    },
  }
}

function assertDirectives(input: Input) {
  const directives = [
    ['MetadataDirective', 'x-amz-metadata-directive', 'Unknown metadata directive.', 'REPLACE'],
    ['TaggingDirective', 'x-amz-tagging-directive', 'Unknown tagging directive.', 'REPLACE'],
    ['AnnotationDirective', 'x-amz-object-annotation-directive', 'Unknown annotation directive.', 'EXCLUDE'],
  ] as const
  for (const [member, header, sentence, other] of directives) {
    const given = input[member]
    if (given !== undefined && given !== 'COPY' && given !== other)
      throw errors.invalid(header, given, sentence)
  }
  const { ChecksumAlgorithm: algorithm } = input
  if (algorithm !== undefined && !isAlgorithm(algorithm)) throw errors.unknownAlgorithm()
}

async function assertCopy(store: ObjectStore, source: ObjectDescription, bucket: string, input: Input) {
  if (source.size > MOST) {
    throw errors.invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${MOST}`,
    )
  }
  const same = bucket === input.Bucket && source.key === input.Key
  const { MetadataDirective: directive, StorageClass, WebsiteRedirectLocation, ServerSideEncryption } = input
  if (!same || directive === 'REPLACE') return
  const changed = StorageClass ?? WebsiteRedirectLocation ?? ServerSideEncryption ?? input.ChecksumAlgorithm
  // A bucket that was told how to encrypt changes what it copies.
  if (changed === undefined && !(await store.bucketConfiguration(bucket, 'encryption')))
    throw errors.selfCopy()
}

/** Class and redirect are never copied; metadata and tags are unless they shall be replaced. */
function aboutCopy(source: ObjectDescription, wanted: PutOptions, input: Input): PutOptions {
  const { key: _, size: __, modifiedAt: ___, storageClass, redirect, parts, upload, ...metadata } = source
  const replaced = input.MetadataDirective === 'REPLACE'
  const tags = input.TaggingDirective === 'REPLACE' ? wanted.tags : source.tags
  return { ...(replaced ? wanted : { ...metadata, ...placement(input) }), tags }
}

function algorithmOf({ checksum }: ObjectDescription, input: Input): Algorithm | undefined {
  const name = input.ChecksumAlgorithm ?? checksum?.algorithm
  return name !== undefined && isAlgorithm(name) ? name : undefined
}

import type { Caller, Members } from '../../record/index.ts'
import { configurationOf, configure } from './configuration.ts'
import { bucketOfArn } from './core/bucket-name.ts'
import { type Tag, type TagProblem, tagSetProblem } from './core/tags.ts'
import { errors } from './errors.ts'
import { assertOwner } from './guards.ts'
import type { ObjectStore } from './ports.ts'
import type { BucketInput } from './shapes.ts'

interface TagSet {
  readonly TagSet: readonly Tag[]
}

export async function tagsOf(
  store: ObjectStore,
  input: BucketInput,
  caller: Caller,
): Promise<readonly Tag[]> {
  return (await configurationOf<TagSet>(store, 'tagging', input, caller))?.TagSet ?? []
}

/** At most 50; none unsets. */
export async function setTags(
  store: ObjectStore,
  input: BucketInput,
  caller: Caller,
  tags: readonly Tag[],
): Promise<void> {
  const problem = tagSetProblem(tags, 50)
  if (problem?.many) throw errors.tooManyBucketTags()
  if (problem) throw errors.invalidTag(problem.message, problem.key, wrongValue(tags, problem))
  await configure(store, 'tagging', input, caller, tags.length > 0 ? { TagSet: tags } : undefined)
}

/** Shown where it is the value that is wrong. */
function wrongValue(tags: readonly Tag[], { message, key }: TagProblem): string | undefined {
  return message.includes('TagValue') ? tags.find((tag) => tag.Key === key)?.Value : undefined
}

/** How S3 Control names a bucket. */
export interface ResourceInput {
  readonly AccountId: string
  readonly ResourceArn: string
}

export const resourceMembers = {
  AccountId: { type: 'string', required: true, max: 64, pattern: '\\d{12}' },
  ResourceArn: { type: 'string', required: true, max: 1011 },
} as const satisfies Members

/** The bucket of an ARN, if it is there; rejects with NoSuchResource. */
export async function bucketOfResource(
  store: ObjectStore,
  { AccountId: account, ResourceArn: arn }: ResourceInput,
  caller: Caller,
): Promise<BucketInput> {
  assertOwner(account, caller)
  const bucket = bucketOfArn(arn)
  if (!bucket || !(await store.hasBucket(bucket))) throw errors.noSuchResource(arn)
  return { Bucket: bucket }
}

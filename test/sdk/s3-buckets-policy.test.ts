import {
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3'
import { beforeEach, expect, test } from 'vitest'
import { bucketsForTests } from './s3-buckets-world.ts'
import { refusal } from './s3-objects-world.ts'

const world = bucketsForTests()
const { send } = world
beforeEach(() => world.newBucket())

const none = refusal('NoSuchBucketPolicy', 404, 'The bucket policy does not exist')
const put = (policy: unknown, more = {}) =>
  send(PutBucketPolicyCommand, {
    Policy: typeof policy === 'string' ? policy : JSON.stringify(policy),
    ...more,
  })
const allowing = (Principal: unknown, Resource = `arn:aws:s3:::${world.bucket}/*`) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action: 's3:GetObject', Resource }],
})

test('a policy comes back byte by byte, over a restart, until it is taken away', async () => {
  await expect(send(GetBucketPolicyCommand)).rejects.toMatchObject({ ...none, BucketName: world.bucket })
  await expect(send(GetBucketPolicyStatusCommand)).rejects.toMatchObject(none)
  const text = `${JSON.stringify(allowing({ AWS: 'arn:aws:iam::111122223333:role/ü<&>' }), undefined, 2)}\n`
  expect(await put(text, { ConfirmRemoveSelfBucketAccess: true })).toMatchObject({
    $metadata: { httpStatusCode: 204 },
  })
  await world.restart()
  expect((await send(GetBucketPolicyCommand)).Policy).toBe(text)
  expect((await send(GetBucketPolicyStatusCommand)).PolicyStatus).toEqual({ IsPublic: false })
  for (let once = 0; once < 2; once++) await send(DeleteBucketPolicyCommand)
  await expect(send(GetBucketPolicyCommand)).rejects.toMatchObject(none)
})

test('public policies, only where they are not blocked', async () => {
  const open = allowing({ AWS: '*' })
  await expect(put(open)).rejects.toMatchObject(
    refusal('AccessDenied', 403, 'because public policies are prevented by the BlockPublicPolicy setting'),
  )
  await expect(send(GetBucketPolicyCommand)).rejects.toMatchObject(none)
  await send(DeletePublicAccessBlockCommand)
  await put(open)
  expect((await send(GetBucketPolicyStatusCommand)).PolicyStatus).toEqual({ IsPublic: true })
})

test('what is no policy', async () => {
  const malformed = (sentence: string) => refusal('MalformedPolicy', 400, sentence)
  for (const text of ['', 'random', '[]', '{']) {
    await expect(put(text)).rejects.toMatchObject(
      malformed("Policies must be valid JSON and the first byte must be '{'"),
    )
  }
  await expect(put({})).rejects.toMatchObject(malformed('Missing required field Statement'))
  await expect(put(allowing({ AWS: '1' }, 'arn:aws:s3:::other/*'))).rejects.toMatchObject({
    ...malformed('Policy has invalid resource'),
    Detail: 'arn:aws:s3:::other/*',
  })
  await expect(put('{}', { Bucket: 'no-such-bucket' })).rejects.toMatchObject(refusal('NoSuchBucket', 404))
})

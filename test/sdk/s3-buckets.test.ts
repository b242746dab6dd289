import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAccelerateConfigurationCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketAbacCommand,
  PutBucketAccelerateConfigurationCommand,
  PutBucketAclCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLoggingCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketReplicationCommand,
  PutBucketRequestPaymentCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutBucketWebsiteCommand,
  PutObjectLockConfigurationCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3'
import { beforeEach, expect, test } from 'vitest'
import { bucketsForTests } from './s3-buckets-world.ts'
import { type Any, refusal } from './s3-objects-world.ts'

const world = bucketsForTests()
const { send } = world
beforeEach(() => world.newBucket())

const malformed = refusal(
  'MalformedXML',
  400,
  'The XML you provided was not well-formed or did not validate against our published schema',
)
const tag = (Key: string, Value: string) => ({ Key, Value })
const status = ({ $metadata }: Any) => $metadata.httpStatusCode

test('tags: set, replaced, kept over a restart, unset', async () => {
  const none = refusal('NoSuchTagSet', 404, 'The TagSet does not exist')
  await expect(send(GetBucketTaggingCommand)).rejects.toMatchObject({ ...none, BucketName: world.bucket })
  const put = (TagSet: object[]) => send(PutBucketTaggingCommand, { Tagging: { TagSet } as Any })
  expect(status(await put([tag('team', 'web'), tag('empty', '')]))).toBe(204)
  expect((await send(GetBucketTaggingCommand)).TagSet).toEqual([tag('team', 'web'), tag('empty', '')])
  await put([tag('only', 'ünder_score+/=.:-@ 1')])
  await world.restart()
  expect((await send(GetBucketTaggingCommand)).TagSet).toEqual([tag('only', 'ünder_score+/=.:-@ 1')])
  expect(status(await send(DeleteBucketTaggingCommand))).toBe(204)
  expect(status(await send(DeleteBucketTaggingCommand))).toBe(204)
  await expect(send(GetBucketTaggingCommand)).rejects.toMatchObject(none)
  await put(Array.from({ length: 50 }, (_, at) => tag(`k${at}`, 'v')))
  expect((await send(GetBucketTaggingCommand)).TagSet).toHaveLength(50)
  await put([])
  await expect(send(GetBucketTaggingCommand)).rejects.toMatchObject(none)
})

test.each([
  ['twice', [tag('k', '1'), tag('k', '2')], 'InvalidTag', 'Cannot provide multiple Tags with the same key'],
  ['a comma', [tag('a,b', '1')], 'InvalidTag', 'The TagKey you have provided is invalid'],
  ['no key', [tag('', '1')], 'InvalidTag', 'The TagKey you have provided is invalid'],
  ['a long value', [tag('a', 'x'.repeat(257))], 'InvalidTag', 'The TagValue you have provided is invalid'],
  ["AWS's own", [tag('aws:x', '1')], 'InvalidTag', 'System tags cannot be added/updated by requester'],
  ['51', Array.from({ length: 51 }, (_, at) => tag(`k${at}`, '')), 'BadRequest', 'Bucket tag count'],
])('tags that are none: %s', async (_, TagSet, code, sentence) => {
  await expect(send(PutBucketTaggingCommand, { Tagging: { TagSet } })).rejects.toMatchObject(
    refusal(code, 400, sentence),
  )
  await expect(send(GetBucketTaggingCommand)).rejects.toMatchObject({ name: 'NoSuchTagSet' })
})

test('a tag that is refused is shown', async () => {
  const put = (one: object) => send(PutBucketTaggingCommand, { Tagging: { TagSet: [one] as Any } })
  const wrong = await put(tag('Key1', 'Val1,Val2')).catch((error) => error)
  expect(wrong).toMatchObject({ name: 'InvalidTag', TagKey: 'Key1', TagValue: 'Val1,Val2' })
  const other = await put(tag('aws:prefixed', 'x')).catch((error) => error)
  expect([other.TagKey, other.TagValue]).toEqual(['aws:prefixed', undefined])
})

test('tags and ownership may come with the bucket; they go with it', async () => {
  const Bucket = 'made-with-tags'
  await world.client.send(
    new CreateBucketCommand({
      Bucket,
      ObjectOwnership: 'ObjectWriter',
      CreateBucketConfiguration: { Tags: [tag('a', 'b')] },
    }),
  )
  expect((await send(GetBucketTaggingCommand, { Bucket })).TagSet).toEqual([tag('a', 'b')])
  expect((await send(GetBucketOwnershipControlsCommand, { Bucket })).OwnershipControls.Rules).toEqual([
    { ObjectOwnership: 'ObjectWriter' },
  ])
  await send(DeleteBucketCommand, { Bucket })
  await world.client.send(new CreateBucketCommand({ Bucket }))
  await expect(send(GetBucketTaggingCommand, { Bucket })).rejects.toMatchObject({ name: 'NoSuchTagSet' })
})

test('versioning: suspended or never, not enabled', async () => {
  expect(await send(GetBucketVersioningCommand)).not.toHaveProperty('Status')
  const put = (VersioningConfiguration: Any, more = {}) =>
    send(PutBucketVersioningCommand, { VersioningConfiguration, ...more })
  await expect(put({ Status: 'Enabled' })).rejects.toMatchObject(refusal('NotImplemented', 501, 'Status'))
  await expect(put({ Status: 'Suspended', MFADelete: 'Enabled' })).rejects.toMatchObject(
    refusal('NotImplemented', 501, 'MFADelete'),
  )
  await expect(put({ Status: 'Suspended' }, { MFA: '1 2' })).rejects.toMatchObject(
    refusal('NotImplemented', 501, 'MFA'),
  )
  await expect(put({})).rejects.toMatchObject(
    refusal('IllegalVersioningConfigurationException', 400, 'The Versioning element must be specified'),
  )
  await expect(put({ Status: 'enabled' })).rejects.toMatchObject(malformed)
  expect(await send(GetBucketVersioningCommand)).not.toHaveProperty('Status')
  expect(status(await put({ Status: 'Suspended' }))).toBe(200)
  await world.restart()
  expect(await send(GetBucketVersioningCommand)).toMatchObject({ Status: 'Suspended' })
})

test('encryption: AES256, always', async () => {
  const shown = async () => (await send(GetBucketEncryptionCommand)).ServerSideEncryptionConfiguration
  const rules = (BucketKeyEnabled: boolean) => ({
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled }],
  })
  expect(await shown()).toEqual(rules(false))
  const put = (Rules: Any) =>
    send(PutBucketEncryptionCommand, { ServerSideEncryptionConfiguration: { Rules } })
  const by = (SSEAlgorithm: string, more = {}) => [
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm, ...more } },
  ]
  await put(by('AES256'))
  expect(await shown()).toEqual(rules(false))
  await put([{ ...by('AES256')[0], BucketKeyEnabled: true }])
  await world.restart()
  expect(await shown()).toEqual(rules(true))
  await send(DeleteBucketEncryptionCommand)
  expect(await shown()).toEqual(rules(false))
  for (const method of ['aws:kms', 'aws:kms:dsse']) {
    await expect(put(by(method))).rejects.toMatchObject(refusal('NotImplemented', 501, method))
  }
  await expect(put(by('AES256', { KMSMasterKeyID: 'k' }))).rejects.toMatchObject({
    ...refusal(
      'InvalidArgument',
      400,
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
    ),
    ArgumentName: 'ApplyServerSideEncryptionByDefault',
  })
  for (const wrong of [[], [...by('AES256'), ...by('AES256')], by('ROT13'), [{}]]) {
    await expect(put(wrong)).rejects.toMatchObject(malformed)
  }
})

test('public access block: all of it from the start, until it is taken away', async () => {
  const shown = async () => (await send(GetPublicAccessBlockCommand)).PublicAccessBlockConfiguration
  const all = (on: boolean) => ({
    BlockPublicAcls: on,
    IgnorePublicAcls: on,
    BlockPublicPolicy: on,
    RestrictPublicBuckets: on,
  })
  expect(await shown()).toEqual(all(true))
  const put = (PublicAccessBlockConfiguration: object) =>
    send(PutPublicAccessBlockCommand, { PublicAccessBlockConfiguration })
  await put({ BlockPublicPolicy: true })
  expect(await shown()).toEqual({ ...all(false), BlockPublicPolicy: true })
  await expect(put({})).rejects.toMatchObject(
    refusal('InvalidRequest', 400, 'Must specify at least one configuration.'),
  )
  expect(status(await send(DeletePublicAccessBlockCommand))).toBe(204)
  expect(status(await send(DeletePublicAccessBlockCommand))).toBe(204)
  await world.restart()
  await expect(shown()).rejects.toMatchObject(
    refusal(
      'NoSuchPublicAccessBlockConfiguration',
      404,
      'The public access block configuration was not found',
    ),
  )
  await put(all(true))
  expect(await shown()).toEqual(all(true))
})

test('ownership controls: enforced from the start, until they are taken away', async () => {
  const shown = async () => (await send(GetBucketOwnershipControlsCommand)).OwnershipControls.Rules
  expect(await shown()).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }])
  const put = (...Rules: Any[]) => send(PutBucketOwnershipControlsCommand, { OwnershipControls: { Rules } })
  await put({ ObjectOwnership: 'BucketOwnerPreferred' })
  await world.restart()
  expect(await shown()).toEqual([{ ObjectOwnership: 'BucketOwnerPreferred' }])
  expect(status(await send(DeleteBucketOwnershipControlsCommand))).toBe(204)
  expect(status(await send(DeleteBucketOwnershipControlsCommand))).toBe(204)
  await expect(shown()).rejects.toMatchObject(
    refusal('OwnershipControlsNotFoundError', 404, 'The bucket ownership controls were not found'),
  )
  for (const wrong of [
    [],
    [{ ObjectOwnership: 'RandomValue' }],
    [{ ObjectOwnership: 'ObjectWriter' }, { ObjectOwnership: 'ObjectWriter' }],
  ]) {
    await expect(put(...wrong)).rejects.toMatchObject(malformed)
  }
})

test('access control lists: the owner’s, and no other', async () => {
  const { Owner, Grants } = await send(GetBucketAclCommand)
  expect(Grants).toEqual([{ Grantee: { Type: 'CanonicalUser', ...Owner }, Permission: 'FULL_CONTROL' }])
  const put = (input: object) => send(PutBucketAclCommand, input)
  await put({ ACL: 'private' })
  await put({ AccessControlPolicy: { Owner, Grants } })
  await expect(put({})).rejects.toMatchObject({
    ...refusal('MissingSecurityHeader', 400, 'Your request was missing a required header'),
    MissingHeaderName: 'x-amz-acl',
  })
  await expect(put({ ACL: 'private', GrantRead: 'id=1' })).rejects.toMatchObject(
    refusal('InvalidRequest', 400, 'Specifying both Canned ACLs and Header Grants is not allowed'),
  )
  await expect(put({ ACL: 'private', AccessControlPolicy: { Owner, Grants } })).rejects.toMatchObject(
    refusal('UnexpectedContent', 400, 'This request does not support content'),
  )
  await expect(put({ ACL: 'mine' })).rejects.toMatchObject(refusal('InvalidArgument', 400))
  const off = refusal('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs')
  await expect(put({ ACL: 'public-read' })).rejects.toMatchObject(off)
  await expect(put({ GrantRead: 'id=other' })).rejects.toMatchObject(off)
  await send(DeleteBucketOwnershipControlsCommand)
  const blocked = refusal(
    'AccessDenied',
    403,
    'because public ACLs are prevented by the BlockPublicAcls setting',
  )
  await expect(put({ ACL: 'public-read' })).rejects.toMatchObject(blocked)
  await expect(
    put({ GrantRead: 'uri=http://acs.amazonaws.com/groups/global/AllUsers' }),
  ).rejects.toMatchObject(blocked)
  await expect(put({ GrantRead: 'id=other' })).rejects.toMatchObject(refusal('NotImplemented', 501))
  await send(DeletePublicAccessBlockCommand)
  await expect(put({ ACL: 'public-read' })).rejects.toMatchObject(refusal('NotImplemented', 501))
  await put({ ACL: 'private' })
  expect((await send(GetBucketAclCommand)).Grants).toEqual(Grants)
})

test('acceleration: suspended or never', async () => {
  expect(await send(GetBucketAccelerateConfigurationCommand)).not.toHaveProperty('Status')
  const put = (Status: Any, Bucket = world.bucket) =>
    send(PutBucketAccelerateConfigurationCommand, { Bucket, AccelerateConfiguration: { Status } })
  await expect(put('Enabled')).rejects.toMatchObject(refusal('NotImplemented', 501))
  await expect(put('enabled')).rejects.toMatchObject(malformed)
  await put('Suspended')
  await world.restart()
  expect(await send(GetBucketAccelerateConfigurationCommand)).toMatchObject({ Status: 'Suspended' })
  await world.client.send(new CreateBucketCommand({ Bucket: 'with.dots' }))
  await expect(put('Suspended', 'with.dots')).rejects.toMatchObject(
    refusal('InvalidRequest', 400, 'S3 Transfer Acceleration is not supported for buckets with periods'),
  )
})

const topic = { TopicArn: 'arn:aws:sns:us-east-1:0:t', Events: ['s3:ObjectCreated:*'] }
test.each<[string, Any, object, object, string]>([
  [
    'notifications',
    PutBucketNotificationConfigurationCommand,
    { NotificationConfiguration: {} },
    { NotificationConfiguration: { TopicConfigurations: [topic] } },
    'TopicConfigurations',
  ],
  [
    'events',
    PutBucketNotificationConfigurationCommand,
    { NotificationConfiguration: {}, SkipDestinationValidation: true },
    { NotificationConfiguration: { EventBridgeConfiguration: {} } },
    'EventBridgeConfiguration',
  ],
  [
    'request logs',
    PutBucketLoggingCommand,
    { BucketLoggingStatus: {} },
    { BucketLoggingStatus: { LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: '' } } },
    'LoggingEnabled',
  ],
  [
    'payment',
    PutBucketRequestPaymentCommand,
    { RequestPaymentConfiguration: { Payer: 'BucketOwner' } },
    { RequestPaymentConfiguration: { Payer: 'Requester' } },
    'Payer',
  ],
  [
    'access by tags',
    PutBucketAbacCommand,
    { AbacStatus: { Status: 'Disabled' } },
    { AbacStatus: { Status: 'Enabled' } },
    'AbacStatus',
  ],
])('%s: what is off may be turned off, not on', async (_, Command, off, on, name) => {
  expect(status(await send(Command, off))).toBe(200)
  await expect(send(Command, on)).rejects.toMatchObject(refusal('NotImplemented', 501, name))
  await expect(send(Command, { ...off, Bucket: 'no-such-bucket' })).rejects.toMatchObject(
    refusal('NoSuchBucket', 404),
  )
})

const rule = { Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::b' } }
test.each<[string, Any, object]>([
  [
    'PutBucketCors',
    PutBucketCorsCommand,
    { CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] } },
  ],
  [
    'PutBucketWebsite',
    PutBucketWebsiteCommand,
    { WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' } } },
  ],
  [
    'PutBucketReplication',
    PutBucketReplicationCommand,
    { ReplicationConfiguration: { Role: 'arn:aws:iam::0:role/r', Rules: [rule] } },
  ],
  [
    'PutObjectLockConfiguration',
    PutObjectLockConfigurationCommand,
    { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } },
  ],
])('%s is refused by name', async (name, Command, input) => {
  await expect(send(Command, input)).rejects.toMatchObject(refusal('NotImplemented', 501, name))
})

test('a bucket of somebody else', async () => {
  for (const ExpectedBucketOwner of ['111122223333', 'nobody']) {
    await expect(send(GetBucketTaggingCommand, { ExpectedBucketOwner })).rejects.toMatchObject(
      refusal('AccessDenied', 403),
    )
    await expect(
      send(PutBucketTaggingCommand, { ExpectedBucketOwner, Tagging: { TagSet: [tag('a', 'b')] } }),
    ).rejects.toMatchObject(refusal('AccessDenied', 403))
  }
  await expect(send(GetBucketTaggingCommand)).rejects.toMatchObject({ name: 'NoSuchTagSet' })
})

test.each([
  'accelerate',
  'abac',
  'encryption',
  'lifecycle',
  'logging',
  'notification',
  'ownershipControls',
  'publicAccessBlock',
  'requestPayment',
  'tagging',
  'versioning',
])('PUT ?%s without a body, with one that is none, and with another', async (name) => {
  const put = async (body: string) => {
    const answer = await fetch(`${world.url}/${world.bucket}?${name}`, { method: 'PUT', body })
    return [answer.status, /<Code>(\w+)</.exec(await answer.text())?.[1]]
  }
  expect(await put('')).toEqual([400, 'MissingRequestBodyError'])
  for (const body of ['{}', '<Other/>', '<', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>']) {
    expect(await put(body)).toEqual([400, 'MalformedXML'])
  }
})

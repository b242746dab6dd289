import { beforeEach, expect, test } from 'vitest'
import { createWorld, LAKE, ROLE, settle, type World } from '../../../test/scenario/delivery-world.ts'

/** States that a client sees only while something is under way, or after it failed. */

let world: World
beforeEach(() => {
  world = createWorld()
  world.room().start()
  return () => world.stop()
})

const name = { DeliveryStreamName: 'd' }
const create = () =>
  world.call('CreateDeliveryStream', {
    ...name,
    S3DestinationConfiguration: { RoleARN: ROLE, BucketARN: LAKE },
  })
const show = async () => {
  const answer = (await world.call('DescribeDeliveryStream', name)) as {
    DeliveryStreamDescription: Record<string, unknown>
  }
  return answer.DeliveryStreamDescription
}
const put = () => world.call('PutRecord', { ...name, Record: { Data: Buffer.from('x') } })
const update = (version: string) =>
  world.call('UpdateDestination', {
    ...{ ...name, CurrentDeliveryStreamVersionId: version, DestinationId: 'destinationId-000000000001' },
    S3DestinationUpdate: { Prefix: 'new/' },
  })

test('CREATING, then ACTIVE; puts and changes wait for that', async () => {
  const letGo = world.hold('marks')
  const made = create()
  await settle()
  expect(await show()).toMatchObject({ DeliveryStreamStatus: 'CREATING' })
  await expect(create()).rejects.toMatchObject({ type: 'ResourceInUseException' })
  await expect(put()).rejects.toMatchObject({
    type: 'ResourceNotFoundException',
    message: 'Firehose d is not active in 000000000000 account.',
  })
  for (const act of [update('1'), world.call('DeleteDeliveryStream', name)]) {
    await expect(act).rejects.toMatchObject({
      type: 'ResourceInUseException',
      message: expect.stringContaining('is in CREATING state'),
    })
  }
  letGo()
  await made
  expect(await show()).toMatchObject({ DeliveryStreamStatus: 'ACTIVE' })
  await put()
})

test('a creation that fails leaves nothing', async () => {
  world.fail({ port: 'marks', left: 1, error: () => new Error('the disk is full') })
  await expect(create()).rejects.toThrow('the disk is full')
  await expect(show()).rejects.toMatchObject({ type: 'ResourceNotFoundException' })
  await create()
})

test('ENABLING and DISABLING, until it is durable', async () => {
  await create()
  const letGo = world.hold('marks')
  const started = world.call('StartDeliveryStreamEncryption', name)
  await settle()
  expect(await show()).toMatchObject({ DeliveryStreamEncryptionConfiguration: { Status: 'ENABLING' } })
  letGo()
  await started
  expect(await show()).toMatchObject({ DeliveryStreamEncryptionConfiguration: { Status: 'ENABLED' } })
  world.fail({ port: 'marks', left: 1, error: () => new Error('the disk is full') })
  await expect(world.call('StopDeliveryStreamEncryption', name)).rejects.toThrow('the disk is full')
  expect(await show()).toMatchObject({ DeliveryStreamEncryptionConfiguration: { Status: 'ENABLED' } })
})

test('an update that fails changes nothing', async () => {
  await create()
  world.fail({ port: 'marks', left: 1, error: () => new Error('the disk is full') })
  await expect(update('1')).rejects.toThrow('the disk is full')
  expect(await show()).toMatchObject({ VersionId: '1' })
  await update('1')
  expect(await show()).toMatchObject({ VersionId: '2' })
})

test('DELETING; a deletion that fails can be tried again', async () => {
  await create()
  world.fail({ port: 'marks', left: 1, error: () => new Error('the disk is full') })
  const letGo = world.hold('marks')
  const deleted = world.call('DeleteDeliveryStream', name)
  await settle()
  expect(await show()).toMatchObject({ DeliveryStreamStatus: 'DELETING' })
  await expect(put()).rejects.toMatchObject({ type: 'ResourceNotFoundException' })
  await expect(world.call('TagDeliveryStream', { ...name, Tags: [{ Key: 'a' }] })).rejects.toMatchObject({
    type: 'ResourceInUseException',
  })
  await expect(world.call('DeleteDeliveryStream', name)).rejects.toMatchObject({
    type: 'ResourceInUseException',
  })
  letGo()
  await expect(deleted).rejects.toThrow('the disk is full')
  expect(await show()).toMatchObject({
    DeliveryStreamStatus: 'DELETING_FAILED',
    FailureDescription: { Type: 'UNKNOWN_ERROR', Details: 'the disk is full' },
  })
  await world.call('DeleteDeliveryStream', { ...name, AllowForceDelete: true })
  await expect(show()).rejects.toMatchObject({ type: 'ResourceNotFoundException' })
})

test('changes take turns; one that waits when a deletion begins is refused', async () => {
  await create()
  const letGo = world.hold('marks')
  const first = update('1')
  await settle()
  const ended = Promise.allSettled([
    first,
    update('2'),
    world.call('TagDeliveryStream', { ...name, Tags: [{ Key: 'a' }] }),
    world.call('DeleteDeliveryStream', name),
  ])
  await settle()
  letGo()
  expect((await ended).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
    'fulfilled',
  ])
  await expect(update('1')).rejects.toMatchObject({ type: 'ResourceNotFoundException' })
})

test('a definition of an earlier program is read: its tags were part of its input', async () => {
  world.marks.set(
    'firehose/streams/d',
    JSON.stringify({
      ...{ arn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/d', createdAt: 1, version: '1' },
      input: {
        ...name,
        Tags: [{ Key: 'a', Value: '1' }],
        S3DestinationConfiguration: { RoleARN: ROLE, BucketARN: LAKE },
      },
    }),
  )
  world.crash()
  await world.restart()
  expect(await world.call('ListTagsForDeliveryStream', name)).toEqual({
    ...{ Tags: [{ Key: 'a', Value: '1' }], HasMoreTags: false },
  })
  await world.call('TagDeliveryStream', { ...name, Tags: [{ Key: 'b' }] })
  await world.call('UntagDeliveryStream', { ...name, TagKeys: ['a'] })
  await update('1')
  await put()
  world.crash()
  await world.restart()
  expect(await world.call('ListTagsForDeliveryStream', name)).toMatchObject({ Tags: [{ Key: 'b' }] })
  expect(await show()).toMatchObject({ VersionId: '2' })
})

test('a lake does not become an index', async () => {
  await create()
  await expect(
    world.call('UpdateDestination', {
      ...{ ...name, CurrentDeliveryStreamVersionId: '1', DestinationId: 'destinationId-000000000001' },
      AmazonopensearchserviceDestinationUpdate: { IndexName: 'i' },
    }),
  ).rejects.toMatchObject({
    message: expect.stringContaining('Changing the destination type to or from Amazonopensearchservice'),
  })
})

import { describe, expect, test } from 'vitest'
import {
  BACKUP,
  createWorld,
  LAKE,
  LAMBDA,
  ROLE,
  settle,
  toIndex,
  toLake,
  type World,
} from './delivery-world.ts'

/**
 * UpdateDestination while records come, with the power failing at every step in turn: every record arrives once, in
 * the old destination or in the new one, and the definition is the old one or the new one.
 */

const OTHER = 'arn:aws:s3:::other'

const text = (line: string) => {
  const { message, rawData } = JSON.parse(line)
  return (message ?? Buffer.from(rawData, 'base64').toString().trimEnd()) as string
}
const inBucket = (world: World, bucket: string) =>
  world.objects(bucket).flatMap(([, lines]) => lines.map(text))

interface Scene {
  readonly name: string
  readonly input: Record<string, unknown>
  readonly update: Record<string, unknown>
  faults?(world: World): void
  delivered(world: World): string[]
  /** Where what is put after the update must be. */
  after(world: World): string[]
}

const bothBuckets = (world: World) => [...inBucket(world, LAKE), ...inBucket(world, OTHER)]
const everywhere = (world: World) => [
  ...world.rows.map(({ message }) => message),
  ...inBucket(world, BACKUP),
  ...inBucket(world, OTHER),
]

const scenes: Scene[] = [
  {
    name: 'lake, another bucket',
    input: toLake(),
    update: { ExtendedS3DestinationUpdate: { BucketARN: OTHER } },
    delivered: bothBuckets,
    after: (world) => inBucket(world, OTHER),
  },
  {
    name: 'lake, another kind of object, with puts that fail',
    input: toLake(),
    update: { S3DestinationUpdate: { CompressionFormat: 'GZIP', Prefix: 'new/' } },
    faults: (world) => world.fail({ port: 'put', left: 2, error: () => new Error('oops') }),
    delivered: bothBuckets,
    after: (world) =>
      world.objects(LAKE).flatMap(([key, lines]) => (key.startsWith('new/') ? lines.map(text) : [])),
  },
  {
    name: 'lake, without its function',
    input: toLake(),
    update: {
      ExtendedS3DestinationUpdate: { BucketARN: OTHER, ProcessingConfiguration: { Enabled: false } },
    },
    delivered: (world) => [
      ...inBucket(world, LAKE),
      ...world.objects(OTHER).flatMap(([, lines]) => lines.map((line) => line.trim())),
    ],
    after: (world) => world.objects(OTHER).flatMap(([, lines]) => lines.map((line) => line.trim())),
  },
  {
    name: 'index, another index and another backup, with poison',
    input: toIndex(),
    update: {
      AmazonopensearchserviceDestinationUpdate: {
        IndexName: 'other',
        IndexRotationPeriod: 'NoRotation',
        S3Update: { BucketARN: OTHER },
      },
    },
    faults(world) {
      const error = () => Object.assign(new Error('no such type'), { status: 400 })
      for (const about of ['a1', 'a4']) world.fail({ port: 'append', left: 1e6, error, about })
    },
    delivered: everywhere,
    after: (world) => world.rows.flatMap(({ index, message }) => (index === 'other' ? [message] : [])),
  },
]

const nameOf = ({ input }: Scene) => input.DeliveryStreamName as string

async function describeStream(world: World, scene: Scene) {
  const answer = await world.call('DescribeDeliveryStream', { DeliveryStreamName: nameOf(scene) })
  return (answer as { DeliveryStreamDescription: { VersionId: string } }).DeliveryStreamDescription
}

function update(world: World, scene: Scene): Promise<unknown> {
  return world.call('UpdateDestination', {
    DeliveryStreamName: nameOf(scene),
    CurrentDeliveryStreamVersionId: '1',
    DestinationId: 'destinationId-000000000001',
    ...scene.update,
  })
}

/** Compression runs in the thread pool, beyond what the world's clock knows. */
async function pass(world: World, millis: number) {
  await world.tick(millis)
  await new Promise((resolve) => setTimeout(resolve, 3))
  await settle()
}

function append(world: World) {
  const first = world.appended()
  world.append([`a${first}`, `a${first + 1}`, `a${first + 2}`])
}

async function live(scene: Scene, crashAt: number) {
  const world = createWorld()
  scene.faults?.(world)
  world.room().start()
  await world.call('CreateDeliveryStream', scene.input)
  world.crashAt(crashAt)
  append(world)
  await pass(world, 30_000)
  let updated = false
  update(world, scene).then(
    () => {
      updated = true
    },
    () => {},
  )
  append(world)
  await pass(world, 40_000)
  const crashed = !world.isAlive()
  if (crashed) await world.restart()
  else world.crashAt(Number.POSITIVE_INFINITY)
  await pass(world, 60_000)
  const { VersionId: version } = await describeStream(world, scene)
  if (updated) expect(version, `killed at step ${crashAt}`).toBe('2')
  if (version === '1') await update(world, scene)
  world.heal()
  world.append(['last'])
  await pass(world, 120_000)
  await world.stop()
  return { world, crashed }
}

describe.each(scenes)('$name', (scene) => {
  test('killed at every step, each record arrives once', async () => {
    let step = 1
    for (; ; step++) {
      const { world, crashed } = await live(scene, step)
      expect(scene.delivered(world).sort(), `killed at step ${step}`).toEqual(world.bodies().sort())
      expect(scene.after(world), `killed at step ${step}`).toContain('last')
      if (!crashed) break
    }
    expect(step).toBeGreaterThan(6)
  })
})

test('a bucket that is gone does not keep an update from another one', async () => {
  const world = createWorld()
  world.room().start()
  await world.call('CreateDeliveryStream', toLake({ Prefix: 'old/' }))
  const gone = () => Object.assign(new Error('The specified bucket does not exist'), { status: 404 })
  world.fail({ port: 'put', left: 1e6, error: gone, about: 'old/' })
  world.fail({ port: 'remove', left: 1e6, error: gone, about: 'old/' })
  append(world)
  await pass(world, 90_000)
  await world.call('UpdateDestination', {
    ...{ DeliveryStreamName: 'to-lake', CurrentDeliveryStreamVersionId: '1' },
    DestinationId: 'destinationId-000000000001',
    ExtendedS3DestinationUpdate: { BucketARN: OTHER, Prefix: 'new/' },
  })
  await pass(world, 120_000)
  await world.stop()
  expect(inBucket(world, OTHER)).toEqual(['a0', 'a1', 'a2'])
})

test('a deletion that is killed at any step is finished by the next start', async () => {
  for (const input of [
    toLake(),
    {
      DeliveryStreamName: 'to-lake',
      ExtendedS3DestinationConfiguration: {
        ...{ RoleARN: ROLE, BucketARN: LAKE },
        ProcessingConfiguration: { Enabled: true, Processors: [LAMBDA] },
      },
    },
  ]) {
    for (let step = 1; ; step++) {
      const world = createWorld()
      world.room().start()
      await world.call('CreateDeliveryStream', input)
      append(world)
      await pass(world, 1000)
      world.crashAt(step)
      world.call('DeleteDeliveryStream', { DeliveryStreamName: 'to-lake' }).catch(() => {})
      await pass(world, 1000)
      const crashed = !world.isAlive()
      if (crashed) await world.restart()
      await pass(world, 1000)
      const { DeliveryStreamNames: left } = (await world.call('ListDeliveryStreams', {})) as {
        DeliveryStreamNames: string[]
      }
      // The power may have failed before the deletion was on the disk.
      expect([[], ['to-lake']], `killed at step ${step}`).toContainEqual(left)
      if (left.length > 0) await world.call('DeleteDeliveryStream', { DeliveryStreamName: 'to-lake' })
      expect([...world.marks.keys()], `killed at step ${step}`).toEqual([])
      await world.stop()
      if (!crashed) break
      if (step > 2) expect(left, `killed at step ${step}`).toEqual([])
    }
  }
})

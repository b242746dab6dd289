import { describe, expect, test } from 'vitest'
import { BACKUP, createWorld, LAKE, settle, toIndex, toLake, type World } from './delivery-world.ts'

/**
 * The power fails at every step in turn: before and after every effect that delivery has on the world around it.
 * After a restart every record must be delivered once, or be in the error output once.
 */

const text = (line: string) => {
  const { message, rawData } = JSON.parse(line)
  return (message ?? Buffer.from(rawData, 'base64').toString().trimEnd()) as string
}
const inBucket = (world: World, bucket: string) =>
  world.objects(bucket).flatMap(([, lines]) => lines.map(text))

interface Scene {
  readonly name: string
  readonly input: Record<string, unknown>
  readonly shards?: number
  faults?(world: World): void
  delivered(world: World): string[]
}

const both = (world: World) => [...world.rows.map(({ message }) => message), ...inBucket(world, BACKUP)]
const poison = () => Object.assign(new Error('no such type'), { status: 400 })

const scenes: Scene[] = [
  { name: 'lake', input: toLake(), delivered: (world) => inBucket(world, LAKE) },
  {
    name: 'lake, gzip, two shards',
    input: toLake({ CompressionFormat: 'GZIP' }),
    shards: 2,
    delivered: (world) => inBucket(world, LAKE),
  },
  {
    name: 'lake, zero buffering',
    input: toLake({ BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 0 } }),
    delivered: (world) => inBucket(world, LAKE),
  },
  {
    name: 'lake, a function that fails for a while',
    input: toLake(),
    faults: (world) =>
      world.fail({ port: 'transform', left: 6, error: () => new Error('oops'), about: 'a3' }),
    delivered: (world) => inBucket(world, LAKE),
  },
  {
    name: 'lake, puts that fail now and then',
    input: toLake(),
    faults: (world) => world.fail({ port: 'put', left: 2, error: () => new Error('oops') }),
    delivered: (world) => inBucket(world, LAKE),
  },
  { name: 'index', input: toIndex(), delivered: both },
  { name: 'index, two shards', input: toIndex(), shards: 2, delivered: both },
  {
    name: 'index, buffered',
    input: toIndex({ BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 } }),
    delivered: both,
  },
  {
    name: 'index, poison records',
    input: toIndex(),
    faults(world) {
      for (const about of ['a1', 'a5']) world.fail({ port: 'append', left: 1e6, error: poison, about })
    },
    delivered: both,
  },
  {
    name: 'index, poison that heals after the crash',
    input: toIndex(),
    faults: (world) => world.fail({ port: 'append', left: 4, error: poison, about: 'a4' }),
    delivered: both,
  },
  {
    name: 'index, a function that fails for a while',
    input: toIndex(),
    faults: (world) =>
      world.fail({ port: 'transform', left: 6, error: () => new Error('oops'), about: 'a3' }),
    delivered: both,
  },
  {
    name: 'index, refusals that run out of time',
    input: toIndex({ RetryOptions: { DurationInSeconds: 0 } }),
    faults: (world) =>
      world.fail({ port: 'append', left: 3, error: () => Object.assign(new Error('busy'), { status: 429 }) }),
    delivered: both,
  },
]

/** Three bursts with a stop at the end; answers whether the power failed on the way. */
async function live(scene: Scene, crashAt: number) {
  const world = createWorld({ shards: scene.shards })
  scene.faults?.(world)
  world.room().start()
  await world.call('CreateDeliveryStream', scene.input)
  world.crashAt(crashAt)
  for (let burst = 0; burst < 3; burst++) {
    for (let shard = 0; shard < (scene.shards ?? 1); shard++) {
      const first = world.appended()
      world.append([`a${first}`, `a${first + 1}`, `a${first + 2}`], { shard })
    }
    await world.tick(61_000)
    await gunzipped()
  }
  const crashed = !world.isAlive()
  if (crashed) await world.restart()
  else world.crashAt(Number.POSITIVE_INFINITY)
  await world.tick(120_000)
  await gunzipped()
  await world.stop()
  return { world, crashed }
}

/** Compression runs in the thread pool, beyond what the world's clock knows. */
const gunzipped = async () => {
  await new Promise((resolve) => setTimeout(resolve, 3))
  await settle()
}

describe.each(scenes)('$name', (scene) => {
  test('killed at every step, each record arrives once', async () => {
    let step = 1
    for (; ; step++) {
      const { world, crashed } = await live(scene, step)
      const arrived = scene.delivered(world).sort()
      expect(arrived, `killed at step ${step}`).toEqual(world.bodies().sort())
      if (!crashed) break
    }
    expect(step).toBeGreaterThan(6)
  })
})

test('killed again and again', async () => {
  for (const [name, input, delivered] of [
    ['lake', toLake(), (world: World) => inBucket(world, LAKE)],
    ['index', toIndex(), both],
  ] as const) {
    const world = createWorld()
    world.room().start()
    await world.call('CreateDeliveryStream', input)
    for (let round = 1; round <= 60; round++) {
      world.crashAt((round * 7) % 13)
      world.append([`a${round}`, `b${round}`])
      await world.tick(61_000)
      world.crash()
      await world.restart()
      if (round % 3 === 0) await world.tick(60_000)
    }
    await world.tick(120_000)
    await world.stop()
    expect(delivered(world).sort(), name).toEqual(world.bodies().sort())
  }
})

import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { deliveryStreamOfKey, failedRecords } from '../../src/stages/delivery/core/failed-records.ts'
import {
  BACKUP,
  createWorld,
  LAKE,
  processor,
  settle,
  toIndex,
  toLake,
  USERS,
  type World,
} from './delivery-world.ts'

/** Error output sent through its delivery stream once more. */

const never = new AbortController().signal
const errorsIn = (world: World, bucket = LAKE) => world.bytes(bucket).filter(([key]) => /failed\//.test(key))

async function replay(world: World, [key, body]: [string, Buffer]) {
  let result: Awaited<ReturnType<ReturnType<World['room']>['replay']>> | undefined
  const replaying = world
    .room()
    .replay(key, body, never)
    .then((made) => {
      result = made
    })
  for (let turn = 0; turn < 400 && !result; turn++) {
    await world.tick(turn % 10 === 9 ? 1000 : 0)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await replaying
  return {
    ...result,
    failed: result?.failed.map(({ body: each, reason }) => [Buffer.from(each).toString().trim(), reason]),
  }
}

test.each(['UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'])(
  'the lake, %s',
  async (CompressionFormat) => {
    const world = createWorld()
    world.room().start()
    await world.call('CreateDeliveryStream', toLake({ CompressionFormat }))
    world.fail({ port: 'transform', left: 4, about: 'a1', error: () => new Error('it broke') })
    world.append(['a0', 'a1'])
    for (let turn = 0; turn < 200 && errorsIn(world).length === 0; turn++) {
      await world.tick(1000)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    const [failed] = errorsIn(world)
    const before = world.marks.size
    expect(await replay(world, failed)).toEqual({
      ...{ deliveryStream: 'to-lake', records: 2, delivered: 2, dropped: 0, failed: [], errorKeys: [] },
    })
    const [[key, body]] = world
      .bytes(LAKE)
      .filter((each) => !errorsIn(world).some(([known]) => known === each[0]))
    expect(key).toMatch(/^2026\/11\/20\/12\/to-lake-1-/)
    if (CompressionFormat === 'GZIP')
      expect(gunzipSync(body).toString()).toBe('{"message":"a0"}\n{"message":"a1"}\n')
    expect(world.marks.size).toBe(before)
    await world.stop()
  },
)

test('a function fails some of them again, and drops one', async () => {
  const world = createWorld()
  world.room().start()
  await world.call(
    'CreateDeliveryStream',
    toLake({ ProcessingConfiguration: { Processors: [processor('Lambda', { LambdaArn: USERS })] } }),
  )
  world.fail({ port: 'transform', left: 4, error: () => new Error('it broke') })
  world.append(['good', 'drop it', 'fail it'])
  await world.tick(65_000)
  await settle()
  const [failed] = errorsIn(world)
  expect(await replay(world, failed)).toMatchObject({
    ...{ records: 3, delivered: 1, dropped: 1 },
    failed: [['fail it', 'Lambda.FunctionError: it would not']],
    errorKeys: [expect.stringMatching(/^processing-failed\//)],
  })
  await world.stop()
})

test('the index takes what it refused before, and only that', async () => {
  const world = createWorld()
  world.room().start()
  await world.call('CreateDeliveryStream', toIndex())
  const refusal = () => Object.assign(new Error('no such type'), { status: 400 })
  world.fail({ port: 'append', left: 1e6, about: 'a1', error: refusal })
  world.append(['a0', 'a1', 'a2'])
  await world.tick(10_000)
  const [failed] = errorsIn(world, BACKUP)
  expect(await replay(world, failed)).toMatchObject({ delivered: 0, failed: [['a1', '400: no such type']] })
  world.heal()
  const again = errorsIn(world, BACKUP).find(([key]) => key !== failed[0]) as [string, Buffer]
  expect(await replay(world, again)).toMatchObject({ delivered: 1, failed: [] })
  expect(world.rows.map(({ message }) => message).sort()).toEqual(['a0', 'a1', 'a2'])
  expect(new Set(world.rows.map(({ id }) => id)).size).toBe(3)
  await world.stop()
})

test('refuses what is no error object, or nobody’s', async () => {
  const world = createWorld()
  world.room().start()
  await world.call('CreateDeliveryStream', toLake())
  const key = (name: string) => `x/${name}-1-2026-11-20-13-00-00-00000000-0000-4000-8000-000000000001.gz`
  const asked = (name: string, body: string) => world.room().replay(name, Buffer.from(body), never)
  await expect(asked('notes.txt', '{}')).rejects.toThrow(
    'notes.txt is not named as a delivery stream names its objects',
  )
  await expect(asked(key('other'), '{}')).rejects.toThrow(
    'There is no delivery stream other, which wrote x/other-1-',
  )
  await expect(asked(key('to-lake'), '{"message":1}\n')).rejects.toThrow('Line 1 is no failed record')
})

test('whose object a key names', () => {
  const rest = '2026-11-20-13-00-00-0f0f0f0f-0000-4000-8000-00000000000a'
  expect(deliveryStreamOfKey(`errors/a-b/web-logs.2-1-17-${rest}.json.gz`)).toBe('web-logs.2-1')
  expect(deliveryStreamOfKey(`x-1-${rest}`)).toBe('x')
  expect(deliveryStreamOfKey('x-1-2026.gz')).toBeUndefined()
  expect(failedRecords('{"rawData":"YQ==","lastErrorCode":"c","lastErrorMessage":"m"}\n\n')).toEqual([
    { body: Buffer.from('a'), arrived: 0, reason: 'c: m' },
  ])
})

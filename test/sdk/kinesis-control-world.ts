import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as sdk from '@aws-sdk/client-kinesis'
import { afterAll, beforeAll, expect } from 'vitest'
import { openStreamEngine } from '../../src/engines/stream/lmdb.ts'
import { silentLog } from '../../src/observe/log.ts'
import { createStream, type StreamPorts } from '../../src/stages/stream/index.ts'
import { openBench } from './wire-bench.ts'

export const ACCOUNT = '000000000000'
export const REGION = 'eu-west-3'
export const LAST_HASH = '340282366920938463463374607431768211455'
export const HOUR = 3_600_000
export const DAY = 24 * HOUR

// biome-ignore lint/suspicious/noExplicitAny: commands of every kind, and answers looked at by the test.
export type Any = any
export type Action = {
  [K in keyof typeof sdk]: K extends `${infer Name}Command` ? Name : never
}[keyof typeof sdk]

export const arnOf = (stream: string) => `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/${stream}`
export const idOf = (index: number) => `shardId-${String(index).padStart(12, '0')}`
export const notNull = (member: string) =>
  `Value null at '${member}' failed to satisfy constraint: Member must not be null`
export const broken = (...problems: string[]) =>
  `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected: ${problems.join('; ')}`

/** Kinesis behind the AWS door, on a real engine in a folder of its own, with a clock that the test moves. */
export interface KinesisWorld {
  readonly url: string
  readonly client: sdk.KinesisClient
  /** What went wrong on our side. */
  readonly failures: readonly unknown[]
  now(): number
  pass(millis: number): void
  /** As a restart of the program: the same folder, everything else anew. */
  restart(): Promise<void>
  close(): Promise<void>
}

export async function openKinesis(ports: Partial<StreamPorts> = {}): Promise<KinesisWorld> {
  const path = await mkdtemp(join(tmpdir(), 'tailrace-kinesis-'))
  let moved = 0
  const now = () => Date.now() + moved
  const open = async () => {
    const engine = await openStreamEngine({ path, now, onSkipped() {}, onTrouble() {} })
    const bench = await openBench([createStream({ engine, now, log: silentLog, ...ports }).service])
    const client = new sdk.KinesisClient({
      endpoint: bench.url,
      region: REGION,
      credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
      maxAttempts: 1,
    })
    return { engine, bench, client }
  }
  let current = await open()
  const close = async () => {
    current.client.destroy()
    await current.bench.close()
    await current.engine.close()
  }
  return {
    get url() {
      return current.bench.url
    },
    get client() {
      return current.client
    },
    get failures() {
      return current.bench.failures
    },
    now,
    pass(millis) {
      moved += millis
    },
    async restart() {
      await close()
      current = await open()
    },
    async close() {
      await close()
      await rm(path, { recursive: true, force: true })
    },
  }
}

/** A world for the tests of a file, and the calls that they make of it. Nothing may fail on our side. */
export function kinesisForTests(ports: Partial<StreamPorts> = {}) {
  let world: KinesisWorld
  let made = 0
  beforeAll(async () => {
    world = await openKinesis(ports)
  })
  afterAll(async () => {
    const { failures } = world
    await world.close()
    expect(failures).toEqual([])
  })
  const call = (action: Action, input: Any = {}): Promise<Any> =>
    world.client.send(new (sdk as Any)[`${action}Command`](input))
  return {
    get client() {
      return world.client
    },
    get url() {
      return world.url
    },
    now: () => world.now(),
    pass: (millis: number) => world.pass(millis),
    restart: () => world.restart(),
    call,
    refusal: (action: Action, input: Any, type: string, message: string | RegExp) =>
      expect(call(action, input)).rejects.toMatchObject({
        name: type,
        message: typeof message === 'string' ? message : expect.stringMatching(message),
        $metadata: { httpStatusCode: 400 },
      }),
    async create(input: Any = { ShardCount: 1 }): Promise<string> {
      const StreamName = `stream-${++made}`
      await call('CreateStream', { StreamName, ...input })
      return StreamName
    },
    shardsOf: async (StreamName: string, more: Any = {}): Promise<Any[]> =>
      (await call('ListShards', { StreamName, ...more })).Shards,
    summaryOf: async (StreamName: string): Promise<Any> =>
      (await call('DescribeStreamSummary', { StreamName })).StreamDescriptionSummary,
  }
}

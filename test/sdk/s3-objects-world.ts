import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  type GetObjectCommandOutput,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect } from 'vitest'
import { openDiskStore } from '../../src/engines/lake/disk.ts'
import { silentLog } from '../../src/observe/log.ts'
import { createLake } from '../../src/stages/lake/index.ts'
import { type Bench, openBench } from './wire-bench.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers are compared, not used.
export type Any = any

/** S3 on a folder of its own behind a free port, for one test file; the bucket `logs` is there. */
export function s3ForTests() {
  let bench: Bench
  const clients: S3Client[] = []
  const world = {
    path: '',
    url: '',
    client: undefined as unknown as S3Client,
    clientWith(config: S3ClientConfig): S3Client {
      const client = new S3Client({
        endpoint: world.url,
        region: 'us-east-1',
        credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
        forcePathStyle: true,
        maxAttempts: 1,
        ...config,
      })
      clients.push(client)
      return client
    },
    /** Runs a command; `Bucket` is `logs` unless it says otherwise. */
    send<Input extends object>(
      Command: new (input: Input) => Any,
      input: Omit<Input, 'Bucket'> & { Bucket?: string },
    ): Promise<Any> {
      return world.client.send(new Command({ Bucket: 'logs', ...input } as unknown as Input))
    },
    /** Files of uploads that have not become objects. */
    left: () => readdir(join(world.path, '.partial')),
  }
  beforeAll(async () => {
    world.path = await mkdtemp(join(tmpdir(), 'tailrace-s3-'))
    const store = await openDiskStore({ path: world.path, now: Date.now })
    bench = await openBench([createLake({ store, now: Date.now, log: silentLog }).service])
    world.url = bench.url
    world.client = world.clientWith({})
    await world.send(CreateBucketCommand, {})
  })
  afterAll(async () => {
    for (const client of clients) client.destroy()
    await bench.close()
    await rm(world.path, { recursive: true, force: true })
    expect(bench.failures).toEqual([])
  })
  return world
}

export const textOf = (answer: GetObjectCommandOutput) => answer.Body?.transformToString()

/** How a refusal looks to a client. */
export const refusal = (name: string, status: number, message?: string) => ({
  name,
  $metadata: { httpStatusCode: status },
  ...(message === undefined ? {} : { message: expect.stringContaining(message) }),
})

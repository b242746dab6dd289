import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { openDiskStore } from '../../src/engines/lake/disk.ts'
import { silentLog } from '../../src/observe/log.ts'
import { createLake, type LakeRoom } from '../../src/stages/lake/index.ts'
import type { Any } from './s3-objects-world.ts'
import { type Bench, openBench } from './wire-bench.ts'

/** S3 on a folder of its own behind a free port, with a clock of its own; it can be started anew. */
export function bucketsForTests() {
  let bench: Bench
  let path = ''
  let count = 0
  const failures: unknown[] = []
  const world = {
    client: undefined as unknown as S3Client,
    lake: undefined as unknown as LakeRoom,
    url: '',
    /** ms since 1970; objects' own times are the disk's. */
    now: Date.now(),
    /** The newest bucket; `send` means it unless told otherwise. */
    bucket: '',
    async newBucket(): Promise<string> {
      count += 1
      world.bucket = `bucket-${count}`
      await world.client.send(new CreateBucketCommand({ Bucket: world.bucket }))
      return world.bucket
    },
    send<Input extends object>(
      Command: new (input: Input) => Any,
      input: Omit<Input, 'Bucket'> & { Bucket?: string } = {} as never,
    ): Promise<Any> {
      return world.client.send(new Command({ Bucket: world.bucket, ...input } as unknown as Input))
    },
    async start() {
      const store = await openDiskStore({ path, now: () => world.now })
      world.lake = createLake({ store, now: () => world.now, log: silentLog })
      bench = await openBench([world.lake.service])
      world.url = bench.url
      world.client = new S3Client({
        endpoint: bench.url,
        region: 'us-east-1',
        credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
        forcePathStyle: true,
        maxAttempts: 1,
      })
    },
    async stop() {
      world.client.destroy()
      await bench.close()
      failures.push(...bench.failures)
    },
    async restart() {
      await world.stop()
      await world.start()
    },
  }
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), 'tailrace-s3-buckets-'))
    await world.start()
  })
  afterEach(() => {
    expect(failures).toEqual([])
  })
  afterAll(async () => {
    await world.stop()
    await rm(path, { recursive: true, force: true })
    expect(failures).toEqual([])
  })
  return world
}

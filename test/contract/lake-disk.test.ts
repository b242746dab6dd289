import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openDiskStore } from '../../src/engines/lake/disk.ts'
import { lakeContract } from './lake.ts'

const root = await mkdtemp(join(tmpdir(), 'tailrace-lake-'))
afterAll(() => rm(root, { recursive: true, force: true }))

let folders = 0
const folder = () => join(root, String(folders++))
const open = (path: string) => openDiskStore({ path, now: () => 1_763_640_000_000 })

lakeContract('lake on disk', () => open(folder()))

test('ordinary keys are natural paths', async () => {
  const path = folder()
  const store = await open(path)
  await store.createBucket('logs')
  const keys = [
    '2026/11/20/13/web-logs-1-2026-11-20-13-00-00-046b6c7f-0b8a-43b9-b35d-6489e6daee91.gz',
    '2026/11/20/13/web-logs-1-2026-11-20-13-00-00-046b6c7f-0b8a-43b9-b35d-6489e6daee91',
    'year=2026/day=20/part.json',
  ]
  for (const key of keys) {
    await store.put('logs', key, Buffer.from('x'))
    expect((await stat(join(path, 'logs', key))).size).toBe(1)
  }
})

test('nothing leaves the folder, and a bucket has only its own files', async () => {
  const path = folder()
  const store = await open(path)
  await store.createBucket('logs')
  for (const key of ['../out', '..', '../../out', '/out', 'a/../../../out', '..\\out']) {
    await store.put('logs', key, Buffer.from('x'))
  }
  expect((await readdir(path)).sort()).toEqual(['.about', '.buckets', '.partial', 'logs'])
  expect(await readdir(root)).not.toContain('out')
  await expect(store.createBucket('../out')).rejects.toThrow("'../out' is no name for a bucket")
  await expect(store.createBucket('.about')).rejects.toThrow('no name for a bucket')
})

test('comes back after a restart, and clears away what a crash left half done', async () => {
  const path = folder()
  const before = await open(path)
  await before.createBucket('logs')
  const put = await before.put('logs', 'a/b.gz', Buffer.from('x'), { metadata: { k: 'v' } })
  await writeFile(join(path, '.partial', 'half'), 'half an object')
  const after = await open(path)
  expect(await readdir(join(path, '.partial'))).toEqual([])
  expect((await after.list('logs', { limit: 10 })).objects).toEqual([put])
  expect(await after.listBuckets()).toEqual([{ name: 'logs', createdAt: 1_763_640_000_000 }])
})

test('a crash between description and object leaves the old object described', async () => {
  const path = folder()
  const store = await open(path)
  await store.createBucket('logs')
  const old = await store.put('logs', 'a.gz', Buffer.from('old'))
  // The second half of this put fails: a folder is in the object's place.
  const { rename } = await import('node:fs/promises')
  await rename(join(path, 'logs/a.gz'), join(path, 'kept'))
  await mkdir(join(path, 'logs/a.gz'))
  await expect(store.put('logs', 'a.gz', Buffer.from('newer'))).rejects.toThrow()
  await rm(join(path, 'logs/a.gz'), { recursive: true })
  await rename(join(path, 'kept'), join(path, 'logs/a.gz'))
  expect(await store.head('logs', 'a.gz')).toEqual(old)
  expect(await readdir(join(path, '.partial'))).toEqual([])
})

test("a person's own file is an object too; one that no key names is left alone", async () => {
  const path = folder()
  const store = await open(path)
  await store.createBucket('logs')
  await writeFile(join(path, 'logs', 'mine.txt'), 'mine')
  await writeFile(join(path, 'logs', 'no-extension'), 'mine')
  expect((await store.list('logs', { limit: 10 })).objects).toMatchObject([
    { key: 'mine.txt', size: 4, etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) },
  ])
  // Its bytes are read once: what is known of it stays beside it.
  expect(await readdir(join(path, '.about', 'logs'))).toEqual(['mine.txt'])
  await writeFile(join(path, 'logs', 'mine.txt'), 'other')
  expect(await store.head('logs', 'mine.txt')).toMatchObject({
    size: 5,
    etag: '"795f3202b17cb6bc3d4b771d8c6c9eaf"',
  })
  await store.remove('logs', 'mine.txt')
  await expect(store.deleteBucket('logs')).rejects.toThrow('no-extension')
})

import { createHash } from 'node:crypto'
import { cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { openDiskStore } from '../../src/engines/lake/disk.ts'
import type { ObjectStore } from '../../src/stages/lake/ports.ts'

// Multipart uploads on disk: parts in their places become the object without being copied.

const root = await mkdtemp(join(tmpdir(), 'tailrace-uploads-'))
afterAll(() => rm(root, { recursive: true, force: true }))

const MIB = 2 ** 20
const SLOT = 5 * MIB
const bytes = (size: number, seed: number) => Buffer.alloc(size, `${seed}-abcdefg`)
const md5 = (body: Uint8Array) => createHash('md5').update(body).digest('hex')

let folders = 0
let path: string
let store: ObjectStore
let id: string
beforeEach(async () => {
  path = join(root, String(folders++))
  store = await openDiskStore({ path, now: Date.now })
  await store.createBucket('logs')
  id = await store.createUpload('logs', 'whole.bin', { contentType: 'text/plain' })
})

const facts = (body: Uint8Array) => async () => ({ md5: md5(body) })
const put = (number: number, body: Buffer) =>
  store.putPart('logs', id, number, body, facts(body), body.length)
const complete = async (numbers: readonly number[]) => {
  const parts = (await store.parts('logs', id)).filter(({ number }) => numbers.includes(number))
  return store.completeUpload('logs', id, parts, { etag: '"x"', contentType: 'text/plain' })
}
const inode = async (...names: string[]) => (await stat(join(path, ...names))).ino

async function read(): Promise<string> {
  const open = await store.get('logs', 'whole.bin')
  const hash = createHash('md5')
  for await (const piece of open!.read()) hash.update(piece)
  return hash.digest('hex')
}

test('equal parts, whatever their order, are the object by its name alone', async () => {
  const bodies = [bytes(SLOT, 1), bytes(SLOT, 2), bytes(SLOT, 3), bytes(77, 4)]
  await put(2, bodies[1])
  await Promise.all([put(4, bodies[3]), put(1, bodies[0]), put(3, bodies[2])])
  const before = await inode('.uploads', 'logs', id, 'whole')
  expect(await complete([1, 2, 3, 4])).toMatchObject({ size: 3 * SLOT + 77, etag: '"x"' })
  expect(await inode('logs', 'whole.bin')).toBe(before)
  expect(await read()).toBe(md5(Buffer.concat(bodies)))
  expect(await store.head('logs', 'whole.bin')).toMatchObject({ contentType: 'text/plain', upload: id })
  expect(await readdir(join(path, '.uploads', 'logs'))).toEqual([])
})

test('a part sent again lies elsewhere: the object is copied together', async () => {
  await put(1, bytes(SLOT, 1))
  await put(2, bytes(SLOT, 2))
  await put(1, bytes(SLOT, 9))
  expect((await store.parts('logs', id)).map((part) => part.md5)).toEqual([
    md5(bytes(SLOT, 9)),
    md5(bytes(SLOT, 2)),
  ])
  await complete([1, 2])
  expect(await read()).toBe(md5(Buffer.concat([bytes(SLOT, 9), bytes(SLOT, 2)])))
})

test('parts of other sizes, gaps in the numbers, parts left out', async () => {
  await put(3, bytes(SLOT, 1))
  await put(5, bytes(SLOT + 1, 2))
  await put(9, bytes(10, 3))
  await put(11, bytes(SLOT, 4))
  await complete([3, 5, 9])
  expect(await read()).toBe(md5(Buffer.concat([bytes(SLOT, 1), bytes(SLOT + 1, 2), bytes(10, 3)])))
})

test('a part that broke off is no part, and its place is free again', async () => {
  await put(1, bytes(SLOT, 1))
  const broken = (async function* () {
    yield bytes(2 * MIB, 7)
    throw new Error('the client went away')
  })()
  await expect(store.putPart('logs', id, 2, broken, facts(Buffer.alloc(0)), SLOT)).rejects.toThrow(
    'went away',
  )
  const refused = async () => {
    throw new Error('the checksum is wrong')
  }
  await expect(store.putPart('logs', id, 2, bytes(SLOT, 8), refused, SLOT)).rejects.toThrow('is wrong')
  expect((await store.parts('logs', id)).map(({ number }) => number)).toEqual([1])
  await put(2, bytes(SLOT, 2))
  const before = await inode('.uploads', 'logs', id, 'whole')
  await complete([1, 2])
  expect(await inode('logs', 'whole.bin')).toBe(before)
  expect(await read()).toBe(md5(Buffer.concat([bytes(SLOT, 1), bytes(SLOT, 2)])))
})

test('a body longer than it was said to be does not run into the next part', async () => {
  await put(1, bytes(SLOT, 1))
  await put(3, bytes(SLOT, 3))
  const body = bytes(2 * SLOT, 2)
  await expect(store.putPart('logs', id, 2, body, facts(body), SLOT)).rejects.toThrow('longer than')
  await put(2, bytes(SLOT, 2))
  await complete([1, 2, 3])
  expect(await read()).toBe(md5(Buffer.concat([1, 2, 3].map((seed) => bytes(SLOT, seed)))))
})

test('a part still on its way when the upload is completed does not reach the object', async () => {
  await put(1, bytes(SLOT, 1))
  let go = () => {}
  const held = new Promise<void>((resolve) => {
    go = resolve
  })
  const late = (async function* () {
    yield bytes(2 * MIB, 2)
    await held
    yield bytes(3 * MIB, 2)
  })()
  const writing = store.putPart('logs', id, 2, late, facts(Buffer.alloc(0)), SLOT)
  const refused = expect(writing).rejects.toMatchObject({ code: 'NoSuchUpload' })
  await complete([1])
  go()
  await refused
  expect(await read()).toBe(md5(bytes(SLOT, 1)))
  expect(await readdir(join(path, '.partial'))).toEqual([])
})

test('a refused completion leaves the upload as it was', async () => {
  await put(1, bytes(SLOT, 1))
  const parts = await store.parts('logs', id)
  const check = () => {
    throw new Error('the condition fails')
  }
  await expect(store.completeUpload('logs', id, parts, {}, check)).rejects.toThrow('condition fails')
  await put(2, bytes(100, 2))
  await complete([1, 2])
  expect(await read()).toBe(md5(Buffer.concat([bytes(SLOT, 1), bytes(100, 2)])))
})

test('a restart in the middle goes on; a crash behind the last step is cleared away', async () => {
  await put(1, bytes(SLOT, 1))
  store = await openDiskStore({ path, now: Date.now })
  await put(2, bytes(SLOT, 2))
  const uploads = join(path, '.uploads', 'logs')
  await cp(join(uploads, id), join(path, 'kept'), { recursive: true })
  await complete([1, 2])
  expect(await read()).toBe(md5(Buffer.concat([bytes(SLOT, 1), bytes(SLOT, 2)])))
  await rm(join(path, 'kept', 'whole'))
  await cp(join(path, 'kept'), join(uploads, id), { recursive: true })
  store = await openDiskStore({ path, now: Date.now })
  expect(await readdir(uploads)).toEqual([])
  expect(await store.listUploads('logs')).toEqual([])
})

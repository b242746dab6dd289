import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import {
  ObjectStoreError,
  type PartDescription,
  type PutOptions,
  type UploadDescription,
  type Uploads,
} from '../../stages/lake/ports.ts'
import type { Commit } from './commit.ts'
import { renameFile, syncFolder, writeTemporary } from './durable-file.ts'
import { compareKeys } from './key-order.ts'
import type { Locks } from './locks.ts'
import { assertKey, type Places } from './places.ts'
import { absent } from './sidecar.ts'
import { writeBody } from './write-body.ts'

const ABOUT = 'upload.json'

/**
 * Multipart uploads, aside until they are complete:
 *
 *   .uploads/BUCKET/ID/upload.json              key, begin, what the object will be
 *   .uploads/BUCKET/ID/NUMBER.MD5.CHECKSUM      a part; the checksum in base64url, empty without one
 */
export function diskUploads(places: Places, locks: Locks, commit: Commit, now: () => number): Uploads {
  function folderOf(bucket: string, id: string): string {
    const folder = places.upload(bucket, id)
    if (!folder) throw noSuchUpload(id)
    return folder
  }

  async function upload(bucket: string, id: string): Promise<UploadDescription | undefined> {
    const folder = places.upload(bucket, id)
    const text = folder && (await readFile(join(folder, ABOUT), 'utf8').catch(absent))
    return text ? { id, ...(JSON.parse(text) as Omit<UploadDescription, 'id'>) } : undefined
  }

  async function partsOf(bucket: string, id: string): Promise<readonly StoredPart[]> {
    const folder = folderOf(bucket, id)
    const names = await readdir(folder).catch(absent)
    if (!names) throw noSuchUpload(id)
    const found = await Promise.all(names.map((name) => readPart(folder, name)))
    return found.filter((part) => part !== undefined).sort((a, b) => a.number - b.number)
  }

  async function end(bucket: string, id: string) {
    const aside = places.temporary()
    await rename(folderOf(bucket, id), aside)
    await syncFolder(places.uploads(bucket))
    await rm(aside, { recursive: true, force: true })
  }

  return {
    upload,
    async createUpload(bucket, key, about) {
      assertKey(key)
      await places.assertBucket(bucket)
      const id = randomBytes(48).toString('base64url')
      const file = places.temporary()
      await writeTemporary(file, Buffer.from(JSON.stringify({ key, startedAt: now(), about })))
      await renameFile(file, join(folderOf(bucket, id), ABOUT))
      return id
    },
    async listUploads(bucket) {
      await places.assertBucket(bucket)
      const ids = (await readdir(places.uploads(bucket)).catch(absent)) ?? []
      const found = await Promise.all(ids.map((id) => upload(bucket, id)))
      return found
        .filter((one) => one !== undefined)
        .sort((a, b) => compareKeys(a.key, b.key) || a.startedAt - b.startedAt || compareKeys(a.id, b.id))
    },
    async putPart(bucket, id, number, body, facts) {
      if (!(await upload(bucket, id))) throw noSuchUpload(id)
      const written = await writeBody(places.temporary(), body)
      try {
        const { md5, checksum } = await facts()
        await written.handle.sync()
        await written.handle.close()
        return await locks.alone(id, async () => {
          if (!(await upload(bucket, id))) throw noSuchUpload(id)
          const before = (await partsOf(bucket, id)).filter((part) => part.number === number)
          const path = join(folderOf(bucket, id), nameOfPart(number, md5, checksum))
          await rename(written.path, path)
          await syncFolder(folderOf(bucket, id))
          for (const { path: old } of before) if (old !== path) await unlink(old)
          const { mtimeMs } = await stat(path)
          return { number, size: written.size, modifiedAt: mtimeMs, md5, ...(checksum ? { checksum } : {}) }
        })
      } catch (error) {
        await written.discard()
        throw error
      }
    },
    async parts(bucket, id) {
      return (await partsOf(bucket, id)).map(({ path: _, ...part }) => part)
    },
    completeUpload: (bucket, id, parts, options: PutOptions, check) =>
      locks.alone(id, async () => {
        const found = await upload(bucket, id)
        if (!found) throw noSuchUpload(id)
        const stored = new Map((await partsOf(bucket, id)).map((part) => [part.number, part]))
        const paths = parts.map(({ number }) => stored.get(number)?.path)
        const written = await writeBody(places.temporary(), concatenation(paths))
        const object = await commit(
          bucket,
          found.key,
          written,
          async () => ({ ...options, upload: id }),
          check,
        )
        await end(bucket, id)
        return object
      }),
    abortUpload: (bucket, id) =>
      locks.alone(id, async () => {
        if (!(await upload(bucket, id))) throw noSuchUpload(id)
        await end(bucket, id)
      }),
  }
}

interface StoredPart extends PartDescription {
  readonly path: string
}

function nameOfPart(number: number, md5: string, checksum = ''): string {
  return `${number}.${md5}.${Buffer.from(checksum, 'base64').toString('base64url')}`
}

async function readPart(folder: string, name: string): Promise<StoredPart | undefined> {
  const [, number, md5, checksum] = /^(\d+)\.([0-9a-f]{32})\.([\w-]*)$/.exec(name) ?? []
  const path = join(folder, name)
  const facts = number ? await stat(path).catch(absent) : undefined
  if (!facts) return undefined
  return {
    path,
    number: Number(number),
    size: facts.size,
    modifiedAt: facts.mtimeMs,
    md5,
    ...(checksum ? { checksum: Buffer.from(checksum, 'base64url').toString('base64') } : {}),
  }
}

async function* concatenation(paths: readonly (string | undefined)[]): AsyncGenerator<Uint8Array> {
  for (const path of paths) {
    if (path === undefined) throw new Error('a part of the upload is not there')
    yield* createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>
  }
}

function noSuchUpload(id: string): ObjectStoreError {
  return new ObjectStoreError('NoSuchUpload', `There is no upload '${id.slice(0, 100)}'.`)
}

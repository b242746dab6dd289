import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Check,
  ObjectStoreError,
  type PutOptions,
  type UploadDescription,
  type Uploads,
} from '../../stages/lake/ports.ts'
import type { Commit } from './commit.ts'
import { renameFile, syncFolder, writeTemporary } from './durable-file.ts'
import { compareKeys } from './key-order.ts'
import type { Locks } from './locks.ts'
import { createPartFiles, isSpent, readParts, removeOthers, type StoredPart, wholeOf } from './part-files.ts'
import { assertKey, type Places } from './places.ts'
import { absent } from './sidecar.ts'
import { writeBody } from './write-body.ts'

const ABOUT = 'upload.json'

/** Multipart uploads, aside until they are complete: `.uploads/BUCKET/ID/` has `upload.json` and the parts. */
export function diskUploads(places: Places, locks: Locks, commit: Commit, now: () => number): Uploads {
  const partFiles = createPartFiles(places.temporary)

  async function upload(bucket: string, id: string): Promise<UploadDescription | undefined> {
    const folder = places.upload(bucket, id)
    const text = folder && (await readFile(join(folder, ABOUT), 'utf8').catch(absent))
    return text ? { id, ...(JSON.parse(text) as Omit<UploadDescription, 'id'>) } : undefined
  }

  async function assertUpload(bucket: string, id: string): Promise<UploadDescription & { folder: string }> {
    const found = await upload(bucket, id)
    const folder = places.upload(bucket, id)
    if (!found || !folder) throw noSuchUpload(id)
    return { ...found, folder }
  }

  async function end(bucket: string, folder: string) {
    const aside = places.temporary()
    await rename(folder, aside)
    await syncFolder(places.uploads(bucket))
    partFiles.forget(folder)
    await rm(aside, { recursive: true, force: true })
  }

  /** By name alone where the parts lie as the object will have them, or else by copying. */
  async function together(
    bucket: string,
    key: string,
    folder: string,
    parts: readonly StoredPart[],
    options: PutOptions,
    check?: Check,
  ) {
    const mine = await partFiles.close(folder)
    try {
      const whole = mine ? await wholeOf(folder, parts) : undefined
      const written = whole ?? (await writeBody(places.temporary(), concatenation(parts)))
      return await commit(bucket, key, written, async () => options, check)
    } catch (error) {
      await partFiles.reopen(folder)
      throw error
    }
  }

  return {
    upload,
    async createUpload(bucket, key, about) {
      assertKey(key)
      await places.assertBucket(bucket)
      const id = randomBytes(48).toString('base64url')
      const file = places.temporary()
      await writeTemporary(file, Buffer.from(JSON.stringify({ key, startedAt: now(), about })))
      await renameFile(file, join(places.uploads(bucket), id, ABOUT))
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
    async putPart(bucket, id, number, body, facts, size) {
      const { folder } = await assertUpload(bucket, id)
      const written = await partFiles.write(folder, number, body, size).catch((error) => {
        throw error.code === 'ENOENT' ? noSuchUpload(id) : error // ended meanwhile
      })
      try {
        const known = await facts()
        return await locks.alone(id, async () => {
          await assertUpload(bucket, id)
          const name = await written.name(known)
          await syncFolder(folder)
          await removeOthers(folder, number, name)
          const part = (await readParts(folder)).find((one) => one.number === number)
          if (!part) throw new Error(`part ${number} is not where it was put`)
          return described(part)
        })
      } catch (error) {
        await written.discard()
        throw error
      }
    },
    async parts(bucket, id) {
      const { folder } = await assertUpload(bucket, id)
      return (await readParts(folder)).map(described)
    },
    completeUpload: (bucket, id, parts, options, check) =>
      locks.alone(id, async () => {
        const { key, folder } = await assertUpload(bucket, id)
        const stored = new Map((await readParts(folder)).map((part) => [part.number, part]))
        const chosen = parts.map(({ number }) => stored.get(number)).filter((part) => part !== undefined)
        if (chosen.length !== parts.length) throw new Error('a part of the upload is not there')
        const object = await together(bucket, key, folder, chosen, { ...options, upload: id }, check)
        await end(bucket, folder)
        return object
      }),
    abortUpload: (bucket, id) =>
      locks.alone(id, async () => end(bucket, (await assertUpload(bucket, id)).folder)),
  }
}

/** Takes away what a crash left of uploads that had become objects. */
export async function sweepUploads(places: Places): Promise<void> {
  for (const bucket of (await readdir(places.uploads('.')).catch(absent)) ?? []) {
    for (const id of (await readdir(places.uploads(bucket)).catch(absent)) ?? []) {
      const folder = join(places.uploads(bucket), id)
      if (await isSpent(folder).catch(absent)) await rm(folder, { recursive: true, force: true })
    }
  }
}

function described({ file: _, from: __, slot: ___, name: ____, ...part }: StoredPart) {
  return part
}

async function* concatenation(parts: readonly StoredPart[]): AsyncGenerator<Uint8Array> {
  for (const { file, from, size } of parts) {
    if (size === 0) continue
    const options = { start: from, end: from + size - 1, highWaterMark: 1 << 20 }
    yield* createReadStream(file, options) as AsyncIterable<Uint8Array>
  }
}

function noSuchUpload(id: string): ObjectStoreError {
  return new ObjectStoreError('NoSuchUpload', `There is no upload '${id.slice(0, 100)}'.`)
}

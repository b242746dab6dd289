import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, rmdir, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import type { ObjectDescription, Objects, OpenObject } from '../../stages/lake/ports.ts'
import type { Commit } from './commit.ts'
import { syncFolder } from './durable-file.ts'
import { createListing } from './listing.ts'
import type { Locks } from './locks.ts'
import type { Places } from './places.ts'
import {
  absent,
  describe,
  noteSidecar,
  readSidecar,
  removeSidecar,
  type Version,
  versionOf,
  writeSidecar,
} from './sidecar.ts'
import { writeBody } from './write-body.ts'

/** Objects that a listing looks at side by side. */
const AT_ONCE = 64

/** An object is a file, its description a sidecar beside it. */
export function diskObjects(places: Places, locks: Locks, commit: Commit): Objects {
  const list = createListing()

  async function head(
    bucket: string,
    key: string,
    adopt?: (version: Version) => Promise<void>,
  ): Promise<ObjectDescription | undefined> {
    const { file, about } = places.object(bucket, key)
    const facts = await stat(file, { bigint: true }).catch(absent)
    return facts?.isFile() ? describe(key, facts, about, () => createReadStream(file), adopt) : undefined
  }

  /** Keeps what was found out about a file that came by another hand, unless it has changed meanwhile. */
  async function adopt(bucket: string, key: string, version: Version): Promise<void> {
    const { file, about } = places.object(bucket, key)
    await locks.alone(`${bucket}/${key}`, async () => {
      const facts = await stat(file, { bigint: true }).catch(absent)
      if (!facts || !versionOf({ key, versions: [version] }, facts)) return
      if (versionOf(await readSidecar(about), facts)) return
      await noteSidecar(about, places.temporary(), { key, versions: [version] })
    })
  }

  async function take(bucket: string, key: string) {
    const { file, about } = places.object(bucket, key)
    await unlink(file).catch(absent)
    await syncFolder(dirname(file)).catch(absent)
    await removeSidecar(about)
    await prune(dirname(file), places.bucket(bucket))
    await prune(dirname(about), places.abouts(bucket))
  }

  return {
    head: (bucket, key) => head(bucket, key, (version) => adopt(bucket, key, version)),
    async put(bucket, key, body, options = {}, check) {
      places.object(bucket, key)
      await places.assertBucket(bucket)
      const md5 = typeof options === 'object' && !options.etag ? createHash('md5') : undefined
      const written = await writeBody(places.temporary(), body, md5 && ((piece) => md5.update(piece)))
      const late = async () => ({
        ...(await (typeof options === 'function' ? options() : options)),
        ...(md5 ? { etag: quoted(md5) } : {}),
      })
      return commit(bucket, key, written, late, check)
    },
    async get(bucket, key): Promise<OpenObject | undefined> {
      const { file, about } = places.object(bucket, key)
      const handle = await open(file, 'r').catch(absent)
      const facts = await handle?.stat({ bigint: true })
      if (!handle || !facts?.isFile()) return void (await handle?.close())
      const bytes = () => createReadStream('', { fd: handle, start: 0, autoClose: false })
      const object = await describe(key, facts, about, bytes)
      if (!object) return void (await handle.close())
      return {
        object,
        read: (from = 0, to = object.size) => readRange(handle, from, to),
        close: () => handle.close().catch(() => {}),
      }
    },
    async remove(bucket, key, check) {
      places.object(bucket, key)
      await locks.alone(`${bucket}/${key}`, async () => {
        const existing = await head(bucket, key)
        check?.(existing)
        if (existing) await take(bucket, key)
      })
    },
    async setTags(bucket, key, tags) {
      const { file, about } = places.object(bucket, key)
      return locks.alone(`${bucket}/${key}`, async () => {
        const existing = await head(bucket, key)
        const facts = existing && (await stat(file, { bigint: true }).catch(absent))
        if (!facts) return undefined
        const { key: _, ...rest } = existing
        const known = versionOf(await readSidecar(about), facts) ?? rest
        const version = { ...known, tags, stamp: String(facts.mtimeNs) }
        await writeSidecar(about, places.temporary(), { key, versions: [version] })
        return { ...existing, tags }
      })
    },
    async list(bucket, options) {
      await places.assertBucket(bucket)
      const { keys, prefixes, next } = await list(places.bucket(bucket), options)
      const there: ObjectDescription[] = []
      for (let at = 0; at < keys.length; at += AT_ONCE) {
        const some = keys.slice(at, at + AT_ONCE)
        const objects = await Promise.all(
          some.map((key) => head(bucket, key, (version) => adopt(bucket, key, version))),
        )
        there.push(...objects.filter((object) => object !== undefined))
      }
      return { objects: there, prefixes, ...(next === undefined ? {} : { next }) }
    },
  }
}

function readRange(handle: FileHandle, from: number, to: number): AsyncIterable<Uint8Array> {
  if (from < to) return createReadStream('', { fd: handle, start: from, end: to - 1, highWaterMark: 1 << 18 })
  handle.close().catch(() => {})
  return Readable.from([])
}

function quoted(md5: ReturnType<typeof createHash>): string {
  return `"${md5.digest('hex')}"`
}

/** Removes folders that have become empty, up to `stop`. */
async function prune(folder: string, stop: string) {
  for (let at = folder; at !== stop && at.startsWith(stop); at = dirname(at)) {
    try {
      await rmdir(at)
    } catch {
      return // not empty, or somebody was quicker
    }
  }
}

import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir, readFile, rm, rmdir, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type ObjectStore, ObjectStoreError } from '../../stages/lake/ports.ts'
import { makeFolder, renameFile, syncFolder, writeTemporary } from './durable-file.ts'
import { pathOfKey } from './key-path.ts'
import { listKeys } from './listing.ts'
import { absent, describe, descriptionOf, removeSidecar, versionOf, writeSidecar } from './sidecar.ts'

/**
 * The embedded lake: a folder.
 *
 *   BUCKET/2026/11/20/13/web-logs-….gz    an object under its own key (`key-path.ts` for unusual keys)
 *   .about/BUCKET/…                        what S3 knows of it beyond its bytes (`sidecar.ts`), same path
 *   .buckets/BUCKET.json                   when the bucket was made
 *   .partial/                              objects on their way; emptied at every start
 *
 * An object is written aside, flushed, and renamed; so is its description, before it. One program at a time.
 */
export async function openDiskStore(options: {
  readonly path: string
  readonly now: () => number
}): Promise<ObjectStore> {
  const root = options.path
  const partial = join(root, '.partial')
  await rm(partial, { recursive: true, force: true })
  await makeFolder(partial)
  await makeFolder(join(root, '.buckets'))

  const temporary = () => join(partial, randomUUID())
  const bucketFile = (bucket: string) => join(root, '.buckets', `${bucket}.json`)

  async function hasBucket(bucket: string): Promise<boolean> {
    if (!isBucketName(bucket)) return false
    return (await stat(join(root, bucket)).catch(absent))?.isDirectory() ?? false
  }

  async function assertBucket(bucket: string) {
    if (!(await hasBucket(bucket))) {
      throw new ObjectStoreError('NoSuchBucket', `There is no bucket '${bucket}' in ${root}.`)
    }
  }

  function placesOf(bucket: string, key: string) {
    assertKey(key)
    const path = pathOfKey(key)
    return { file: join(root, bucket, ...path), about: join(root, '.about', bucket, ...path) }
  }

  async function head(bucket: string, key: string) {
    const { file, about } = placesOf(bucket, key)
    const facts = await stat(file, { bigint: true }).catch(absent)
    return facts?.isFile() ? describe(key, file, facts, about) : undefined
  }

  return {
    hasBucket,
    async createBucket(bucket) {
      if (!isBucketName(bucket))
        throw new ObjectStoreError('InvalidKey', `'${bucket}' is no name for a bucket.`)
      if (await hasBucket(bucket)) {
        throw new ObjectStoreError('BucketAlreadyExists', `There is a bucket '${bucket}' in ${root} already.`)
      }
      const file = temporary()
      await writeTemporary(file, Buffer.from(JSON.stringify({ createdAt: options.now() })))
      await renameFile(file, bucketFile(bucket))
      await makeFolder(join(root, bucket))
    },
    async deleteBucket(bucket) {
      await assertBucket(bucket)
      for await (const key of listKeys(join(root, bucket), '', '')) {
        throw new ObjectStoreError(
          'BucketNotEmpty',
          `Bucket '${bucket}' still has objects, such as '${key}'.`,
        )
      }
      await removeEmptyFolders(join(root, bucket))
      await rm(join(root, '.about', bucket), { recursive: true, force: true })
      await rm(bucketFile(bucket), { force: true })
      await syncFolder(root)
    },
    async listBuckets() {
      const names = (await readdir(root)).filter(isBucketName).sort()
      const buckets = []
      for (const name of names) {
        const found = await stat(join(root, name)).catch(absent)
        if (!found?.isDirectory()) continue
        const text = await readFile(bucketFile(name), 'utf8').catch(absent)
        buckets.push({ name, createdAt: text ? Number(JSON.parse(text).createdAt) : found.birthtimeMs })
      }
      return buckets
    },
    async put(bucket, key, body, putOptions) {
      const { file, about } = placesOf(bucket, key)
      await assertBucket(bucket)
      const pieces = body instanceof Uint8Array ? [body] : body
      const written = temporary()
      const stamp = await writeTemporary(written, pieces)
      const version = versionOf(pieces, stamp, options.now(), putOptions)
      try {
        await writeSidecar(about, temporary(), key, version)
        await renameFile(written, file)
      } catch (error) {
        await unlink(written).catch(absent)
        throw error
      }
      return descriptionOf(key, version)
    },
    head,
    async get(bucket, key) {
      const { file, about } = placesOf(bucket, key)
      const handle = await open(file, 'r').catch(absent)
      const object = handle && (await describe(key, file, await handle.stat({ bigint: true }), about))
      if (!object) {
        await handle?.close()
        return undefined
      }
      return { object, body: createReadStream('', { fd: handle, highWaterMark: 1 << 18 }) }
    },
    async remove(bucket, key) {
      const { file, about } = placesOf(bucket, key)
      if (!(await head(bucket, key))) return
      await unlink(file).catch(absent)
      await syncFolder(dirname(file)).catch(absent)
      await removeSidecar(about)
      await prune(dirname(file), join(root, bucket))
      await prune(dirname(about), join(root, '.about'))
    },
    async list(bucket, { prefix = '', after = '', limit }) {
      await assertBucket(bucket)
      const objects = []
      if (limit <= 0) return []
      for await (const key of listKeys(join(root, bucket), prefix, after)) {
        const object = await head(bucket, key)
        if (object) objects.push(object)
        if (objects.length === limit) break
      }
      return objects
    },
    async close() {},
  }
}

/** Never a path of its own, never one of the store's hidden folders. */
function isBucketName(bucket: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,254}$/.test(bucket)
}

function assertKey(key: string) {
  const size = Buffer.byteLength(key)
  const problem =
    size === 0
      ? 'is empty'
      : size > 1024
        ? `has ${size} bytes of UTF-8, the limit is 1024`
        : Buffer.from(key).toString() !== key
          ? 'is not valid Unicode'
          : undefined
  if (problem) throw new ObjectStoreError('InvalidKey', `The key '${key.slice(0, 100)}' ${problem}.`)
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

/** Rejects, with everything in place, when a file is found: a person may have put one there. */
async function removeEmptyFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) {
      throw new ObjectStoreError(
        'BucketNotEmpty',
        `The folder ${folder} has a file '${entry.name}'. Move it away first.`,
      )
    }
    await removeEmptyFolders(join(folder, entry.name))
  }
  await rmdir(folder)
}

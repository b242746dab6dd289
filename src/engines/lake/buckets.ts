import { readdir, readFile, rm, rmdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type BucketDescription, type Buckets, ObjectStoreError } from '../../stages/lake/ports.ts'
import { makeFolder, renameFile, syncFolder, writeTemporary } from './durable-file.ts'
import { listKeys } from './listing.ts'
import { isBucketName, type Places } from './places.ts'
import { absent } from './sidecar.ts'

/** Buckets are folders; what is set on one is a JSON file per kind in `.configuration/BUCKET/`. */
export function diskBuckets(places: Places, now: () => number): Buckets {
  const { root, hasBucket, assertBucket } = places

  async function writeJson(path: string, document: unknown) {
    const file = places.temporary()
    await writeTemporary(file, Buffer.from(JSON.stringify(document)))
    await renameFile(file, path)
  }

  async function describe(name: string): Promise<BucketDescription | undefined> {
    const found = isBucketName(name) ? await stat(join(root, name)).catch(absent) : undefined
    if (!found?.isDirectory()) return undefined
    const { createdAt = found.birthtimeMs, region } = parse(
      await readFile(places.bucketFile(name), 'utf8').catch(absent),
    )
    return { name, createdAt, ...(region ? { region } : {}) }
  }

  return {
    hasBucket,
    bucket: describe,
    async createBucket(bucket, facts = {}) {
      if (!isBucketName(bucket))
        throw new ObjectStoreError('InvalidKey', `'${bucket}' is no name for a bucket.`)
      if (await hasBucket(bucket)) {
        throw new ObjectStoreError('BucketAlreadyExists', `There is a bucket '${bucket}' in ${root} already.`)
      }
      await removeAll(places, bucket)
      await writeJson(places.bucketFile(bucket), { createdAt: now(), ...facts })
      await makeFolder(places.bucket(bucket))
    },
    async deleteBucket(bucket) {
      await assertBucket(bucket)
      for await (const key of listKeys(places.bucket(bucket), '', '')) {
        throw new ObjectStoreError(
          'BucketNotEmpty',
          `Bucket '${bucket}' still has objects, such as '${key}'.`,
        )
      }
      await removeEmptyFolders(places.bucket(bucket))
      await syncFolder(root)
      await removeAll(places, bucket)
    },
    async listBuckets() {
      const names = (await readdir(root)).filter(isBucketName).sort()
      const buckets = await Promise.all(names.map(describe))
      return buckets.filter((bucket) => bucket !== undefined)
    },
    async bucketConfiguration(bucket, kind) {
      await assertBucket(bucket)
      const text = await readFile(fileOf(places, bucket, kind), 'utf8').catch(absent)
      return text === undefined ? undefined : JSON.parse(text)
    },
    async setBucketConfiguration(bucket, kind, document) {
      await assertBucket(bucket)
      const file = fileOf(places, bucket, kind)
      if (document !== undefined) return writeJson(file, document)
      await unlink(file).catch(absent)
      await syncFolder(places.configuration(bucket)).catch(absent)
    },
  }
}

function fileOf(places: Places, bucket: string, kind: string): string {
  if (!/^[a-z][a-z-]{0,60}$/.test(kind)) throw new Error(`'${kind}' is no kind of configuration`)
  return join(places.configuration(bucket), `${kind}.json`)
}

/** What a bucket leaves beside its folder; also of one whose removal a crash cut short. */
async function removeAll(places: Places, bucket: string) {
  for (const path of [places.abouts(bucket), places.configuration(bucket), places.uploads(bucket)]) {
    await rm(path, { recursive: true, force: true })
  }
  await rm(places.bucketFile(bucket), { force: true })
}

function parse(text: string | undefined): { createdAt?: number; region?: string } {
  try {
    return text === undefined ? {} : JSON.parse(text)
  } catch {
    return {} // damaged by another hand: the folder's own facts are shown
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

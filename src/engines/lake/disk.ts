import { rm } from 'node:fs/promises'
import type { ObjectStore } from '../../stages/lake/ports.ts'
import { diskBuckets } from './buckets.ts'
import { createCommit } from './commit.ts'
import { makeFolder } from './durable-file.ts'
import { createLocks } from './locks.ts'
import { diskObjects } from './objects.ts'
import { createPlaces } from './places.ts'
import { diskUploads, sweepUploads } from './uploads.ts'

/**
 * The embedded lake: a folder.
 *
 *   BUCKET/2026/11/20/13/web-logs-….gz    an object under its own key (`key-path.ts` for unusual keys)
 *   .about/BUCKET/…                        what S3 knows of it beyond its bytes (`sidecar.ts`), same path
 *   .buckets/BUCKET.json                   when and where the bucket was made
 *   .configuration/BUCKET/KIND.json        what was set on it (lifecycle, tagging, …)
 *   .uploads/BUCKET/ID/                    multipart uploads under way (`uploads.ts`)
 *   .partial/                              objects on their way; emptied at every start
 *
 * An object is written aside, flushed, and renamed; so is its description, before it. One program at a time.
 */
export async function openDiskStore(options: {
  readonly path: string
  readonly now: () => number
}): Promise<ObjectStore> {
  const places = createPlaces(options.path)
  await rm(places.partial, { recursive: true, force: true })
  await makeFolder(places.partial)
  await makeFolder(places.bucketFiles)
  await sweepUploads(places)
  const locks = createLocks()
  const commit = createCommit(places, locks, options.now)
  return {
    ...diskBuckets(places, options.now),
    ...diskObjects(places, locks, commit),
    ...diskUploads(places, locks, commit, options.now),
    async close() {},
  }
}

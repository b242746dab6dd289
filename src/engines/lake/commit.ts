import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Check, ObjectDescription, PutOptions } from '../../stages/lake/ports.ts'
import { moveFile, syncFolder, writeTemporary } from './durable-file.ts'
import type { Locks } from './locks.ts'
import type { Places } from './places.ts'
import {
  absent,
  assertSameKey,
  describe,
  descriptionOf,
  readSidecar,
  type Sidecar,
  sidecarBytes,
  type Version,
} from './sidecar.ts'
import type { WrittenFile } from './write-body.ts'

/** A written file becomes the object of a key, or is taken away. */
export type Commit = (
  bucket: string,
  key: string,
  written: WrittenFile,
  about: () => Promise<PutOptions>,
  check?: Check,
) => Promise<ObjectDescription>

/**
 * The order that a crash can't hurt: file and description flushed side by side, then the description gets its name,
 * then the file. Journals keep that order, so that one wait for both names is enough (2 flushes in a row instead of
 * 3). Whoever asks meanwhile finds the old object with its own description.
 */
export function createCommit(places: Places, locks: Locks, now: () => number): Commit {
  return async (bucket, key, written, about, check) => {
    try {
      const flushed = flush(written)
      flushed.catch(() => {}) // awaited below
      const options = await about()
      return await locks.alone(`${bucket}/${key}`, () =>
        replace(bucket, key, written, flushed, options, check),
      )
    } catch (error) {
      await written.discard()
      throw error
    }
  }

  async function replace(
    bucket: string,
    key: string,
    written: WrittenFile,
    flushed: Promise<void>,
    options: PutOptions,
    check?: Check,
  ) {
    await places.assertBucket(bucket)
    const { file, about } = places.object(bucket, key)
    const before = await readSidecar(about)
    assertSameKey(before, key)
    if (check) {
      const facts = await stat(file, { bigint: true }).catch(absent)
      check(facts?.isFile() ? await describe(key, facts, about, () => createReadStream(file)) : undefined)
    }
    const stamp = await stampOf(written, before)
    const { etag = '""', ...rest } = options
    const version: Version = { size: written.size, stamp, modifiedAt: now(), etag, ...rest }
    const versions = [version, ...(before?.versions ?? [])].slice(0, 3)
    const description = places.temporary()
    await Promise.all([flushed, writeTemporary(description, sidecarBytes({ key, versions }))])
    await written.handle.close()
    await moveFile(description, about)
    await moveFile(written.path, file)
    await Promise.all([syncFolder(dirname(about)), syncFolder(dirname(file))])
    return descriptionOf(key, version)
  }
}

async function flush(written: WrittenFile) {
  await written.handle.sync()
}

/** Its time stamp, made its own if an older version of the same size has the same: clocks of file systems are coarse. */
async function stampOf(written: WrittenFile, before: Sidecar | undefined): Promise<string> {
  for (;;) {
    const { mtimeNs, mtime } = await written.handle.stat({ bigint: true })
    const stamp = String(mtimeNs)
    const taken = before?.versions.some((version) => version.size === written.size && version.stamp === stamp)
    if (!taken) return stamp
    const later = new Date(mtime.getTime() + 2) // two: one may be lost on the way through fractions of a second
    await written.handle.utimes(later, later)
    await written.handle.sync()
  }
}

import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { readFile, unlink, writeFile } from 'node:fs/promises'
import { type ObjectDescription, ObjectStoreError, type PutOptions } from '../../stages/lake/ports.ts'
import { moveFile, renameFile, writeTemporary } from './durable-file.ts'

/**
 * What S3 knows of an object beyond its bytes, in a JSON file of its own. Two files can't be replaced in one
 * step, so that a sidecar names the versions of the object that it may meet (the newest first), each by the
 * size and time stamp of its file: whichever file a crash leaves, its description is there.
 */
export interface Sidecar {
  readonly key: string
  readonly versions: readonly Version[]
}

export interface Version extends PutOptions {
  readonly size: number
  /** Time stamp of the object's file, ns, as a decimal string. */
  readonly stamp: string
  readonly modifiedAt: number
  readonly etag: string
}

export async function writeSidecar(path: string, temporary: string, sidecar: Sidecar): Promise<void> {
  await writeTemporary(temporary, sidecarBytes(sidecar))
  await renameFile(temporary, path)
}

/** The same without waiting for the disk: what a power cut takes can be found out again. */
export async function noteSidecar(path: string, temporary: string, sidecar: Sidecar): Promise<void> {
  await writeFile(temporary, sidecarBytes(sidecar))
  await moveFile(temporary, path)
}

export function sidecarBytes(sidecar: Sidecar): Buffer {
  return Buffer.from(JSON.stringify(sidecar))
}

/**
 * Describes the object whose file has these facts. A file that came without a sidecar is described from its bytes,
 * and `adopt` told, so that they need not be read again. Undefined when the file is another key's (a file system
 * that doesn't tell the two names apart).
 */
export async function describe(
  key: string,
  facts: BigIntStats,
  sidecar: string,
  bytes: () => AsyncIterable<Uint8Array>,
  adopt?: (version: Version) => Promise<void>,
): Promise<ObjectDescription | undefined> {
  const known = await readSidecar(sidecar)
  if (known && known.key !== key) return undefined
  const version = versionOf(known, facts)
  if (version) return descriptionOf(key, version)
  const found = {
    size: Number(facts.size),
    stamp: String(facts.mtimeNs),
    modifiedAt: Number(facts.mtimeMs),
    etag: await hash(bytes()),
  }
  await adopt?.(found)
  return descriptionOf(key, found)
}

/** The version whose file this is. */
export function versionOf(sidecar: Sidecar | undefined, facts: BigIntStats): Version | undefined {
  return sidecar?.versions.find(
    ({ size, stamp }) => BigInt(size) === facts.size && stamp === String(facts.mtimeNs),
  )
}

async function hash(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const md5 = createHash('md5')
  for await (const piece of bytes) md5.update(piece)
  return `"${md5.digest('hex')}"`
}

export async function removeSidecar(path: string): Promise<void> {
  await unlink(path).catch(absent)
}

export function descriptionOf(key: string, { stamp: _, ...version }: Version): ObjectDescription {
  return { key, contentType: 'binary/octet-stream', metadata: {}, ...version }
}

export async function readSidecar(path: string): Promise<Sidecar | undefined> {
  const text = await readFile(path, 'utf8').catch(absent)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as Sidecar
  } catch {
    return undefined // damaged by another hand: the object is then described from its bytes
  }
}

export function assertSameKey(before: Sidecar | undefined, key: string) {
  if (!before || before.key === key) return
  throw new ObjectStoreError(
    'InvalidKey',
    `The key '${key}' and the existing key '${before.key}' are one name to the file system of the lake's folder. ` +
      'Use another key, or a folder on a file system that tells upper and lower case apart.',
  )
}

export function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw error
}

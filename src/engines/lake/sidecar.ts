import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { readFile, unlink } from 'node:fs/promises'
import { type ObjectDescription, ObjectStoreError, type PutOptions } from '../../stages/lake/ports.ts'
import { renameFile, writeTemporary } from './durable-file.ts'

/**
 * What S3 knows of an object beyond its bytes, in a JSON file of its own. Two files can't be replaced in one
 * step, so that a sidecar names the versions of the object that it may meet (the newest first), each by the
 * size and time stamp of its file: whichever file a crash leaves, its description is there.
 */
interface Sidecar {
  readonly key: string
  readonly versions: readonly Version[]
}

export interface Version {
  readonly size: number
  /** Time stamp of the object's file, ns, as a decimal string. */
  readonly stamp: string
  readonly modifiedAt: number
  readonly md5: string
  readonly contentType: string
  readonly contentEncoding?: string
  readonly metadata: Readonly<Record<string, string>>
}

export function versionOf(
  body: readonly Uint8Array[],
  stamp: bigint,
  now: number,
  options: PutOptions = {},
): Version {
  const md5 = createHash('md5')
  for (const piece of body) md5.update(piece)
  return {
    size: body.reduce((sum, piece) => sum + piece.length, 0),
    stamp: String(stamp),
    modifiedAt: now,
    md5: md5.digest('hex'),
    contentType: options.contentType ?? 'application/octet-stream',
    ...(options.contentEncoding ? { contentEncoding: options.contentEncoding } : {}),
    metadata: options.metadata ?? {},
  }
}

/** Durable before the object's own file is replaced. */
export async function writeSidecar(
  path: string,
  temporary: string,
  key: string,
  newest: Version,
): Promise<void> {
  const before = await readSidecar(path)
  assertSameKey(before, key)
  const versions = [newest, ...(before?.versions ?? [])].slice(0, 4)
  await writeTemporary(temporary, Buffer.from(JSON.stringify({ key, versions } satisfies Sidecar)))
  await renameFile(temporary, path)
}

/**
 * Describes the object whose file has these facts. A file that came without a sidecar is described from its bytes.
 * Undefined when the file is another key's (a file system that doesn't tell the two names apart).
 */
export async function describe(
  key: string,
  file: string,
  facts: BigIntStats,
  sidecar: string,
): Promise<ObjectDescription | undefined> {
  const known = await readSidecar(sidecar)
  if (known && known.key !== key) return undefined
  const version = known?.versions.find(
    ({ size, stamp }) => BigInt(size) === facts.size && stamp === String(facts.mtimeNs),
  )
  if (version) return descriptionOf(key, version)
  const body = await readFile(file).catch(absent)
  return body && descriptionOf(key, versionOf([body], facts.mtimeNs, Number(facts.mtimeMs)))
}

export async function removeSidecar(path: string): Promise<void> {
  await unlink(path).catch(absent)
}

export function descriptionOf(key: string, { stamp: _, md5, ...version }: Version): ObjectDescription {
  return { key, ...version, etag: `"${md5}"` }
}

async function readSidecar(path: string): Promise<Sidecar | undefined> {
  const text = await readFile(path, 'utf8').catch(absent)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as Sidecar
  } catch {
    return undefined // damaged by another hand: the object is then described from its bytes
  }
}

function assertSameKey(before: Sidecar | undefined, key: string) {
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

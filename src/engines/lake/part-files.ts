import { open, readdir, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Body, PartDescription, PartFacts } from '../../stages/lake/ports.ts'
import { syncFolder } from './durable-file.ts'
import { absent } from './sidecar.ts'
import { type WrittenFile, writeBody, writePieces } from './write-body.ts'

/**
 * Parts of an upload on disk. Uploaders cut in equal parts, and then a part's place in the object is known when it
 * comes: it is written there, into `whole`, which becomes the object by its name alone (completing 1 GiB: 5.6 s of
 * copying spared). A part that does not fit so has a file of its own.
 *
 *   whole                            parts in their places, number N at (N - 1) × SLOT
 *   NUMBER.MD5.CHECKSUM.SIZE@SLOT    empty: that part is there, in `whole`
 *   NUMBER.MD5.CHECKSUM              a part of its own; the checksum in base64url, empty without one
 */
export interface StoredPart extends PartDescription {
  /** Its bytes: in `file`, from `from` on. */
  readonly file: string
  readonly from: number
  /** Of a part in `whole`. */
  readonly slot?: number
  readonly name: string
}

const WHOLE = 'whole'

/** Smaller ones may be an upload's last, which says nothing of the others. */
const LEAST_SLOT = 5 * 2 ** 20

/** File systems have a largest file (ext4: 16 TiB), and part numbers may have gaps. */
const LARGEST = 8 * 2 ** 40

/** Of an upload: the size of its slots, and the parts that are in `whole` or on their way into it. */
interface Slots {
  size?: number
  readonly taken: Set<number>
  /** Writers at work in `whole`. */
  busy: number
  /** `whole` is becoming the object: who comes now writes elsewhere. */
  closed: boolean
}

/** Written and flushed, but not yet a part. */
export interface WrittenPart {
  readonly size: number
  /** Makes it the part of its number. */
  name(facts: PartFacts): Promise<string>
  discard(): Promise<void>
}

export function createPartFiles(temporary: () => string) {
  const uploads = new Map<string, Slots>()

  async function slotsOf(folder: string): Promise<Slots> {
    const known = uploads.get(folder)
    if (known) return known
    const placed = (await readParts(folder)).filter(({ slot }) => slot !== undefined)
    const taken = new Set(placed.map(({ number }) => number))
    const slots: Slots = { size: placed[0]?.slot, taken, busy: 0, closed: false }
    // Somebody may have been quicker.
    const winner = uploads.get(folder) ?? slots
    uploads.set(folder, winner)
    return winner
  }

  return {
    async write(folder: string, number: number, body: Body, size: number | undefined): Promise<WrittenPart> {
      const slots = await slotsOf(folder)
      if (size !== undefined && size >= LEAST_SLOT) slots.size ??= size
      const { size: slot = 0 } = slots
      const fits = size !== undefined && size <= slot && slot * number <= LARGEST
      if (!fits || slots.closed || slots.taken.has(number)) {
        return writeAside(folder, number, body, temporary())
      }
      slots.taken.add(number)
      slots.busy++
      const release = () => void slots.taken.delete(number)
      try {
        return await writeInPlace(folder, number, body, { size, slot, release })
      } finally {
        slots.busy--
      }
    },
    /** From now on nobody writes into `whole`; false when somebody still does. */
    async close(folder: string): Promise<boolean> {
      const slots = await slotsOf(folder)
      if (slots.busy > 0) return false
      slots.closed = true
      return true
    },
    async reopen(folder: string) {
      const slots = await slotsOf(folder)
      slots.closed = false
    },
    forget: (folder: string) => void uploads.delete(folder),
  }
}

async function writeAside(folder: string, number: number, body: Body, path: string): Promise<WrittenPart> {
  const written = await writeBody(path, body)
  try {
    await written.handle.sync()
    await written.handle.close()
  } catch (error) {
    await written.discard()
    throw error
  }
  return {
    size: written.size,
    discard: written.discard,
    async name(facts) {
      const name = nameOf(number, facts)
      await rename(written.path, join(folder, name))
      return name
    },
  }
}

interface Place {
  readonly size: number
  readonly slot: number
  release(): void
}

async function writeInPlace(folder: string, number: number, body: Body, place: Place): Promise<WrittenPart> {
  const { size, slot, release } = place
  let named = false
  try {
    const handle = await openWhole(folder)
    try {
      const written = await writePieces(handle, body, undefined, { at: (number - 1) * slot, most: size })
      await handle.sync()
      return {
        size: written,
        discard: async () => {
          if (!named) release()
        },
        async name(facts) {
          named = true
          const name = `${nameOf(number, facts)}.${written}@${slot}`
          await writeFile(join(folder, name), '')
          return name
        },
      }
    } finally {
      await handle.close()
    }
  } catch (error) {
    release()
    throw error
  }
}

async function openWhole(folder: string) {
  const path = join(folder, WHOLE)
  return open(path, 'r+').catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    await (await open(path, 'a')).close()
    await syncFolder(folder)
    return open(path, 'r+')
  })
}

function nameOf(number: number, { md5, checksum = '' }: PartFacts): string {
  return `${number}.${md5}.${Buffer.from(checksum, 'base64').toString('base64url')}`
}

/** By number; of two of a number, which only a crash leaves, the newer. Rejects when there is no such folder. */
export async function readParts(folder: string): Promise<readonly StoredPart[]> {
  const names = await readdir(folder)
  const found = await Promise.all(names.map((name) => readPart(folder, name)))
  const parts = found.filter((part) => part !== undefined).sort((a, b) => a.modifiedAt - b.modifiedAt)
  const newest = new Map(parts.map((part) => [part.number, part]))
  return [...newest.values()].sort((a, b) => a.number - b.number)
}

/** Takes what was the part of a number before `name` became it. */
export async function removeOthers(folder: string, number: number, name: string): Promise<void> {
  for (const other of await readdir(folder)) {
    if (other !== name && other.startsWith(`${number}.`)) await unlink(join(folder, other)).catch(absent)
  }
}

const NAME = /^(\d+)\.([0-9a-f]{32})\.([\w-]*)(?:\.(\d+)@(\d+))?$/

async function readPart(folder: string, name: string): Promise<StoredPart | undefined> {
  const [, number, md5, checksum, size, slot] = NAME.exec(name) ?? []
  const facts = number ? await stat(join(folder, name)).catch(absent) : undefined
  if (!facts) return undefined
  const about = {
    name,
    number: Number(number),
    modifiedAt: facts.mtimeMs,
    md5,
    ...(checksum ? { checksum: Buffer.from(checksum, 'base64url').toString('base64') } : {}),
  }
  if (slot === undefined) return { ...about, size: facts.size, file: join(folder, name), from: 0 }
  const from = (Number(number) - 1) * Number(slot)
  return { ...about, size: Number(size), slot: Number(slot), file: join(folder, WHOLE), from }
}

/** `whole`, when it is just these parts and no more; it stays where it is if it is discarded. */
export async function wholeOf(
  folder: string,
  parts: readonly StoredPart[],
): Promise<WrittenFile | undefined> {
  const size = parts.reduce((sum, part) => sum + part.size, 0)
  const [{ slot }] = parts
  const fits = parts.every(
    (part, at) =>
      part.slot !== undefined &&
      part.slot === slot &&
      part.number === at + 1 &&
      (part.size === slot || at === parts.length - 1),
  )
  const path = join(folder, WHOLE)
  if (!fits || (await stat(path)).size !== size) return undefined
  const handle = await open(path, 'r+')
  return { path, handle, size, discard: () => handle.close().catch(() => {}) }
}

/** An upload whose `whole` has become its object: a crash came before the rest was taken away. */
export async function isSpent(folder: string): Promise<boolean> {
  const names = await readdir(folder)
  return names.some((name) => name.includes('@')) && !names.includes(WHOLE)
}

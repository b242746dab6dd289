import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import { CodeError, type CodeStore } from '../../stages/functions/ports.ts'

const MOST_UNZIPPED = 262_144_000

/**
 * `folder`/HEX.zip as it came, `folder`/HEX/ unpacked, HEX being the SHA-256. Unpacked beside its place and moved
 * there when it is whole: a folder that is there is right.
 */
export async function openCodeFolder(folder: string): Promise<CodeStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const keeping = new Map<string, Promise<void>>()
  const place = (sha256: string) => join(folder, Buffer.from(sha256, 'base64').toString('hex'))

  async function write(zip: Uint8Array, target: string) {
    const scratch = `${target}.new`
    await rm(scratch, { recursive: true, force: true })
    await unpack(zip, scratch)
    await writeDurably(`${target}.zip`, zip)
    await rm(target, { recursive: true, force: true })
    await rename(scratch, target)
    const parent = await open(folder)
    await parent.sync().finally(() => parent.close())
  }

  async function unpack(zip: Uint8Array, scratch: string) {
    const files = unpacked(zip)
    await mkdir(scratch, { mode: 0o700 })
    try {
      await writeFiles(files, scratch)
    } catch (error) {
      await rm(scratch, { recursive: true, force: true })
      // `a` beside `a/b`, a name that no disk takes: as bad a zip file as any.
      const { code = '' } = error as NodeJS.ErrnoException
      throw ['EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'EINVAL'].includes(code) ? notAZip() : error
    }
  }

  async function writeFiles(files: Readonly<Record<string, Uint8Array>>, scratch: string) {
    for (const [name, bytes] of Object.entries(files)) {
      const path = join(scratch, name)
      await mkdir(dirname(path), { recursive: true, mode: 0o755 })
      // A zip's permissions are often lost on the way here; `bootstrap` has to be executable whatever they are.
      if (!name.endsWith('/')) await writeFile(path, bytes, { mode: 0o755, flush: true } as object)
    }
  }

  return {
    async keep(zip) {
      if (zip.length === 0) throw new CodeError('empty', 'Uploaded file must be a non-empty zip')
      const sha256 = hashOf(zip)
      const target = place(sha256)
      if (!existsSync(target) || !existsSync(`${target}.zip`)) {
        const writing = keeping.get(sha256) ?? write(zip, target).finally(() => keeping.delete(sha256))
        keeping.set(sha256, writing)
        await writing
      }
      return { sha256, bytes: zip.length }
    },
    folder: place,
    sha256: hashOf,
    async list() {
      const names = await readdir(folder)
      return names.flatMap((name) =>
        /^[0-9a-f]{64}$/.test(name) ? [Buffer.from(name, 'hex').toString('base64')] : [],
      )
    },
    file: (sha256) => `${place(sha256)}.zip`,
    async remove(sha256) {
      await rm(`${place(sha256)}.zip`, { force: true })
      await rm(place(sha256), { recursive: true, force: true })
    },
  }
}

const hashOf = (zip: Uint8Array) => createHash('sha256').update(zip).digest('base64')

async function writeDurably(path: string, bytes: Uint8Array) {
  const file = await open(`${path}.new`, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}

/** Names and bytes; what a zip file claims of its sizes is checked before anything is unpacked. */
function unpacked(zip: Uint8Array): Record<string, Uint8Array> {
  let total = 0
  let problem: CodeError | undefined
  let files: Record<string, Uint8Array>
  try {
    files = unzipSync(zip, {
      filter({ name, originalSize }) {
        total += originalSize
        if (total > MOST_UNZIPPED) {
          problem ??= new CodeError('too-large', `Unzipped size must be smaller than ${MOST_UNZIPPED} bytes`)
        }
        if (!isSafe(name)) {
          problem ??= new CodeError('unsafe-name', `The zip file has an entry outside of its folder: ${name}`)
        }
        return problem === undefined
      },
    })
  } catch {
    throw notAZip()
  }
  if (problem) throw problem
  if (Object.keys(files).length === 0) throw new CodeError('empty', 'Uploaded file must be a non-empty zip')
  return files
}

const notAZip = () =>
  new CodeError(
    'not-a-zip',
    'Could not unzip uploaded file. Please check your file, then try to upload again.',
  )

function isSafe(name: string): boolean {
  return (
    name !== '' &&
    name.length < 1024 &&
    !name.startsWith('/') &&
    !/[\\\0]/.test(name) &&
    !name.split('/').some((part) => part === '..' || part.length > 255)
  )
}

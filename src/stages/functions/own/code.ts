import { errors } from '../errors.ts'
import { CodeError, type KeptCode, type OwnFunctionsPorts } from '../ports.ts'
import type { Registry } from './registry.ts'

export interface CodeInput {
  readonly ZipFile?: Uint8Array
  readonly S3Bucket?: string
  readonly S3Key?: string
}

/** The code of functions: kept when it comes, removed when no function has it. */
export interface Code {
  /** Keeps the code while `use` makes a function have it. */
  keep<Made>(input: CodeInput, use: (code: KeptCode) => Promise<Made>): Promise<Made>
  /** Removes what no function has. */
  sweep(): Promise<void>
}

const MOST_ZIP_BYTES = 262_144_000

export function createCode(
  ports: Pick<OwnFunctionsPorts, 'code' | 'object'>,
  registry: Registry,
  atWork: ReadonlyMap<string, number>,
): Code {
  /** How many requests are about to use it. */
  const wanted = new Map<string, number>()
  const count = (sha256: string, more: number) => wanted.set(sha256, (wanted.get(sha256) ?? 0) + more)

  async function sweep() {
    const used = registry.codeInUse()
    for (const sha256 of await ports.code.list()) {
      if (!used.has(sha256) && !wanted.get(sha256) && !atWork.has(sha256)) await ports.code.remove(sha256)
    }
  }

  return {
    sweep,
    async keep(input, use) {
      const zip = await read(input, ports)
      const sha256 = ports.code.sha256(zip)
      count(sha256, 1)
      try {
        return await use(await ports.code.keep(zip).catch(refuse))
      } finally {
        count(sha256, -1)
        await sweep().catch(() => {})
      }
    },
  }
}

function refuse(error: unknown): never {
  if (error instanceof CodeError) throw errors.invalid(error.message)
  throw error
}

async function read(input: CodeInput, { object }: Pick<OwnFunctionsPorts, 'object'>): Promise<Uint8Array> {
  const { ZipFile: zip, S3Bucket: bucket, S3Key: key } = input
  if (zip) {
    if (bucket || key) throw errors.twoSources()
    return zip
  }
  if (!bucket || !key) throw errors.noCode()
  const found = await object?.(bucket, key, MOST_ZIP_BYTES).catch(refuse)
  if (!found) throw errors.noSuchObject(bucket, key)
  return found
}

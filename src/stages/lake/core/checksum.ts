import { createHash } from 'node:crypto'
import { Crc64Nvme } from '@aws-sdk/crc64-nvme'
import { crc32, crc32c } from '@node-rs/crc32'
import { combineCrc } from './crc.ts'

export type Algorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256' | 'SHA512' | 'MD5'

export interface Hasher {
  update(piece: Uint8Array): void
  /** Once, at the end. */
  digest(): Buffer | Promise<Buffer>
}

interface Facts {
  /** Of the digest. */
  readonly bytes: number
  readonly create: () => Hasher
  /** A checksum of the whole can be made of those of the parts: polynomial, reflected. */
  readonly polynomial?: bigint
  /** What a multipart upload's checksum is unless told. */
  readonly multipart: 'COMPOSITE' | 'FULL_OBJECT'
}

/** S3's checksum algorithms. What is absent here (xxHash) is refused by name. */
const algorithms: Readonly<Record<Algorithm, Facts>> = {
  CRC32: { bytes: 4, create: () => crc(crc32), polynomial: 0xedb88320n, multipart: 'COMPOSITE' },
  CRC32C: { bytes: 4, create: () => crc(crc32c), polynomial: 0x82f63b78n, multipart: 'COMPOSITE' },
  CRC64NVME: { bytes: 8, create: crc64, polynomial: 0x9a6c9329ac4bc9b5n, multipart: 'FULL_OBJECT' },
  SHA1: { bytes: 20, create: () => createHash('sha1'), multipart: 'COMPOSITE' },
  SHA256: { bytes: 32, create: () => createHash('sha256'), multipart: 'COMPOSITE' },
  SHA512: { bytes: 64, create: () => createHash('sha512'), multipart: 'COMPOSITE' },
  MD5: { bytes: 16, create: () => createHash('md5'), multipart: 'COMPOSITE' },
}

export const algorithmNames = Object.keys(algorithms) as readonly Algorithm[]

/** What S3 computes when nobody asks for anything. */
export const DEFAULT_ALGORITHM = 'CRC64NVME'

export function isAlgorithm(name: string): name is Algorithm {
  return Object.hasOwn(algorithms, name)
}

export function createHasher(algorithm: Algorithm): Hasher {
  return algorithms[algorithm].create()
}

/** Base64 of the right number of bytes. */
export function isDigest(text: string, algorithm: Algorithm): boolean {
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === algorithms[algorithm].bytes && bytes.toString('base64') === text
}

/** A multipart upload's type: as asked for, or the algorithm's own; undefined when the two do not fit. */
export function multipartType(algorithm: Algorithm, asked?: string): 'COMPOSITE' | 'FULL_OBJECT' | undefined {
  const { multipart, polynomial } = algorithms[algorithm]
  if (asked === undefined || asked === multipart) return multipart
  return asked === 'FULL_OBJECT' && polynomial ? 'FULL_OBJECT' : undefined
}

export interface SummedPart {
  readonly size: number
  /** Base64. */
  readonly checksum: string
}

/** Of a multipart object, from its parts' checksums. */
export async function multipartChecksum(
  algorithm: Algorithm,
  type: 'COMPOSITE' | 'FULL_OBJECT',
  parts: readonly SummedPart[],
): Promise<string> {
  const sums = parts.map(({ checksum }) => Buffer.from(checksum, 'base64'))
  if (type === 'COMPOSITE') {
    const hasher = createHasher(algorithm)
    for (const sum of sums) hasher.update(sum)
    return `${(await hasher.digest()).toString('base64')}-${parts.length}`
  }
  const { polynomial = 0n, bytes } = algorithms[algorithm]
  const whole = sums
    .map((sum) => BigInt(`0x${sum.toString('hex')}`))
    .reduce((before, sum, at) => combineCrc(before, sum, parts[at].size, polynomial, bytes * 8))
  return Buffer.from(whole.toString(16).padStart(bytes * 2, '0'), 'hex').toString('base64')
}

function crc(sum: (piece: Uint8Array, before: number) => number): Hasher {
  let value = 0
  return {
    update(piece) {
      value = sum(piece, value)
    },
    digest() {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(value >>> 0)
      return bytes
    },
  }
}

function crc64(): Hasher {
  const sum = new Crc64Nvme()
  return { update: (piece) => sum.update(piece), digest: async () => Buffer.from(await sum.digest()) }
}

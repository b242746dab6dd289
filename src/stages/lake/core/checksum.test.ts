import { expect, test } from 'vitest'
import {
  type Algorithm,
  algorithmNames,
  createHasher,
  isDigest,
  multipartChecksum,
  multipartType,
} from './checksum.ts'

const sum = async (algorithm: Algorithm, bytes: Uint8Array) => {
  const hasher = createHasher(algorithm)
  hasher.update(bytes)
  return (await hasher.digest()).toString('base64')
}

/** Of `123456789`: the check values that the catalogues of CRCs print, and FIPS 180's digests. */
test.each([
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
  ['SHA1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ['SHA256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
  ['MD5', '25f9e794323b453885f5181f1b624d0b'],
] as const)('%s', async (algorithm, hex) => {
  const hasher = createHasher(algorithm)
  for (const piece of ['12', '', '3456789']) hasher.update(Buffer.from(piece))
  expect((await hasher.digest()).toString('hex')).toBe(hex)
})

test.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)('%s of a whole from its parts', async (algorithm) => {
  const bytes = Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251))
  for (const cuts of [[], [1], [2500], [1, 2, 4999], [0, 17, 17, 4000]]) {
    const edges = [0, ...cuts, bytes.length]
    const pieces = edges.slice(1).map((end, at) => bytes.subarray(edges[at], end))
    const parts = await Promise.all(
      pieces.map(async (piece) => ({ size: piece.length, checksum: await sum(algorithm, piece) })),
    )
    expect(await multipartChecksum(algorithm, 'FULL_OBJECT', parts)).toBe(await sum(algorithm, bytes))
  }
})

test('a composite checksum is that of the checksums, and says of how many', async () => {
  const parts = [
    { size: 1, checksum: await sum('SHA256', Buffer.from('a')) },
    { size: 1, checksum: await sum('SHA256', Buffer.from('b')) },
  ]
  const together = Buffer.concat(parts.map(({ checksum }) => Buffer.from(checksum, 'base64')))
  expect(await multipartChecksum('SHA256', 'COMPOSITE', parts)).toBe(`${await sum('SHA256', together)}-2`)
})

test('types that an algorithm can have', () => {
  expect(multipartType('CRC32')).toBe('COMPOSITE')
  expect(multipartType('CRC32', 'FULL_OBJECT')).toBe('FULL_OBJECT')
  expect(multipartType('CRC64NVME')).toBe('FULL_OBJECT')
  expect(multipartType('CRC64NVME', 'COMPOSITE')).toBeUndefined()
  expect(multipartType('SHA256', 'FULL_OBJECT')).toBeUndefined()
})

test('digests of the wrong length or alphabet are none', async () => {
  for (const algorithm of algorithmNames) {
    const right = await sum(algorithm, Buffer.from('x'))
    expect(isDigest(right, algorithm)).toBe(true)
    for (const wrong of ['', 'x', `${right}=`, right.slice(0, -4), right.replace(/=*$/, '')]) {
      if (wrong !== right) expect(isDigest(wrong, algorithm)).toBe(false)
    }
  }
})

import { createHash } from 'node:crypto'
import type { StreamingBody } from '../../record/index.ts'
import {
  type Algorithm,
  algorithmNames,
  createHasher,
  DEFAULT_ALGORITHM,
  isAlgorithm,
  isDigest,
} from './core/checksum.ts'
import { errors } from './errors.ts'

/** What a request that carries an object's bytes says of them. */
export interface BodyInput {
  readonly Body?: StreamingBody | Uint8Array
  readonly ContentLength?: number
  readonly ContentMD5?: string
  readonly ChecksumAlgorithm?: string
}

export interface Received {
  readonly size: number
  /** In hex. */
  readonly md5: string
  /** The algorithm that the client gave, or S3's own. */
  readonly algorithm: Algorithm
  /** Base64, of `algorithm` and of those asked for. */
  readonly checksums: Readonly<Partial<Record<Algorithm, string>>>
}

export interface Receiving {
  readonly body: AsyncIterable<Uint8Array>
  /** At the body's end; rejects when the bytes are not those that the client meant. */
  received(): Promise<Received>
}

/** The largest PutObject and the largest part. */
const MOST = 5 * 2 ** 30

/** A body on its way in, hashed as it passes. `further` is a checksum that is needed whatever the client gives. */
export function receive(input: BodyInput, further?: Algorithm): Receiving {
  const { Body: source = new Uint8Array(0), ContentLength: length } = input
  if (length !== undefined && length > MOST) throw errors.tooLarge(length, MOST)
  const expected = expectation(input)
  const algorithm = expected?.algorithm ?? further ?? DEFAULT_ALGORITHM
  const md5 = createHash('md5')
  const sums = new Map(
    [...new Set([algorithm, further ?? algorithm])].map((name) => [name, createHasher(name)]),
  )
  let size = 0

  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const piece of source instanceof Uint8Array ? [source] : source) {
      size += piece.length
      if (size > MOST) throw errors.tooLarge(size, MOST)
      if (length !== undefined && size > length) throw errors.incompleteBody()
      md5.update(piece)
      for (const sum of sums.values()) sum.update(piece)
      yield piece
    }
  }

  return {
    body: hashed(),
    async received() {
      if (length !== undefined && length !== size) throw errors.incompleteBody()
      const hex = md5.digest('hex')
      assertMd5(input.ContentMD5, hex)
      const checksums: Partial<Record<Algorithm, string>> = {}
      for (const [name, sum] of sums) checksums[name] = (await sum.digest()).toString('base64')
      if (expected && expected.value() !== checksums[algorithm]) throw errors.badChecksum(algorithm)
      return { size, md5: hex, algorithm, checksums }
    },
  }
}

interface Expectation {
  readonly algorithm: Algorithm
  /** Known when the body has ended: a trailer comes behind it. */
  value(): string
}

function expectation(input: BodyInput): Expectation | undefined {
  assertMd5Form(input.ContentMD5)
  const asked = input.ChecksumAlgorithm
  const found = inHeaders(input) ?? inTrailers(input.Body)
  if (asked !== undefined && !isAlgorithm(asked)) throw errors.unknownAlgorithm()
  if (asked !== undefined && !found) {
    throw errors.invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    )
  }
  if (asked !== undefined && found && asked !== found.algorithm) {
    throw errors.invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.')
  }
  return found
}

function inHeaders(input: BodyInput): Expectation | undefined {
  const members = input as Readonly<Record<string, unknown>>
  const given = algorithmNames.filter((name) => members[`Checksum${name}`] !== undefined)
  if (given.length > 1) throw errors.manyChecksums()
  if (given.length === 0) return undefined
  const [algorithm] = given
  const digest = String(members[`Checksum${algorithm}`])
  if (!isDigest(digest, algorithm)) throw errors.invalidChecksum(algorithm)
  return { algorithm, value: () => digest }
}

function inTrailers(body: BodyInput['Body']): Expectation | undefined {
  if (!body || body instanceof Uint8Array) return undefined
  const names = (body.announced ?? []).filter((name) => name.startsWith('x-amz-checksum-'))
  if (names.length > 1) throw errors.manyChecksums()
  if (names.length === 0) return undefined
  const algorithm = names[0].slice('x-amz-checksum-'.length).toUpperCase()
  if (!isAlgorithm(algorithm)) throw errors.unknownAlgorithm()
  return {
    algorithm,
    value() {
      const digest = body.trailers?.[names[0]]
      if (digest === undefined) throw errors.malformedTrailer()
      if (!isDigest(digest, algorithm)) throw errors.invalidChecksum(algorithm)
      return digest
    },
  }
}

function assertMd5Form(given: string | undefined) {
  if (given !== undefined && !isDigest(given, 'MD5')) throw errors.invalidDigest(given)
}

function assertMd5(given: string | undefined, hex: string) {
  if (given === undefined) return
  const wanted = Buffer.from(given, 'base64').toString('hex')
  if (wanted !== hex) throw errors.badMd5(given, Buffer.from(hex, 'hex').toString('base64'))
}

import { createHash, type Hash } from 'node:crypto'
import { ServiceError } from '../record/index.ts'
import type { ChunkSignatures } from './authentication.ts'

// Content-Encoding aws-chunked:
//   body     = *chunk last-chunk *trailer CRLF
//   chunk    = size(hex) [";chunk-signature=" 64 hex] CRLF bytes CRLF
//   last     = "0" [";chunk-signature=" 64 hex] CRLF
//   trailer  = name ":" value CRLF         (of a signed body the last one is x-amz-trailer-signature)

export interface ChunkedBody {
  readonly bytes: AsyncIterable<Uint8Array>
  /** Complete when the bytes have ended. */
  readonly trailers: Readonly<Record<string, string>>
}

/** Takes the framing off, without copying. `length`: what x-amz-decoded-content-length promised. */
export function unchunked(
  source: AsyncIterable<Uint8Array>,
  signatures: ChunkSignatures | undefined,
  length: number | undefined,
): ChunkedBody {
  const trailers: Record<string, string> = {}
  return { bytes: decode(createReader(source), signatures, length, trailers), trailers }
}

const MAX_LINE = 16 * 1024
const TRAILER_SIGNATURE = 'x-amz-trailer-signature'

async function* decode(
  reader: Reader,
  signatures: ChunkSignatures | undefined,
  length: number | undefined,
  trailers: Record<string, string>,
): AsyncGenerator<Uint8Array> {
  let total = 0
  try {
    for (let size = -1; size !== 0; ) {
      const head = chunkHead(await reader.line())
      size = head.size
      total += size
      if (length !== undefined && total > length) throw incomplete()
      const hash = signatures && createHash('sha256')
      if (size > 0) yield* chunkBytes(reader, size, hash)
      if (hash) signatures?.chunk(head.signature, hash.digest('hex'))
    }
    await readTrailers(reader, signatures, trailers)
    if (length !== undefined && total !== length) throw incomplete()
  } finally {
    // Or the rest of a refused body could not be thrown away.
    await reader.end()
  }
}

async function* chunkBytes(reader: Reader, size: number, hash: Hash | undefined): AsyncGenerator<Uint8Array> {
  for (let left = size; left > 0; ) {
    const piece = await reader.some(left)
    hash?.update(piece)
    left -= piece.length
    yield piece
  }
  if ((await reader.line()) !== '') throw incomplete()
}

function chunkHead(line: string): { size: number; signature?: string } {
  const head = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line)
  if (!head) throw incomplete()
  return { size: Number.parseInt(head[1], 16), ...(head[2] ? { signature: head[2] } : {}) }
}

async function readTrailers(
  reader: Reader,
  signatures: ChunkSignatures | undefined,
  trailers: Record<string, string>,
) {
  const signed = createHash('sha256')
  let some = false
  for (let line = await reader.lastLine(); line !== ''; line = await reader.lastLine()) {
    const colon = line.indexOf(':')
    if (colon <= 0) throw malformedTrailer()
    const name = line.slice(0, colon).trim().toLowerCase()
    trailers[name] = line.slice(colon + 1).trim()
    some = true
    if (name !== TRAILER_SIGNATURE) signed.update(`${name}:${trailers[name]}\n`)
  }
  const signature = trailers[TRAILER_SIGNATURE]
  delete trailers[TRAILER_SIGNATURE]
  if (some) signatures?.trailer(signature, signed.digest('hex'))
}

interface Reader {
  /** Up to the next CRLF, without it. */
  line(): Promise<string>
  /** The same; the body's end is an empty line. */
  lastLine(): Promise<string>
  /** From 1 to `most` bytes. */
  some(most: number): Promise<Uint8Array>
  end(): Promise<unknown>
}

function createReader(source: AsyncIterable<Uint8Array>): Reader {
  const iterator = source[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  /** False at the end. */
  const more = async (): Promise<boolean> => {
    const { done, value } = await iterator.next()
    if (done) return false
    const piece = Buffer.from(value.buffer, value.byteOffset, value.length)
    held = held.length === 0 ? piece : Buffer.concat([held, piece])
    return true
  }
  const line = async (atEnd: () => string): Promise<string> => {
    for (;;) {
      const end = held.indexOf('\r\n')
      if (end >= 0) {
        const text = held.toString('latin1', 0, end)
        held = held.subarray(end + 2)
        return text
      }
      if (held.length > MAX_LINE) throw incomplete()
      if (!(await more())) {
        if (held.length > 0) throw incomplete()
        return atEnd()
      }
    }
  }
  return {
    line: () =>
      line(() => {
        throw incomplete()
      }),
    lastLine: () => line(() => ''),
    async some(most) {
      while (held.length === 0) if (!(await more())) throw incomplete()
      const piece = held.subarray(0, most)
      held = held.subarray(piece.length)
      return piece
    },
    end: async () => iterator.return?.(),
  }
}

const incomplete = () =>
  new ServiceError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  )

const malformedTrailer = () =>
  new ServiceError(
    'MalformedTrailerError',
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  )

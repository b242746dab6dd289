import { Compressor, compress } from 'snappy'
import type { ObjectBody } from './body.ts'

/** Snappy's own framing format (the stream identifier `sNaPpY`, then checked chunks of up to 64 KiB). */
export function snappyBody(): ObjectBody {
  const compressor = new Compressor()
  return collecting(
    async (bytes) => [compressor.update(bytes)],
    async () => [await compressor.finish()],
  )
}

/** Hadoop's BlockCompressorStream, big-endian: *( length(4) packed-length(4) packed ), each block plain Snappy. */
export function hadoopSnappyBody(): ObjectBody {
  return collecting(async (bytes) => {
    const out: Uint8Array[] = []
    for (let from = 0; from < bytes.length; from += BLOCK) {
      const block = bytes.subarray(from, from + BLOCK)
      const packed = await compress(block)
      const head = Buffer.alloc(8)
      head.writeUInt32BE(block.length, 0)
      head.writeUInt32BE(packed.length, 4)
      out.push(head, packed)
    }
    return out
  })
}

/** Hadoop's default buffer: a reader may have no larger one. */
const BLOCK = 256 << 10

function collecting(
  pack: (bytes: Uint8Array) => Promise<readonly Uint8Array[]>,
  end: () => Promise<readonly Uint8Array[]> = async () => [],
): ObjectBody {
  const pieces: Uint8Array[] = []
  let [size, held] = [0, 0]
  const keep = (packed: readonly Uint8Array[]) => {
    for (const piece of packed) {
      if (piece.length === 0) continue
      held += piece.length
      pieces.push(piece)
    }
  }
  return {
    keeps: false,
    size: () => size,
    held: () => held,
    async write(bytes) {
      size += bytes.length
      keep(await pack(bytes))
    },
    async finish() {
      keep(await end())
      return pieces
    },
  }
}

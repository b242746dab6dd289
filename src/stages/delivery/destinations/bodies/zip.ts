import { constants, createDeflateRaw, type DeflateRaw } from 'node:zlib'
import { crc32 } from '@node-rs/crc32'
import type { ObjectBody } from './body.ts'

/**
 * An archive of one file:
 *
 *   local header   504B0304 version(2) flags(2) method(2) time(2) date(2) crc(4) packed(4) size(4) name(2) extra(2) name
 *   packed bytes   deflate
 *   directory      504B0102 made-by(2), then as the local header from version on, with comment(2) disk(2)
 *                  attributes(2 + 4) offset(4) before the name
 *   end            504B0506 disk(2) disk(2) entries(2) entries(2) directory size(4) directory offset(4) comment(2)
 *
 * Little-endian. Sizes are below 4 GiB, as every object of Firehose is.
 */
export function zipBody(name = 'records'): ObjectBody {
  const deflate = createDeflateRaw({ level: constants.Z_BEST_SPEED, memLevel: 9, chunkSize: 1 << 17 })
  const pieces: Uint8Array[] = []
  let [size, held, crc] = [0, 0, 0]
  deflate.on('error', () => {})
  deflate.on('data', (piece: Buffer) => {
    held += piece.length
    pieces.push(piece.length < 1 << 16 ? Buffer.from(piece) : piece)
  })
  return {
    keeps: false,
    size: () => size,
    held: () => held,
    async write(bytes) {
      size += bytes.length
      crc = crc32(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), crc)
      await written(deflate, bytes)
    },
    async finish() {
      await new Promise<void>((resolve, reject) => {
        deflate.once('end', resolve).once('error', reject)
        deflate.end()
      })
      const about = described(name, { crc, packed: held, size })
      const local = Buffer.concat([Buffer.from('504b0304', 'hex'), about, Buffer.from(name)])
      return [local, ...pieces, ...directory(name, about, local.length + held)]
    },
  }
}

function written(deflate: DeflateRaw, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    deflate.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}

/** From `version` to `extra`. The date is 1980-01-01, the first there is: the same records give the same archive. */
function described(
  name: string,
  { crc, packed, size }: { crc: number; packed: number; size: number },
): Buffer {
  const out = Buffer.alloc(26)
  out.writeUInt16LE(20, 0)
  out.writeUInt16LE(8, 4)
  out.writeUInt16LE(0x21, 8)
  out.writeUInt32LE(crc >>> 0, 10)
  out.writeUInt32LE(packed, 14)
  out.writeUInt32LE(size, 18)
  out.writeUInt16LE(Buffer.byteLength(name), 22)
  return out
}

function directory(name: string, about: Buffer, offset: number): Buffer[] {
  const entry = Buffer.concat([
    Buffer.from('504b01021400', 'hex'),
    ...[about, Buffer.alloc(14), Buffer.from(name)],
  ])
  const end = Buffer.alloc(22)
  Buffer.from('504b0506', 'hex').copy(end)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(entry.length, 12)
  end.writeUInt32LE(offset, 16)
  return [entry, end]
}

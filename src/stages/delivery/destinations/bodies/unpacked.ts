import { promisify } from 'node:util'
import { gunzip, inflateRaw } from 'node:zlib'
import { Decompressor, uncompress } from 'snappy'

/** Most that an error object may unpack to. */
const MOST = { maxOutputLength: 256 << 20 }

/** The bytes of an object, by how they begin: gzip, our own ZIP, Snappy in frames, Hadoop's Snappy, or as they are. */
export async function unpacked(body: Buffer): Promise<Buffer> {
  if (body[0] === 0x1f && body[1] === 0x8b) return promisify(gunzip)(body, MOST)
  if (body.length > 30 && body.readUInt32LE(0) === 0x04034b50) {
    const start = 30 + body.readUInt16LE(26) + body.readUInt16LE(28)
    return (await promisify(inflateRaw)(body.subarray(start, start + body.readUInt32LE(18)), MOST)) as Buffer
  }
  if (body.subarray(4, 10).toString() === 'sNaPpY') {
    const reader = new Decompressor()
    return Buffer.concat([reader.update(body), await reader.finish()])
  }
  return hadoopBlocks(body)
}

/** The same bytes when these are no such blocks. */
async function hadoopBlocks(body: Buffer): Promise<Buffer> {
  const blocks: Buffer[] = []
  for (let at = 0; at < body.length; ) {
    const packed = at + 8 <= body.length ? body.readUInt32BE(at + 4) : Number.POSITIVE_INFINITY
    if (at + 8 + packed > body.length) return body
    try {
      blocks.push((await uncompress(body.subarray(at + 8, at + 8 + packed))) as Buffer)
    } catch {
      return body
    }
    at += 8 + packed
  }
  return Buffer.concat(blocks)
}

import type { Compression } from '../settings.ts'
import type { ObjectBody } from './bodies/body.ts'
import { gzipBody } from './bodies/gzip.ts'
import { plainBody } from './bodies/plain.ts'
import { hadoopSnappyBody, snappyBody } from './bodies/snappy.ts'
import { zipBody } from './bodies/zip.ts'

export type { ObjectBody } from './bodies/body.ts'

const bodies: Readonly<Record<Compression, () => ObjectBody>> = {
  UNCOMPRESSED: plainBody,
  GZIP: gzipBody,
  ZIP: () => zipBody(),
  Snappy: snappyBody,
  HADOOP_SNAPPY: hadoopSnappyBody,
}

export function createObjectBody(compression: Compression): ObjectBody {
  return bodies[compression]()
}

export async function compress(
  pieces: readonly Uint8Array[],
  compression: Compression,
): Promise<readonly Uint8Array[]> {
  const body = createObjectBody(compression)
  for (const piece of pieces) await body.write(piece)
  return body.finish()
}

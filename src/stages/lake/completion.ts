import { unquoted } from './core/conditions.ts'
import { errors } from './errors.ts'
import { partAlgorithm } from './parts.ts'
import type { PartDescription, UploadDescription } from './ports.ts'

export interface CompletedPart {
  readonly ETag?: string
  readonly PartNumber?: number
}

const LEAST = 5 * 2 ** 20

/** The parts that a client wants its object to have; rejects as S3 does what was not uploaded so. */
export function chooseParts(
  wanted: readonly CompletedPart[],
  stored: readonly PartDescription[],
  upload: UploadDescription,
): readonly PartDescription[] {
  const known = new Map(stored.map((part) => [part.number, part]))
  assertOrder(wanted, upload.id)
  const parts = wanted.map((part) => {
    const { PartNumber: number = 0, ETag: etag } = part
    const found = known.get(number)
    if (!found || unquoted(String(etag)) !== found.md5) throw errors.invalidPart(upload.id, number, etag)
    assertChecksum(part, found, upload)
    return found
  })
  const small = parts.slice(0, -1).find((part) => part.size < LEAST)
  if (small) throw errors.tooSmall(small.size, small.number, `"${small.md5}"`)
  return parts
}

function assertOrder(wanted: readonly CompletedPart[], id: string) {
  let before = 0
  for (const { PartNumber: number, ETag: etag } of wanted) {
    if (number === undefined || etag === undefined) throw errors.malformed()
    if (number < 1 || number > 10_000) {
      throw errors.invalid('partNumber', number, 'PartNumber must be >= 1 and <= 10000')
    }
    if (number <= before) throw errors.invalidPartOrder(id)
    before = number
  }
}

/** A composite checksum is worth something only if the client names those that it is made of. */
function assertChecksum(wanted: CompletedPart, found: PartDescription, upload: UploadDescription) {
  const { checksum } = upload.about
  if (!checksum) return
  const algorithm = partAlgorithm(upload)
  const given = (wanted as Readonly<Record<string, unknown>>)[`Checksum${algorithm}`]
  if (given === undefined && checksum.type === 'COMPOSITE') {
    const name = algorithm.toLowerCase()
    throw errors.invalidRequest(
      `The upload was created using a ${name} checksum. The complete request must include the checksum for each part. It was missing for part ${found.number} in the request.`,
    )
  }
  if (given !== undefined && given !== found.checksum) {
    throw errors.invalidPart(upload.id, found.number, wanted.ETag)
  }
}

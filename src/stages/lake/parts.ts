import { type Algorithm, DEFAULT_ALGORITHM, isAlgorithm } from './core/checksum.ts'
import { errors } from './errors.ts'
import type { PartFacts, UploadDescription } from './ports.ts'
import type { Received } from './receive.ts'

export function assertPartNumber(number: number) {
  if (Number.isInteger(number) && number >= 1 && number <= 10_000) return
  throw errors.invalid('partNumber', number, 'Part number must be an integer between 1 and 10000, inclusive')
}

/** The checksum that an upload's parts are kept with, whatever the client gives. */
export function partAlgorithm({ about }: UploadDescription): Algorithm {
  const name = about.checksum?.algorithm ?? DEFAULT_ALGORITHM
  return isAlgorithm(name) ? name : DEFAULT_ALGORITHM
}

/** `facts` for the store; `shown`, once those are there, what the client is answered. */
export function partReceipt(upload: UploadDescription, received: () => Promise<Received>) {
  const kept = partAlgorithm(upload)
  const explicit = upload.about.checksum !== undefined
  let shown: Record<string, string | undefined> = {}
  return {
    async facts(): Promise<PartFacts> {
      const { md5, algorithm, checksums } = await received()
      if (explicit && algorithm !== kept) {
        throw errors.otherAlgorithm(kept.toLowerCase(), algorithm.toLowerCase())
      }
      shown = { [`Checksum${algorithm}`]: checksums[algorithm] }
      return { md5, checksum: checksums[kept] }
    },
    shown: () => shown,
  }
}

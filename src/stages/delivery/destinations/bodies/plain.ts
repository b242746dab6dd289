import type { ObjectBody } from './body.ts'

export function plainBody(): ObjectBody {
  const pieces: Uint8Array[] = []
  let size = 0
  return {
    keeps: true,
    size: () => size,
    held: () => size,
    async write(bytes) {
      pieces.push(bytes)
      size += bytes.length
    },
    finish: async () => pieces,
  }
}

import { randomBytes } from 'node:crypto'
import { KEY_BYTES } from './core/iterator-token.ts'
import type { StreamEngine } from './ports.ts'

const MARK = 'kinesis/iterator-key'

/** What shard iterators are sealed with: made once and kept with the streams, so that iterators outlive a restart. */
export function createIteratorKey({ marks }: Pick<StreamEngine, 'marks'>): () => Promise<Uint8Array> {
  let key: Promise<Uint8Array> | undefined
  return () => {
    key ??= load().catch((error) => {
      key = undefined
      throw error
    })
    return key
  }

  async function load() {
    const kept = marks.read(MARK)
    if (kept !== undefined) return Buffer.from(kept, 'hex')
    const made = randomBytes(KEY_BYTES)
    await marks.write(MARK, made.toString('hex'))
    return made
  }
}

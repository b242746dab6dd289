import type { Trouble } from '../../observe/trouble.ts'
import { keyOf, type RecordBatch, type Refusal, type Sink } from '../../record/index.ts'
import { recordTooLarge } from './errors.ts'
import { DEFAULT_ATTRIBUTES, type StreamEngine } from './ports.ts'

/** A stream as a sink. Refuses records that are too large and keeps the others. */
export function createSink(engine: StreamEngine, stream: string, trouble: Trouble): Sink {
  const mostBytes = () => (engine.describe(stream)?.attributes ?? DEFAULT_ATTRIBUTES).maxRecordKib * 1024
  return {
    async push(batch, signal, mark) {
      const refusals = tooLarge(batch, mostBytes())
      const kept = refusals.length === 0 ? batch : without(batch, refusals)
      try {
        await engine.push(stream, kept, signal, mark)
        trouble.clear()
      } catch (error) {
        if (!signal.aborted) trouble.raise(error as Error)
        throw error
      }
      return refusals
    },
  }
}

/** Kinesis's limit of 256 characters, each of up to four bytes. */
const MAX_KEY_BYTES = 1024

function tooLarge(batch: RecordBatch, most: number): readonly Refusal[] {
  // Fast path: no record is larger than the batch.
  if (batch.bytes.length + MAX_KEY_BYTES <= most) return []
  const refusals: Refusal[] = []
  let start = 0
  batch.ends.forEach((end, at) => {
    const bytes = end - start + Buffer.byteLength(keyOf(batch, at))
    if (bytes > most) refusals.push({ at, reason: recordTooLarge(bytes, most) })
    start = end
  })
  return refusals
}

function without(batch: RecordBatch, refusals: readonly Refusal[]): RecordBatch {
  const refused = new Set(refusals.map(({ at }) => at))
  const kept = [...batch.ends.keys()].filter((at) => !refused.has(at))
  const start = (at: number) => (at === 0 ? 0 : batch.ends[at - 1])
  const bodies = kept.map((at) => batch.bytes.subarray(start(at), batch.ends[at]))
  let size = 0
  return {
    ...batch,
    bytes: Buffer.concat(bodies),
    ends: Uint32Array.from(bodies, ({ length }) => {
      size += length
      return size
    }),
    times: Float64Array.from(kept, (at) => batch.times[at]),
    keys: batch.keys.length === 1 ? batch.keys : kept.map((at) => batch.keys[at]),
  }
}

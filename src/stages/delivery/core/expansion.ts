import { gunzipSync } from 'node:zlib'
import { bodyOf, countOf, type RecordBatch } from '../../../record/index.ts'
import { aggregatedRecords, isAggregated } from './aggregated.ts'
import { logMessages } from './log-events.ts'
import { type SubRecords, subRecords } from './sub-records.ts'

/** What is done to records before a function sees them, in this order. */
export interface Expansion {
  /** Records of the Kinesis Producer Library are taken apart. */
  readonly aggregated: boolean
  readonly gunzip: boolean
  /** The messages of CloudWatch Logs' events. */
  readonly messages: boolean
  readonly subRecords?: SubRecords
}

/** Records that are not (only) what came from the source. */
export interface Made {
  readonly made: RecordBatch
  /** Place in the source batch of what each was made of, ascending. */
  readonly places: Uint32Array
  readonly failed: readonly Unmade[]
}

/** By place in the source batch. */
export interface Unmade {
  readonly at: number
  readonly code: string
  readonly message: string
}

/** Undefined when the records stay as they are. */
export function expand(batch: RecordBatch, expansion: Expansion): Made | undefined {
  const { aggregated, gunzip, messages, subRecords: how } = expansion
  if (!gunzip && !messages && !how && !(aggregated && hasAggregated(batch))) return undefined
  const bodies: Uint8Array[] = []
  const places: number[] = []
  const failed: Unmade[] = []
  for (let at = 0; at < countOf(batch); at++) {
    try {
      for (const body of expandOne(bodyOf(batch, at), expansion)) {
        bodies.push(body)
        places.push(at)
      }
    } catch (error) {
      failed.push({ at, code: (error as { code: string }).code, message: (error as Error).message })
    }
  }
  return { made: madeOf(batch, bodies, places), places: Uint32Array.from(places), failed }
}

function hasAggregated(batch: RecordBatch): boolean {
  for (let at = 0, from = 0; at < batch.ends.length; from = batch.ends[at++]) {
    if (batch.bytes[from] === 0xf3 && isAggregated(bodyOf(batch, at))) return true
  }
  return false
}

/** Bodies as a batch with the arrival times and keys of what they were made of. */
export function madeOf(
  batch: RecordBatch,
  bodies: readonly Uint8Array[],
  places: readonly number[],
): RecordBatch {
  const ends = new Uint32Array(bodies.length)
  let end = 0
  bodies.forEach(({ length }, at) => {
    end += length
    ends[at] = end
  })
  return {
    bytes: Buffer.concat(bodies),
    ends,
    times: Float64Array.from(places, (at) => batch.times[at]),
    keys: batch.keys.length === 1 ? batch.keys : places.map((at) => batch.keys[at]),
    ...(batch.header === undefined ? {} : { header: batch.header }),
    ...(batch.source === undefined ? {} : { source: batch.source }),
  }
}

function expandOne(body: Uint8Array, expansion: Expansion): Uint8Array[] {
  let bodies = (expansion.aggregated && aggregatedRecords(body)) || [body]
  if (expansion.gunzip) bodies = bodies.map(unzipped)
  if (expansion.messages)
    bodies = bodies.flatMap((each) => coded('Decompression.NotLogData', () => logMessages(each)))
  const { subRecords: how } = expansion
  return how ? bodies.flatMap((each) => subRecords(each, how) ?? [each]) : bodies
}

/** What one record may unpack to: a small one may claim to be anything. */
const MOST_UNPACKED = 64 << 20

function unzipped(body: Uint8Array): Uint8Array {
  return coded('Decompression.NotGzip', () => gunzipSync(body, { maxOutputLength: MOST_UNPACKED }))
}

function coded<Result>(code: string, act: () => Result): Result {
  try {
    return act()
  } catch (error) {
    throw Object.assign(new Error((error as Error).message), { code })
  }
}

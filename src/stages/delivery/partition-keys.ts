import { bodyOf, countOf } from '../../record/index.ts'
import { madeOf } from './core/expansion.ts'
import { keysOf, type PartitionKeys, pickingQuery } from './core/partition-query.ts'
import type { JqOutput } from './ports.ts'
import type { Part, PlacedFailure, ProcessingPorts } from './processing.ts'

/** What AWS's error documents say of a record whose keys can't be told. */
const FAILED = 'DynamicPartitioning.MetadataExtractionFailed'

/** Adds its partition keys to every record; those that have none for want of good JSON fail. */
export function createKeyReader(
  { jq, now }: Pick<ProcessingPorts, 'jq' | 'now'>,
  query: string | undefined,
): (part: Part) => Promise<Part> {
  const pick = query === undefined ? undefined : pickingQuery(query)

  return async (part) => {
    const records = part.made?.made ?? part.batch
    const places = part.made?.places ?? Uint32Array.from({ length: countOf(records) }, (_, at) => at)
    const bodies = Array.from({ length: countOf(records) }, (_, at) => bodyOf(records, at))
    const outputs = query === undefined ? bodies.map(() => ({ value: {} })) : await outputsOf(query, bodies)
    const kept: number[] = []
    const keys: PartitionKeys[] = []
    const failed: PlacedFailure[] = [...(part.failed ?? [])]
    outputs.forEach((output, at) => {
      const found = keysOf(output)
      if ('error' in found) {
        failed.push(failureOf(bodies[at], records.times[at], places[at], found.error))
        return
      }
      kept.push(at)
      keys.push({ query: found.keys, lambda: part.keys?.[at]?.lambda ?? {} })
    })
    failed.sort((a, b) => a.at - b.at)
    const isWhole = kept.length === bodies.length
    return {
      ...part,
      made: {
        made: isWhole
          ? records
          : madeOf(
              records,
              kept.map((at) => bodies[at]),
              kept,
            ),
        places: isWhole ? places : Uint32Array.from(kept, (at) => places[at]),
      },
      keys,
      ...(failed.length > 0 ? { failed } : {}),
    }
  }

  async function outputsOf(filter: string, bodies: readonly Uint8Array[]): Promise<readonly JqOutput[]> {
    const texts = bodies.map((body) => Buffer.from(body.buffer, body.byteOffset, body.length).toString())
    const outputs = texts.map((text): JqOutput | undefined => {
      try {
        const document = JSON.parse(text)
        return pick?.(document)
      } catch {
        return { error: 'The record is not JSON.' }
      }
    })
    const asked = outputs.flatMap((output, at) => (output ? [] : [at]))
    if (asked.length === 0) return outputs as JqOutput[]
    const answers = await askJq(
      filter,
      asked.map((at) => texts[at]),
    )
    asked.forEach((at, which) => {
      outputs[at] = answers[which]
    })
    return outputs as JqOutput[]
  }

  /** A query that never ends is the records' failure, not the stream's. */
  async function askJq(filter: string, texts: readonly string[]): Promise<readonly JqOutput[]> {
    if (!jq) return texts.map(() => ({ error: 'There is no jq.' }))
    return jq.run(filter, texts).catch((error: Error) => texts.map(() => ({ error: error.message })))
  }

  function failureOf(body: Uint8Array, arrived: number, at: number, errorMessage: string): PlacedFailure {
    const failure = { attemptsMade: 1, errorCode: FAILED, errorMessage, attemptEndingTimestamp: now() }
    return { type: 'dynamic-partitioning-failed', at, body, arrived, failure }
  }
}

import { countOf, sliceBatch } from '../../../record/index.ts'
import type { Load, Receipt } from '../conveyor.ts'
import {
  type ErrorType,
  errorDocument,
  type Failure,
  indexingFailed,
  processingFailed,
} from '../core/error-document.ts'
import { indexName } from '../core/index-name.ts'
import type { Position } from '../core/position.ts'
import type { IndexWrite } from '../ports.ts'
import type { Part, Process } from '../processing.ts'
import type { IndexSettings, Settings } from '../settings.ts'
import type { Outcome } from '../tally.ts'
import type { ErrorOutput } from './error-output.ts'
import type { Append } from './index-append.ts'

/** Writes loads to the index, what it refuses to the error output; resolves when all of it is durable. */
export interface IndexWriter {
  write(loads: readonly Load[]): Promise<Outcome[]>
  /** Does the index's own position cover all that was written? Not while it refuses a position without rows. */
  isCommitted(): boolean
}

/** A part with its place: committing it moves its shard to `next`. */
interface Placed extends Part {
  readonly shard: string
  readonly first: number
  readonly next: number
  readonly outcome: Counts
}

interface Counts {
  readonly receipt: Receipt
  rows: number
  unparsed: number
  failed: number
}

/** Finding the poison among good rows costs an object a find; beyond so many a whole batch is given up. */
const FINDS = 16

export function createWriter(ports: {
  readonly settings: Settings
  readonly append: Append
  readonly errorOutput: ErrorOutput
  readonly process: Process
  readonly start: Position
}): IndexWriter {
  const { settings, append, errorOutput } = ports
  const destination = settings.destination as IndexSettings
  /** What the index has durably, and what is settled: there or in the error output. */
  let committed: Position = ports.start
  let settled: Position = ports.start

  return {
    async write(loads) {
      const outcomes = loads.map(({ receipt }) => ({ receipt, rows: 0, unparsed: 0, failed: 0 }))
      const placed = loads.flatMap((load, at) => placesOf(load.parts, outcomes[at]))
      await writeParts(placed, { left: FINDS })
      // After a failure at the end. If the index refuses even that, the next append moves the position along.
      if (settled !== committed && (await append.moveTo(settled))) committed = settled
      return outcomes
    },
    isCommitted: () => settled === committed,
  }

  /**
   * In order, and an error object always before the position that leaves its records behind. `finds` is how many
   * refusals are still looked into.
   */
  async function writeParts(parts: readonly Placed[], finds: { left: number }): Promise<void> {
    for (let at = 0; at < parts.length; ) {
      const isFailed = parts[at].failure !== undefined
      let end = at + 1
      while (end < parts.length && (parts[end].failure !== undefined) === isFailed) end++
      const run = parts.slice(at, end)
      if (isFailed) await giveUp(run, 'processing-failed', (part) => part.failure as Failure)
      else await appendParts(run, finds)
      at = end
    }
  }

  async function appendParts(parts: readonly Placed[], finds: { left: number }): Promise<void> {
    const position = movedBy(parts)
    await giveUpSingle(parts)
    const givenUp = await append(parts.flatMap(writesOf), position)
    if (!givenUp) {
      committed = settled = position
      for (const { outcome, documents } of parts) {
        outcome.rows += documents?.rows ?? 0
        outcome.unparsed += documents?.unparsed ?? 0
      }
    } else if (givenUp.permanent && finds.left > 0 && isDivisible(parts)) {
      for (const half of await halve(parts)) await writeParts(half, finds)
    } else {
      finds.left--
      await giveUp(parts, 'AmazonOpenSearchService-failed', () => givenUp.failure)
    }
  }

  /** Records that were made of others have the number of theirs, and their own behind it. */
  function writesOf({ batch, documents, made, first }: Placed): IndexWrite[] {
    if (!documents || documents.rows === 0) return []
    const prefix = idPrefix(batch.origin)
    const ids = made ? { prefix: `${prefix}${first}.`, first: 0 } : { prefix, first }
    return [{ index: indexOf(batch.times[0]), documents, ids }]
  }

  /** Records that failed on the way, while others beside them did not. */
  async function giveUpSingle(parts: readonly Placed[]) {
    const lambdaArn = settings.processor?.functionArn ?? ''
    for (const { failed = [], outcome, shard, first, batch } of parts) {
      if (failed.length === 0) continue
      const documents = failed.map((each) => errorDocument(each, { lambdaArn }))
      const firsts = { [shard]: first }
      await errorOutput.put(
        { errorType: 'processing-failed', firsts, time: batch.times[0], documents },
        committed,
      )
      outcome.failed += failed.length
    }
  }

  function indexOf(time: number) {
    return indexName(destination.indexName, destination.rotation, time)
  }

  function movedBy(parts: readonly Placed[]): Position {
    return { ...settled, ...Object.fromEntries(parts.map(({ shard, next }) => [shard, next])) }
  }

  async function giveUp(
    parts: readonly Placed[],
    errorType: ErrorType,
    failureOf: (part: Placed) => Failure,
  ) {
    const documents = parts.map((part) => {
      const failure = failureOf(part)
      if (errorType === 'processing-failed') {
        return processingFailed(part.batch, failure, settings.processor?.functionArn ?? '')
      }
      const idOf = (at: number) => `${idPrefix(part.batch.origin)}${part.first + at}`
      return indexingFailed(part.batch, failure, indexOf(part.batch.times[0]), idOf)
    })
    const firsts = Object.fromEntries([...parts].reverse().map(({ shard, first }) => [shard, first]))
    const time = Math.min(...parts.map(({ batch }) => batch.times[0]))
    await errorOutput.put({ errorType, firsts, time, documents }, committed)
    for (const { outcome, batch } of parts) outcome.failed += countOf(batch)
    settled = movedBy(parts)
  }

  async function halve(parts: readonly Placed[]): Promise<Placed[][]> {
    if (parts.length > 1) {
      const middle = parts.length >> 1
      return [parts.slice(0, middle), parts.slice(middle)]
    }
    const [{ batch, outcome }] = parts
    const middle = countOf(batch) >> 1
    const halves = [sliceBatch(batch, 0, middle), sliceBatch(batch, middle, countOf(batch))]
    return Promise.all(
      halves.map(async (half) => placesOf((await ports.process(half)).map(settledPart), outcome)),
    )
  }
}

/** What failed on the way is in the error output already. */
function settledPart({ failed: _, ...part }: Part): Part {
  return part
}

function isDivisible(parts: readonly Placed[]): boolean {
  return parts.length > 1 || countOf(parts[0].batch) > 1
}

function placesOf(parts: readonly Part[], outcome: Counts): Placed[] {
  return parts.map((part) => {
    const { shard = '', first = 0 } = part.batch.origin ?? {}
    return { ...part, shard, first, next: first + countOf(part.batch), outcome }
  })
}

/** `web-logs.0.` before the counter: the same record has the same id in every attempt. */
function idPrefix(origin: { readonly stream: string; readonly shard: string } | undefined): string {
  if (!origin) return ''
  return `${origin.stream}.${Number(origin.shard.replace(/^\D*/, ''))}.`
}

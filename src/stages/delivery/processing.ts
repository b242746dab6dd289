import type { Trouble } from '../../observe/trouble.ts'
import { bodyOf, countOf, type DocumentBatch, type RecordBatch, sliceBatch } from '../../record/index.ts'
import { jsonLines } from '../../record/json-lines.ts'
import type { ErrorType, FailedRecord, Failure } from './core/error-document.ts'
import { expand, type Made } from './core/expansion.ts'
import { rotationEdges } from './core/index-name.ts'
import type { PartitionKeys } from './core/partition-query.ts'
import { createKeyReader } from './partition-keys.ts'
import type { Patience } from './patience.ts'
import type { Jq, Transform, TransformedRecords } from './ports.ts'
import type { Settings } from './settings.ts'

/** Records of one shard that stay together: into one index, through the function in one call. */
export interface Part {
  /** As they came from the source. */
  readonly batch: RecordBatch
  /** What was made of them, where it isn't documents and they did not stay as they were. */
  readonly made?: Pick<Made, 'made' | 'places'>
  /** Undefined when no function transforms these records. */
  readonly documents?: DocumentBatch
  /** Of the documents, or of those in `made`. */
  readonly unparsed?: number
  /** The function could not transform them. */
  readonly failure?: Failure
  /** Single ones that failed on the way, in order. */
  readonly failed?: readonly PlacedFailure[]
  /** One a record of what is delivered, where the destination has partitions. */
  readonly keys?: readonly PartitionKeys[]
}

export interface PlacedFailure extends FailedRecord {
  readonly type: ErrorType
  /** Place in `batch`. */
  readonly at: number
}

export type Process = (batch: RecordBatch) => Promise<Part[]>

export interface ProcessingPorts {
  readonly transform: Transform | undefined
  readonly jq?: Jq
  readonly patience: Patience
  readonly trouble: Trouble
  readonly now: () => number
}

/** BufferSizeInMBs of a user's function where none is given: a call that fails costs no more than its own records. */
const CALL_BYTES = 1 << 20

/** Cuts batches where they must be cut, and has the function transform them, again if it fails. */
export function createProcess(ports: ProcessingPorts, settings: Settings): Process {
  const { destination, processor, expansion } = settings
  const rotation = destination.kind === 'index' ? destination.rotation : 'NoRotation'
  const given = processor?.maxBytes ?? Number.POSITIVE_INFINITY
  const maxBytes = given === Number.POSITIVE_INFINITY && ports.transform?.gives ? CALL_BYTES : given
  const partitioning = destination.kind === 'lake' ? destination.partitioning : undefined
  const readKeys = partitioning && createKeyReader(ports, partitioning.query)

  return async (batch) => (countOf(batch) === 0 ? [] : Promise.all(cut(batch).map(processRun)))

  /** The batch itself where nothing needs cutting: other delivery streams share what was made of that object. */
  function cut(batch: RecordBatch): RecordBatch[] {
    const edges = rotationEdges(rotation, batch.times)
    if (edges.length === 2 && batch.bytes.length <= maxBytes) return [batch]
    return edges
      .slice(1)
      .map((end, at) => sliceBatch(batch, edges[at], end))
      .flatMap((run) => cutBySize(run, maxBytes))
  }

  async function processRun(batch: RecordBatch): Promise<Part> {
    const expanded = expand(batch, expansion)
    const part = await transformRun(expanded ? expandedPart(batch, expanded) : { batch })
    return readKeys && !part.failure ? readKeys(withLines(part)) : part
  }

  function expandedPart(batch: RecordBatch, { made, places, failed }: Made): Part {
    if (failed.length === 0) return { batch, made: { made, places } }
    return { batch, made: { made, places }, failed: failuresOf(batch, failed, 1) }
  }

  function failuresOf(
    batch: RecordBatch,
    failed: readonly { readonly at: number; readonly code: string; readonly message: string }[],
    attemptsMade: number,
    placeOf: (at: number) => number = (at) => at,
  ): PlacedFailure[] {
    return failed.map(({ at, code: errorCode, message: errorMessage }) => ({
      type: 'processing-failed',
      at: placeOf(at),
      body: bodyOf(batch, at),
      arrived: batch.times[at],
      failure: { attemptsMade, errorCode, errorMessage, attemptEndingTimestamp: ports.now() },
    }))
  }

  async function transformRun(part: Part): Promise<Part> {
    const { transform } = ports
    const given = part.made?.made ?? part.batch
    if (!transform || !processor || countOf(given) === 0) return part
    for (let attempt = 1; ; attempt++) {
      try {
        return transformedPart(part, await transform(given), attempt)
      } catch (error) {
        const failure = failureOf(error as Error, attempt, ports.now())
        ports.trouble.raise(error as Error)
        if (attempt > processor.retries) return { batch: part.batch, failure }
        await ports.patience.pause(attempt)
      }
    }
  }

  function transformedPart(part: Part, result: DocumentBatch | TransformedRecords, attempt: number): Part {
    if ('rows' in result) return { ...part, documents: result, unparsed: result.unparsed }
    const given = part.made?.made ?? part.batch
    const placeOf = (at: number) => part.made?.places[at] ?? at
    const failed = failuresOf(given, result.failed, attempt, placeOf)
    const keys = result.partitionKeys
    return {
      batch: part.batch,
      made: { made: result.made, places: result.places.map(placeOf) },
      ...(failed.length > 0 || part.failed
        ? { failed: [...(part.failed ?? []), ...failed].sort((a, b) => a.at - b.at) }
        : {}),
      ...(keys ? { keys: keys.map((lambda) => ({ query: {}, lambda: lambda ?? {} })) } : {}),
    }
  }
}

/** Documents as records, one line each, for whatever looks at each of them. */
function withLines({ documents, ...part }: Part): Part {
  if (!documents) return part
  const bytes = jsonLines(documents)
  const ends = new Uint32Array(documents.rows)
  for (let row = 0, at = 0; row < ends.length; row++) {
    at = bytes.indexOf(0x0a, at) + 1
    ends[row] = at
  }
  const given = part.made?.made ?? part.batch
  const places = documents.records.map((at) => part.made?.places[at] ?? at)
  const times = Float64Array.from(documents.records, (at) => given.times[at])
  return { ...part, made: { made: { bytes, ends, times, keys: ['0'] }, places } }
}

/** Runs of at most `maxBytes`; a single larger record is a run of its own. */
export function cutBySize(batch: RecordBatch, maxBytes: number): RecordBatch[] {
  if (batch.bytes.length <= maxBytes) return [batch]
  const runs: RecordBatch[] = []
  let from = 0
  let start = 0
  for (let at = 0; at < countOf(batch); at++) {
    if (at > from && batch.ends[at] - start > maxBytes) {
      runs.push(sliceBatch(batch, from, at))
      from = at
      start = batch.ends[at - 1]
    }
  }
  runs.push(sliceBatch(batch, from, countOf(batch)))
  return runs
}

function failureOf(error: Error & { code?: unknown }, attemptsMade: number, now: number): Failure {
  const errorCode = typeof error.code === 'string' ? error.code : 'Lambda.FunctionError'
  return { attemptsMade, errorCode, errorMessage: error.message, attemptEndingTimestamp: now }
}

import type { Trouble } from '../../observe/trouble.ts'
import { countOf, type DocumentBatch, type RecordBatch, sliceBatch } from '../../record/index.ts'
import type { Failure } from './core/error-document.ts'
import { rotationEdges } from './core/index-name.ts'
import type { Patience } from './patience.ts'
import type { Transform } from './ports.ts'
import type { Settings } from './settings.ts'

/** Records of one shard that stay together: into one index, through the function in one call. */
export interface Part {
  readonly batch: RecordBatch
  /** Undefined when no function transforms these records. */
  readonly documents?: DocumentBatch
  /** The function could not transform them. */
  readonly failure?: Failure
}

export type Process = (batch: RecordBatch) => Promise<Part[]>

export interface ProcessingPorts {
  readonly transform: Transform | undefined
  readonly patience: Patience
  readonly trouble: Trouble
  readonly now: () => number
}

/** Cuts batches where they must be cut, and has the function transform them, again if it fails. */
export function createProcess(ports: ProcessingPorts, settings: Settings): Process {
  const { destination, processor } = settings
  const rotation = destination.kind === 'index' ? destination.rotation : 'NoRotation'
  const maxBytes = processor?.maxBytes ?? Number.POSITIVE_INFINITY

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
    const { transform } = ports
    if (!transform || !processor) return { batch }
    for (let attempt = 1; ; attempt++) {
      try {
        return { batch, documents: await transform(batch) }
      } catch (error) {
        const failure = failureOf(error as Error, attempt, ports.now())
        ports.trouble.raise(error as Error)
        if (attempt > processor.retries) return { batch, failure }
        await ports.patience.pause(attempt)
      }
    }
  }
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

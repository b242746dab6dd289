import type { DocumentBatch } from '../../record/index.ts'
import type { ParserInput } from './core/parser.ts'

/**
 * What crosses between the room and its worker thread. Text and arrays are in shared memory: they go on to the
 * index's thread without a copy, and do not press the garbage collector of each thread they pass.
 */

export interface WorkerSettings {
  readonly formats: readonly string[]
  readonly geoFile: string | undefined
  readonly seed: number
}

export type ToWorker = ParserInput & { readonly id: number }

export interface FromWorker {
  readonly id: number
  readonly documents: DocumentBatch
  readonly headers: number
  readonly formats: Readonly<Record<string, number>>
  readonly geo: { readonly loaded: readonly string[]; readonly error?: string }
  /** CPU time of the parse, ms. */
  readonly millis: number
}

/** Sent when the worker can take batches. */
export interface WorkerReady {
  readonly ready: true
}

import type { Mark } from '../../../record/index.ts'
import type {
  Append,
  BulkAction,
  BulkOutcome,
  Hit,
  IndexChange,
  IndexDescription,
  Mapping,
  Query,
  SearchRequest,
  SearchResult,
} from '../../../stages/search/ports.ts'

/** What the engine's thread can be asked: argument lists and answers. */
export interface Calls {
  append(writes: readonly Append[], position: Mark | undefined): void
  position(key: string): string | undefined
  bulk(actions: readonly BulkAction[]): readonly BulkOutcome[]
  change(change: IndexChange): void
  deleteMatching(indices: readonly string[], query: Query, limit: number | undefined): number
  nextSequence(): number
  createIndex(index: string, mapping: Mapping): void
  deleteIndex(index: string): void
  get(index: string, id: string): Hit | undefined
  search(indices: readonly string[], request: SearchRequest): SearchResult
  count(indices: readonly string[], query: Query): number
  close(): void
}

export type CallName = keyof Calls

export interface Request {
  readonly id: number
  readonly name: CallName
  readonly args: readonly unknown[]
  /** The caller's clock, ms. */
  readonly now: number
}

export type Event =
  | {
      readonly kind: 'ready'
      readonly indices: readonly IndexDescription[]
      readonly state: Readonly<Record<string, unknown>>
    }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: ErrorMessage }
  /** Comes before the answer to the write that it is of. */
  | {
      readonly kind: 'commit'
      readonly rows: number
      readonly changed: readonly IndexDescription[]
      readonly removed: readonly string[]
      /** What changed of the room's own state; null: gone. */
      readonly state: Readonly<Record<string, unknown>>
    }
  | { readonly kind: 'lost'; readonly index: string; readonly field: string; readonly count: number }

/** An error that crosses threads; `type` and `status` make it a ServiceError again. */
export interface ErrorMessage {
  readonly message: string
  readonly type?: string
  readonly status?: number
}

export interface WorkerOptions {
  readonly path: string
  readonly threads: number
  readonly memoryLimit: string
}

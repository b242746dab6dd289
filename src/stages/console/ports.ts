import type { Log } from '../../observe/log.ts'
import type { RoomHealth } from '../../record/index.ts'
import type { StreamFacts } from './core/pipeline-report.ts'
import type { ConsoleInfo } from './info.ts'

export type { ConsoleInfo } from './info.ts'

/** What `console` must be given. */
export interface ConsolePorts {
  /** `_search` as the search room answers it: OpenSearch's own status and body, errors included. */
  search(indexExpression: string, body: unknown): Promise<RestAnswer>
  /** `GET /{indices}/_mapping`, same shape of answer. */
  mapping(indexExpression: string): Promise<RestAnswer>
  health(): readonly RoomHealth[]
  /** Every stream with its shards. */
  streams(): readonly StreamFacts[]
  /** Calls back after each commit that made new lines visible; returns the unsubscriber. */
  onCommit(listener: (commit: { readonly rows: number }) => void): () => void
  info(): ConsoleInfo
  now(): number
  readonly log: Log
  /** Folder that holds the built page: `index.html` and `assets/`. */
  readonly pageDir: string
  /**
   * Names that a browser may call this console by, besides localhost and plain addresses (`logs.example.org`);
   * `*` allows every name.
   */
  readonly allowedHosts?: readonly string[]
}

export interface RestAnswer {
  readonly status: number
  readonly body: unknown
}

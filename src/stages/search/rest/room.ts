import type { Catalogue } from '../catalogue.ts'
import type { Contexts } from '../contexts.ts'
import type { BulkItem } from '../core/bulk.ts'
import type { SearchEngine } from '../ports.ts'
import type { Searcher, View } from '../searcher.ts'
import type { Scrolls } from './scroll.ts'

/** What the routes work with. */
export interface Room {
  readonly engine: SearchEngine
  readonly searcher: Searcher
  readonly catalogue: Catalogue
  /** Runs pipelines one after another over a document; undefined when one of them drops it. */
  readonly ingest: Ingest
  readonly scrolls: Scrolls
  readonly points: Contexts<View>
  readonly now: () => number
}

export type Source = Readonly<Record<string, unknown>>
export type Ingest = (
  pipelines: readonly string[],
  item: Pick<BulkItem, 'index' | 'id'> & { readonly source: Source },
) => Source | undefined

/** Accepted everywhere and always true of this index: one shard, durable and visible when answered. */
export const WRITE_PARAMETERS = ['refresh', 'timeout', 'wait_for_active_shards'] as const
export const NAME_PARAMETERS = [
  'ignore_unavailable',
  'allow_no_indices',
  'expand_wildcards',
  'local',
] as const
export const CLUSTER_PARAMETERS = ['timeout', 'cluster_manager_timeout', 'master_timeout'] as const

import type { SearchEngine } from '../ports.ts'
import type { Searcher } from '../searcher.ts'

/** What the routes work with. */
export interface Room {
  readonly engine: SearchEngine
  readonly searcher: Searcher
  readonly now: () => number
}

/** Accepted everywhere and always true of this index: one shard, durable and visible when answered. */
export const WRITE_PARAMETERS = ['refresh', 'timeout', 'wait_for_active_shards'] as const
export const NAME_PARAMETERS = [
  'ignore_unavailable',
  'allow_no_indices',
  'expand_wildcards',
  'local',
] as const
export const CLUSTER_PARAMETERS = ['timeout', 'cluster_manager_timeout', 'master_timeout'] as const

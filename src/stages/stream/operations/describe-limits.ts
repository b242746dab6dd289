import type { Operation } from '../../../record/index.ts'
import type { Control } from './control.ts'
import { countOnDemandStreams, countShards, ON_DEMAND_STREAM_LIMIT, SHARD_LIMIT } from './quotas.ts'

export function describeLimits(control: Control) {
  return {
    name: 'DescribeLimits',
    members: {},
    run: async () => ({
      ShardLimit: SHARD_LIMIT,
      OpenShardCount: countShards(control),
      OnDemandStreamCount: countOnDemandStreams(control),
      OnDemandStreamCountLimit: ON_DEMAND_STREAM_LIMIT,
    }),
  } satisfies Operation<object>
}

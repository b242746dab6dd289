import type { Operation } from '../../../record/index.ts'
import { type StreamAddress, streamAddress } from '../shapes.ts'
import type { Control } from './control.ts'

export type MonitoringInput = StreamAddress & { readonly ShardLevelMetrics: readonly string[] }

const METRICS = [
  'IncomingBytes',
  'IncomingRecords',
  'OutgoingBytes',
  'OutgoingRecords',
  'WriteProvisionedThroughputExceeded',
  'ReadProvisionedThroughputExceeded',
  'IteratorAgeMilliseconds',
]

/** Both monitoring actions: they differ in the metrics that stay. `ALL` stands for every one of them. */
export function monitoringOperation(
  name: string,
  control: Control,
  stays: (metric: string, before: readonly string[], named: readonly string[]) => boolean,
) {
  return {
    name,
    members: {
      ShardLevelMetrics: {
        type: 'list',
        required: true,
        min: 1,
        max: 7,
        element: { type: 'string', values: [...METRICS, 'ALL'] },
      },
      ...streamAddress,
    },
    async run(input, caller) {
      const stream = control.findActive(input, caller)
      const before = stream.attributes.shardLevelMetrics
      const named = input.ShardLevelMetrics.includes('ALL') ? METRICS : input.ShardLevelMetrics
      const after = METRICS.filter((metric) => stays(metric, before, named))
      await control.change(stream, caller, { shardLevelMetrics: after })
      const { StreamName, StreamARN } = control.describe(stream, caller)
      return { StreamName, CurrentShardLevelMetrics: before, DesiredShardLevelMetrics: after, StreamARN }
    },
  } satisfies Operation<MonitoringInput>
}

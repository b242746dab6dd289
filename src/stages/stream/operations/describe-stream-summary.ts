import type { Operation } from '../../../record/index.ts'
import { openShards, type StreamAddress, streamAddress } from '../shapes.ts'
import type { Control } from './control.ts'

export function describeStreamSummary(control: Control) {
  return {
    name: 'DescribeStreamSummary',
    members: streamAddress,
    async run(input, caller) {
      const stream = control.find(input, caller)
      const { consumers, maxRecordKib, warmThroughput, mode } = stream.attributes
      return {
        StreamDescriptionSummary: {
          ...control.describe(stream, caller),
          OpenShardCount: openShards(stream).length,
          ConsumerCount: Object.keys(consumers).length,
          MaxRecordSizeInKiB: maxRecordKib,
          ...(warmThroughput === undefined
            ? {}
            : { WarmThroughput: { TargetMiBps: warmThroughput, CurrentMiBps: warmThroughput } }),
          ...(mode === 'ON_DEMAND' ? { RecordDistributionStrategy: 'USER_PARTITION_KEY' } : {}),
        },
      }
    },
  } satisfies Operation<StreamAddress>
}

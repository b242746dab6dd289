import type { Operation } from '../../../record/index.ts'
import { streamArn } from '../core/arn.ts'
import type { StreamEngine } from '../ports.ts'
import { addressed, commonDescription, MAX_RECORD_KIB, type StreamAddress, streamAddress } from '../shapes.ts'

export function describeStreamSummary(engine: StreamEngine) {
  return {
    name: 'DescribeStreamSummary',
    members: streamAddress,
    async run(input, caller) {
      const stream = addressed(engine, input, caller)
      return {
        StreamDescriptionSummary: {
          ...commonDescription(stream, streamArn(caller, stream.name)),
          OpenShardCount: stream.shards.length,
          ConsumerCount: 0, // registered fan-out consumers; this room registers none yet
          MaxRecordSizeInKiB: MAX_RECORD_KIB,
        },
      }
    },
  } satisfies Operation<StreamAddress>
}

import type { KinesisPlace } from '../core/kinesis-event.ts'
import type { Mapping } from './definition.ts'
import type { GivenUp } from './lane.ts'

/** What an on-failure destination gets, and where in a bucket. */
export function failureDocument(
  mapping: Mapping,
  { shard, streamArn }: KinesisPlace,
  { records, condition, invocations, last, event }: GivenUp,
  { now, requestId }: { readonly now: number; readonly requestId: string },
): { readonly key: string; readonly body: Uint8Array } {
  const first = records[0]
  const end = records[records.length - 1]
  const document = {
    requestContext: {
      requestId: last?.requestId ?? requestId,
      functionArn: mapping.functionArn,
      condition,
      approximateInvokeCount: invocations,
    },
    ...(last
      ? {
          responseContext: {
            statusCode: 200,
            executedVersion: last.executedVersion,
            functionError: last.failed ? 'Unhandled' : null,
          },
        }
      : {}),
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    KinesisBatchInfo: {
      shardId: shard,
      startSequenceNumber: first.SequenceNumber,
      endSequenceNumber: end.SequenceNumber,
      approximateArrivalOfFirstRecord: first.ApproximateArrivalTimestamp.toISOString(),
      approximateArrivalOfLastRecord: end.ApproximateArrivalTimestamp.toISOString(),
      batchSize: records.length,
      streamArn,
    },
    payload: event,
  }
  const time = new Date(now).toISOString()
  const day = time.slice(0, 10).replaceAll('-', '/')
  const moment = time.slice(0, 19).replaceAll(':', '.')
  return {
    key: `aws/lambda/${mapping.id}/${shard}/${day}/${moment}-${requestId}`,
    body: Buffer.from(JSON.stringify(document)),
  }
}

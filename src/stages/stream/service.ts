import type { Service } from '../../record/index.ts'
import { kinesisModel } from './model.ts'
import { createStreamOperation } from './operations/create-stream.ts'
import { decreaseStreamRetentionPeriod } from './operations/decrease-stream-retention-period.ts'
import { deleteStream } from './operations/delete-stream.ts'
import { describeStream } from './operations/describe-stream.ts'
import { describeStreamSummary } from './operations/describe-stream-summary.ts'
import { increaseStreamRetentionPeriod } from './operations/increase-stream-retention-period.ts'
import { listStreams } from './operations/list-streams.ts'
import type { StreamEngine } from './ports.ts'

/** Kinesis Data Streams, as far as the room serves it. */
export function createKinesisService(engine: StreamEngine): Service {
  const operations = [
    createStreamOperation(engine),
    deleteStream(engine),
    describeStream(engine),
    describeStreamSummary(engine),
    listStreams(engine),
    increaseStreamRetentionPeriod(engine),
    decreaseStreamRetentionPeriod(engine),
  ]
  return {
    name: 'kinesis',
    model: kinesisModel,
    operations: Object.fromEntries(operations.map((operation) => [operation.name, operation])),
  }
}

import type { Operation } from '../../../record/index.ts'
import type { Data } from './data.ts'
import { getRecords } from './get-records.ts'
import { getShardIterator } from './get-shard-iterator.ts'
import { putRecord } from './put-record.ts'
import { putRecords } from './put-records.ts'
import { subscribeToShard } from './subscribe-to-shard.ts'

/** Every action of Kinesis Data Streams that puts or reads records. */
export function dataOperations(data: Data): Operation<never, unknown>[] {
  return [putRecord, putRecords, getShardIterator, getRecords, subscribeToShard].map(
    (make): Operation<never, unknown> => make(data),
  )
}

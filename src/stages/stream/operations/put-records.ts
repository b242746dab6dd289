import type { Operation } from '../../../record/index.ts'
import { sizeOf } from '../core/entries.ts'
import { rateExceeded, requestTooLarge } from '../errors.ts'
import { type StreamAddress, streamAddress } from '../shapes.ts'
import type { Data } from './data.ts'
import { explicitHashKey, hashOf } from './hash-key.ts'
import { checkSizes, encryptionOf, putEntries } from './put.ts'
import { partitionKey, recordData } from './put-record.ts'

type Input = StreamAddress & {
  readonly Records: readonly {
    readonly Data: Uint8Array
    readonly PartitionKey: string
    readonly ExplicitHashKey?: string
  }[]
}

/** All records with their keys. */
const MOST_MIB = 10

export function putRecords(data: Data) {
  return {
    name: 'PutRecords',
    members: {
      Records: {
        type: 'list',
        required: true,
        min: 1,
        max: 500,
        element: {
          type: 'structure',
          members: { PartitionKey: partitionKey, ExplicitHashKey: explicitHashKey, Data: recordData },
        },
      },
      ...streamAddress,
    },
    async run(input, caller, signal) {
      const stream = data.control.find(input, caller)
      const entries = input.Records.map(({ Data, PartitionKey, ExplicitHashKey }, at) => ({
        data: Data,
        key: PartitionKey,
        hash: hashOf(ExplicitHashKey),
        place: `records.${at + 1}.member.data`,
      }))
      checkSizes(stream, entries)
      if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > MOST_MIB * 2 ** 20) {
        throw requestTooLarge(MOST_MIB)
      }
      const puts = await putEntries(data, stream, entries, caller, signal)
      const results = puts.map((put) => {
        if (!('throttled' in put)) return { SequenceNumber: put.number, ShardId: put.shard }
        const { type, message } = rateExceeded(put.shard, stream.name, caller.account)
        return { ErrorCode: type, ErrorMessage: message }
      })
      return {
        FailedRecordCount: puts.filter((put) => 'throttled' in put).length,
        Records: results,
        ...encryptionOf(stream),
      }
    },
  } satisfies Operation<Input>
}

import type { Caller, Operation } from '../../../record/index.ts'
import { parseSequenceNumber } from '../core/sequence-number.ts'
import { badOrderingNumber, rateExceeded } from '../errors.ts'
import { type StreamAddress, streamAddress } from '../shapes.ts'
import type { Data } from './data.ts'
import { explicitHashKey, hashOf } from './hash-key.ts'
import { checkSizes, encryptionOf, putEntries } from './put.ts'

type Input = StreamAddress & {
  readonly Data: Uint8Array
  readonly PartitionKey: string
  readonly ExplicitHashKey?: string
  readonly SequenceNumberForOrdering?: string
}

export const partitionKey = { type: 'string', required: true, min: 1, max: 256 } as const
/** The most that a stream can be made to take; what it takes is checked by itself. */
export const recordData = { type: 'blob', required: true, max: 10_485_760, hidden: true } as const
export const sequenceNumber = { type: 'string', pattern: '0|([1-9]\\d{0,128})' } as const

export function putRecord(data: Data) {
  return {
    name: 'PutRecord',
    members: {
      SequenceNumberForOrdering: sequenceNumber,
      PartitionKey: partitionKey,
      ExplicitHashKey: explicitHashKey,
      Data: recordData,
      ...streamAddress,
    },
    async run(input, caller, signal) {
      const stream = data.control.find(input, caller)
      const hash = hashOf(input.ExplicitHashKey)
      checkOrdering(input.SequenceNumberForOrdering, stream.name, caller, data.now())
      const entries = [{ data: input.Data, key: input.PartitionKey, hash, place: 'data' }]
      checkSizes(stream, entries)
      const [put] = await putEntries(data, stream, entries, caller, signal)
      if ('throttled' in put) throw rateExceeded(put.shard, stream.name, caller.account)
      return { ShardId: put.shard, SequenceNumber: put.number, ...encryptionOf(stream) }
    },
  } satisfies Operation<Input>
}

/** Every record gets a number above those put before it: a valid one is always kept to. */
function checkOrdering(number: string | undefined, stream: string, { account }: Caller, now: number) {
  if (number === undefined) return
  const parsed = parseSequenceNumber(number)
  if (!parsed || parsed.time > now) throw badOrderingNumber(number, stream, account)
}

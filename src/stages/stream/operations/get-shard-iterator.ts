import type { Operation } from '../../../record/index.ts'
import { writeIterator } from '../core/iterator-token.ts'
import { shardIndexOf } from '../core/record-number.ts'
import { rateExceeded } from '../errors.ts'
import { type StreamAddress, shardId, streamAddress } from '../shapes.ts'
import { type Data, limitsKey, shardAt } from './data.ts'
import { sequenceNumber } from './put-record.ts'
import { namedStream, wholeShardId } from './shard-id.ts'
import { POSITIONS, startIn } from './starting-position.ts'

type Input = StreamAddress & {
  readonly ShardId: string
  readonly ShardIteratorType: (typeof POSITIONS)[number]
  readonly StartingSequenceNumber?: string
  readonly Timestamp?: Date | number
}

export function getShardIterator(data: Data) {
  return {
    name: 'GetShardIterator',
    members: {
      ShardId: { ...shardId, required: true },
      ShardIteratorType: { type: 'string', required: true, values: POSITIONS },
      StartingSequenceNumber: sequenceNumber,
      ...streamAddress,
      Timestamp: { type: 'timestamp' },
    },
    async run(input, caller) {
      const id = wholeShardId(input.ShardId, namedStream(input), caller)
      const name = input.StreamARN === undefined ? namedStream(input) : data.control.find(input, caller).name
      const place = shardAt(data, name, id, caller)
      if (!data.limits.mayIterate(limitsKey(place.stream, id), data.now())) {
        throw rateExceeded(id, name, caller.account)
      }
      const start = {
        type: input.ShardIteratorType,
        number: input.StartingSequenceNumber,
        time: input.Timestamp,
      }
      const token = {
        stream: name,
        shardIndex: shardIndexOf(id),
        createdAt: place.shard.createdAt,
        counter: startIn(data, place, start, caller),
        madeAt: data.now(),
      }
      return { ShardIterator: writeIterator(token, await data.iteratorKey()) }
    },
  } satisfies Operation<Input>
}

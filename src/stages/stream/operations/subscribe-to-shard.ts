import type { Operation } from '../../../record/index.ts'
import { subscriptionExists } from '../errors.ts'
import { shardId, streamId } from '../shapes.ts'
import { consumerArnMember, consumerOfArn } from './consumers.ts'
import { type Data, shardAt } from './data.ts'
import { sequenceNumber } from './put-record.ts'
import { wholeShardId } from './shard-id.ts'
import { POSITIONS, type Start, startIn } from './starting-position.ts'
import { subscriptionEvents } from './subscription-events.ts'
import { createSubscriptions } from './subscriptions.ts'

interface Input {
  readonly ConsumerARN: string
  readonly ShardId: string
  readonly StartingPosition: {
    readonly Type: Start['type']
    readonly SequenceNumber?: string
    readonly Timestamp?: Date | number
  }
}

export function subscribeToShard(data: Data) {
  const subscriptions = createSubscriptions()
  return {
    name: 'SubscribeToShard',
    members: {
      ConsumerARN: { ...consumerArnMember, required: true },
      ShardId: { ...shardId, required: true },
      StartingPosition: {
        type: 'structure',
        required: true,
        members: {
          Type: { type: 'string', required: true, values: POSITIONS },
          SequenceNumber: sequenceNumber,
          Timestamp: { type: 'timestamp' },
        },
      },
      StreamId: streamId,
    },
    async run({ ConsumerARN, ShardId, StartingPosition }, caller, signal) {
      const { stream, name } = consumerOfArn(data.control, ConsumerARN, caller)
      const id = wholeShardId(ShardId, stream.name, caller)
      const { Type, SequenceNumber, Timestamp } = StartingPosition
      const start = { type: Type, number: SequenceNumber, time: Timestamp }
      const counter = startIn(data, shardAt(data, stream.name, id, caller), start, caller)
      const subscription = subscriptions.begin(ConsumerARN, id, data.now())
      if (!subscription) {
        throw subscriptionExists({ stream: stream.name, shard: id, consumer: name }, caller.account)
      }
      const follow = { consumerArn: ConsumerARN, shardId: id, counter, caller }
      return { EventStream: subscriptionEvents(data, follow, subscription, signal) }
    },
  } satisfies Operation<Input>
}

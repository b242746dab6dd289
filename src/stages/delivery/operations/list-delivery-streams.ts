import type { Operation } from '../../../record/index.ts'
import { nameOf, typeOf } from '../definition.ts'
import type { Registry } from '../registry.ts'
import { whole } from './shapes/constraint.ts'
import { deliveryStreamName, deliveryStreamType } from './shapes/stream.ts'

interface Input {
  readonly Limit?: number
  readonly DeliveryStreamType?: string
  readonly ExclusiveStartDeliveryStreamName?: string
}

export function listDeliveryStreams(registry: Registry): Operation<Input> {
  return {
    name: 'ListDeliveryStreams',
    members: {
      Limit: whole(1, 10_000),
      DeliveryStreamType: deliveryStreamType,
      ExclusiveStartDeliveryStreamName: { ...deliveryStreamName, required: false },
    },
    async run({ Limit: limit = 10, DeliveryStreamType: type, ExclusiveStartDeliveryStreamName: after = '' }) {
      const names = registry
        .list()
        .map(({ definition }) => definition)
        .filter((definition) => type === undefined || typeOf(definition) === type)
        .map(nameOf)
        .filter((name) => name > after)
      return {
        DeliveryStreamNames: names.slice(0, limit),
        HasMoreDeliveryStreams: names.length > limit,
      }
    },
  }
}

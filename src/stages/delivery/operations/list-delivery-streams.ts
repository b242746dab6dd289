import type { Operation } from '../../../record/index.ts'
import type { Registry } from '../registry.ts'
import { deliveryStreamName } from './shapes.ts'

interface Input {
  readonly Limit?: number
  readonly DeliveryStreamType?: string
  readonly ExclusiveStartDeliveryStreamName?: string
}

export function listDeliveryStreams(registry: Registry): Operation<Input> {
  return {
    name: 'ListDeliveryStreams',
    members: {
      Limit: { type: 'integer', min: 1, max: 10_000 },
      DeliveryStreamType: {
        type: 'string',
        values: ['DirectPut', 'KinesisStreamAsSource', 'MSKAsSource', 'DatabaseAsSource'],
      },
      ExclusiveStartDeliveryStreamName: { ...deliveryStreamName, required: false },
    },
    async run({ Limit: limit = 10, DeliveryStreamType: type, ExclusiveStartDeliveryStreamName: after = '' }) {
      const names = registry
        .list()
        .map(({ definition }) => definition.input)
        .filter((input) => type === undefined || (input.DeliveryStreamType ?? 'DirectPut') === type)
        .map((input) => input.DeliveryStreamName)
        .filter((name) => name > after)
      return {
        DeliveryStreamNames: names.slice(0, limit),
        HasMoreDeliveryStreams: names.length > limit,
      }
    },
  }
}

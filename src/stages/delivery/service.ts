import type { Service } from '../../record/index.ts'
import { createDeliveryStream } from './operations/create-delivery-stream.ts'
import { deleteDeliveryStream } from './operations/delete-delivery-stream.ts'
import { describeDeliveryStream } from './operations/describe-delivery-stream.ts'
import { listDeliveryStreams } from './operations/list-delivery-streams.ts'
import type { DeliveryPorts } from './ports.ts'
import type { Registry } from './registry.ts'

export function firehoseService(ports: DeliveryPorts, registry: Registry): Service {
  return {
    name: 'firehose',
    operations: {
      CreateDeliveryStream: createDeliveryStream(ports, registry),
      DeleteDeliveryStream: deleteDeliveryStream(registry),
      DescribeDeliveryStream: describeDeliveryStream(registry),
      ListDeliveryStreams: listDeliveryStreams(registry),
    },
  }
}

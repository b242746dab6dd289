import type { Service } from '../../record/index.ts'
import { firehoseModel } from './model.ts'
import { createDeliveryStream } from './operations/create-delivery-stream.ts'
import { deleteDeliveryStream } from './operations/delete-delivery-stream.ts'
import { describeDeliveryStream } from './operations/describe-delivery-stream.ts'
import { listDeliveryStreams } from './operations/list-delivery-streams.ts'
import { listTagsForDeliveryStream } from './operations/list-tags-for-delivery-stream.ts'
import { putRecord } from './operations/put-record.ts'
import { putRecordBatch } from './operations/put-record-batch.ts'
import { startDeliveryStreamEncryption } from './operations/start-delivery-stream-encryption.ts'
import { stopDeliveryStreamEncryption } from './operations/stop-delivery-stream-encryption.ts'
import { tagDeliveryStream } from './operations/tag-delivery-stream.ts'
import { untagDeliveryStream } from './operations/untag-delivery-stream.ts'
import { updateDestination } from './operations/update-destination.ts'
import type { DeliveryPorts } from './ports.ts'
import type { Registry } from './registry.ts'

export function firehoseService(ports: DeliveryPorts, registry: Registry): Service {
  return {
    name: 'firehose',
    model: firehoseModel,
    operations: {
      CreateDeliveryStream: createDeliveryStream(ports, registry),
      DeleteDeliveryStream: deleteDeliveryStream(registry),
      DescribeDeliveryStream: describeDeliveryStream(registry),
      ListDeliveryStreams: listDeliveryStreams(registry),
      ListTagsForDeliveryStream: listTagsForDeliveryStream(registry),
      PutRecord: putRecord(ports, registry),
      PutRecordBatch: putRecordBatch(ports, registry),
      StartDeliveryStreamEncryption: startDeliveryStreamEncryption(ports, registry),
      StopDeliveryStreamEncryption: stopDeliveryStreamEncryption(ports, registry),
      TagDeliveryStream: tagDeliveryStream(registry),
      UntagDeliveryStream: untagDeliveryStream(registry),
      UpdateDestination: updateDestination(ports, registry),
    },
  }
}

import type { Operation } from '../../../record/index.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { Registry } from '../registry.ts'
import { putRecords } from './putting.ts'
import { need } from './shapes/constraint.ts'
import { deliveryStreamName, record } from './shapes/stream.ts'

interface Input {
  readonly DeliveryStreamName: string
  readonly Record: { readonly Data: Uint8Array }
}

export function putRecord(ports: DeliveryPorts, registry: Registry): Operation<Input> {
  return {
    name: 'PutRecord',
    members: { DeliveryStreamName: deliveryStreamName, Record: need(record) },
    async run({ DeliveryStreamName: name, Record: { Data: data } }, { account }, signal) {
      const { ids, refusals, encrypted } = await putRecords(
        ports,
        registry,
        { name, account },
        [data],
        signal,
      )
      if (refusals.length > 0) throw refusals[0].reason
      return { RecordId: ids[0], Encrypted: encrypted }
    },
  }
}

import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { Registry } from '../registry.ts'
import { putRecords } from './putting.ts'
import { list, need } from './shapes/constraint.ts'
import { deliveryStreamName, record } from './shapes/stream.ts'

interface Input {
  readonly DeliveryStreamName: string
  readonly Records: readonly { readonly Data: Uint8Array }[]
}

/** Of all records of a batch, before base64. */
const MAX_BYTES = 4 * 2 ** 20

export function putRecordBatch(ports: DeliveryPorts, registry: Registry): Operation<Input> {
  return {
    name: 'PutRecordBatch',
    members: { DeliveryStreamName: deliveryStreamName, Records: need(list(record, 1, 500)) },
    async run({ DeliveryStreamName: name, Records: records }, { account }, signal) {
      const bodies = records.map(({ Data: data }) => data)
      if (bodies.reduce((sum, { length }) => sum + length, 0) > MAX_BYTES) throw errors.batchTooLarge()
      const { ids, refusals, encrypted } = await putRecords(
        ports,
        registry,
        { name, account },
        bodies,
        signal,
      )
      const reasons = new Map(refusals.map(({ at, reason }) => [at, reason]))
      return {
        FailedPutCount: reasons.size,
        Encrypted: encrypted,
        RequestResponses: ids.map((id, at) => {
          const reason = reasons.get(at)
          return reason ? { ErrorCode: reason.type, ErrorMessage: reason.message } : { RecordId: id }
        }),
      }
    },
  }
}

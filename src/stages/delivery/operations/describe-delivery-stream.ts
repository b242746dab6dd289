import type { Operation } from '../../../record/index.ts'
import { type Definition, typeOf } from '../definition.ts'
import { errors } from '../errors.ts'
import type { Entry, Registry } from '../registry.ts'
import { describeEncryption } from './encryption.ts'
import { destinationOf } from './read-settings.ts'
import { whole } from './shapes/constraint.ts'
import { DESTINATION_ID, deliveryStreamName, destinationId } from './shapes/stream.ts'

interface Input {
  readonly DeliveryStreamName: string
  readonly Limit?: number
  readonly ExclusiveStartDestinationId?: string
}

export function describeDeliveryStream(registry: Registry): Operation<Input> {
  return {
    name: 'DescribeDeliveryStream',
    members: {
      DeliveryStreamName: deliveryStreamName,
      Limit: whole(1, 10_000),
      ExclusiveStartDestinationId: destinationId,
    },
    async run({ DeliveryStreamName: name, ExclusiveStartDestinationId: after }, { account }) {
      const entry = registry.get(name)
      if (!entry) throw errors.notFound(name, account)
      const { definition, status } = entry
      const { updatedAt } = definition
      return {
        DeliveryStreamDescription: {
          DeliveryStreamName: name,
          DeliveryStreamARN: definition.arn,
          DeliveryStreamStatus: status,
          ...failureOf(entry),
          ...describeEncryption(entry),
          DeliveryStreamType: typeOf(definition),
          VersionId: definition.version,
          CreateTimestamp: new Date(definition.createdAt),
          ...(updatedAt === undefined ? {} : { LastUpdateTimestamp: new Date(updatedAt) }),
          ...sourceOf(definition),
          // As in AWS, a place to start that is no destination's is none.
          Destinations: after === DESTINATION_ID ? [] : [describeDestination(definition)],
          HasMoreDestinations: false,
        },
      }
    },
  }
}

function failureOf({ status, problem }: Entry) {
  if (status !== 'DELETING_FAILED') return {}
  return { FailureDescription: { Type: 'UNKNOWN_ERROR', Details: problem ?? 'It could not be deleted.' } }
}

function sourceOf({ input, createdAt }: Definition) {
  const { KinesisStreamSourceConfiguration: stream, DirectPutSourceConfiguration: direct } = input
  if (stream) {
    const description = { ...stream, DeliveryStartTimestamp: new Date(createdAt) }
    return { Source: { KinesisStreamSourceDescription: description } }
  }
  return direct ? { Source: { DirectPutSourceDescription: direct } } : {}
}

function describeDestination({ input }: Definition) {
  const { type, value } = destinationOf(input)
  return { DestinationId: DESTINATION_ID, ...type.served?.describe(value) }
}

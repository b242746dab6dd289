import type { Definition } from '../definition.ts'
import { errors, reasons } from '../errors.ts'
import type { Settings } from '../settings.ts'
import { given } from './configurations/index.ts'
import type { CreateInput, ProcessingInput } from './inputs.ts'
import { readExpansion, readProcessor } from './processor-settings.ts'

/**
 * Translates AWS's members; refuses by name whatever AWS knows and this room does not serve. `named` is the member
 * that error sentences name, where it is not the configuration itself (an update's).
 */
export function readSettings({ arn, createdAt, version, input }: Definition, named?: string): Settings {
  const sourceArn = readSource(input)
  const { member, value, type } = destinationOf(input)
  const place = named ?? member
  if (!type.served) throw errors.notServed(place, reasons.destination)
  const destination = type.served.read(value, place)
  const { ProcessingConfiguration: processing } = value as { ProcessingConfiguration?: ProcessingInput }
  const processor = readProcessor(processing, place)
  const expansion = readExpansion(processing, place, sourceArn !== undefined)
  const backup = type.served.readBackup?.(value, place)
  const name = input.DeliveryStreamName
  return {
    ...{ name, arn, createdAt, version, sourceArn, expansion, processor, destination },
    ...(backup ? { backup } : {}),
  }
}

/** The one destination that an input names. */
export function destinationOf(input: CreateInput) {
  const found = given(input, 'DestinationConfiguration')
  if (found.length !== 1) throw errors.destinations(found.map(({ member }) => member))
  return found[0]
}

function readSource(input: CreateInput): string | undefined {
  const type = input.DeliveryStreamType ?? 'DirectPut'
  const source = input.KinesisStreamSourceConfiguration
  if (type === 'MSKAsSource' || type === 'DatabaseAsSource') {
    throw errors.notServed(`DeliveryStreamType ${type}`, reasons.source)
  }
  if (type === 'DirectPut' && source) throw errors.kinesisUnwanted()
  if (type !== 'DirectPut' && input.DirectPutSourceConfiguration) {
    throw errors.directPutUnwanted()
  }
  if (type === 'KinesisStreamAsSource' && !source) throw errors.sourceMissing()
  return source?.KinesisStreamARN
}

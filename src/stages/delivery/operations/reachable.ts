import { errors } from '../errors.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { Settings } from '../settings.ts'

/** Throws when the function or the domain that `place` names isn't there. Buckets are waited for instead. */
export function assertReachable(ports: DeliveryPorts, { processor, destination }: Settings, place: string) {
  if (processor && !ports.transform(processor.functionArn)) {
    throw errors.noFunction(
      `${place}.ProcessingConfiguration.Processors Lambda LambdaArn`,
      processor.functionArn,
    )
  }
  if (destination.kind === 'index' && !ports.index(destination.domain)) {
    throw errors.noDomain(place, destination.domain)
  }
}

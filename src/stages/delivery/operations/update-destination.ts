import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { Registry } from '../registry.ts'
import { activeEntry } from './active-entry.ts'
import { given, updates } from './configurations/index.ts'
import { assertReachable } from './reachable.ts'
import { readSettings } from './read-settings.ts'
import { need } from './shapes/constraint.ts'
import { DESTINATION_ID, deliveryStreamName, destinationId, versionId } from './shapes/stream.ts'
import { updatedInput } from './updated-input.ts'

interface Input {
  readonly DeliveryStreamName: string
  readonly CurrentDeliveryStreamVersionId: string
  readonly DestinationId: string
}

/** In force when it answers: what was put before has gone to the old destination, what is put after goes to the new. */
export function updateDestination(ports: DeliveryPorts, registry: Registry): Operation<Input> {
  return {
    name: 'UpdateDestination',
    members: {
      DeliveryStreamName: deliveryStreamName,
      CurrentDeliveryStreamVersionId: need(versionId),
      DestinationId: need(destinationId),
      ...updates,
    },
    async run(input, { account }) {
      const name = input.DeliveryStreamName
      const { entry, assertActive } = activeEntry(registry, name, account)
      await registry.update(entry, async (definition) => {
        assertActive()
        const { version } = definition
        const wanted = input.CurrentDeliveryStreamVersionId
        if (wanted !== version) throw errors.otherVersion(name, version, wanted)
        if (input.DestinationId !== DESTINATION_ID) throw errors.noDestination(input.DestinationId)
        const found = given(input, 'DestinationUpdate')
        if (found.length === 0) throw errors.noUpdate()
        if (found.length > 1) throw errors.destinations(found.map(({ member }) => member))
        const next = {
          ...definition,
          input: updatedInput(definition.input, found[0].type, found[0].value),
          version: String(Number(version) + 1),
          updatedAt: ports.now(),
        }
        await assertReachable(ports, readSettings(next, found[0].member), found[0].member)
        return next
      })
      return {}
    },
  }
}

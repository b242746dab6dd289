import type { DeliveryPorts } from '../ports.ts'
import type { Process } from '../processing.ts'
import type { Settings } from '../settings.ts'
import type { Destination } from './context.ts'
import { openLake } from './lake.ts'
import { openIndex } from './search-index.ts'

type Open = (ports: DeliveryPorts, settings: Settings, process: Process) => Destination

/** Every kind of destination, one file each. */
const kinds: Readonly<Record<Settings['destination']['kind'], Open>> = { lake: openLake, index: openIndex }

/** Throws when what it delivers to is not there. */
export const openDestination: Open = (ports, settings, process) =>
  kinds[settings.destination.kind](ports, settings, process)

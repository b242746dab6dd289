import type { DeliveryPorts } from '../ports.ts'
import type { Process } from '../processing.ts'
import type { IndexSettings, Settings } from '../settings.ts'
import { openBulk } from './bulk.ts'
import type { Destination } from './context.ts'
import { openHttpEndpoint } from './http-endpoint.ts'
import { openLake } from './lake.ts'
import { openRedshift } from './redshift.ts'
import { openIndex } from './search-index.ts'
import { openSplunk } from './splunk.ts'

type Open = (ports: DeliveryPorts, settings: Settings, process: Process) => Destination

/** Every kind of destination, one file each. */
const kinds: Readonly<Record<Settings['destination']['kind'], Open>> = {
  lake: openLake,
  index: openIndexOrCluster,
  http: openHttpEndpoint,
  splunk: openSplunk,
  redshift: openRedshift,
}

/** Throws when what it delivers to is not there. */
export const openDestination: Open = (ports, settings, process) =>
  kinds[settings.destination.kind](ports, settings, process)

/** Documents of a built-in function go into the embedded index as columns; whatever else there is goes by `_bulk`. */
function openIndexOrCluster(ports: DeliveryPorts, settings: Settings, process: Process): Destination {
  const { domain, hasIds } = settings.destination as IndexSettings
  const transform = settings.processor && ports.transform(settings.processor.functionArn)
  const hasColumns = transform !== undefined && transform.gives !== 'records'
  const isEmbedded = ports.index(domain) !== undefined && hasColumns && hasIds
  return isEmbedded ? openIndex(ports, settings, process) : openBulk(ports, settings)
}

import { pickingQuery } from '../core/partition-query.ts'
import { errors } from '../errors.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { Settings } from '../settings.ts'

/**
 * Rejects when the function or the domain that `place` names isn't there, or jq doesn't take the query. Buckets are
 * waited for instead.
 */
export async function assertReachable(
  ports: DeliveryPorts,
  { processor, destination }: Settings,
  place: string,
): Promise<void> {
  if (processor && !ports.transform(processor.functionArn)) {
    throw errors.noFunction(
      `${place}.ProcessingConfiguration.Processors Lambda LambdaArn`,
      processor.functionArn,
    )
  }
  if (destination.kind === 'index' && !isReachable(ports, destination.domain)) {
    throw errors.noDomain(place, destination.domain)
  }
  if ((destination.kind === 'http' || destination.kind === 'splunk') && !ports.http) {
    throw errors.notServed(place, 'nothing here sends HTTP requests.')
  }
  if (destination.kind === 'redshift' && !ports.warehouse) {
    throw errors.notServed(place, 'nothing here speaks to a database.')
  }
  if (destination.kind === 'lake' && destination.conversion && !ports.parquet) {
    throw errors.notServed(`${place}.DataFormatConversionConfiguration`, 'nothing here writes Parquet.')
  }
  const query = destination.kind === 'lake' ? destination.partitioning?.query : undefined
  if (query === undefined || pickingQuery(query)) return
  const where = `${place}.ProcessingConfiguration.Processors MetadataExtraction MetadataExtractionQuery`
  if (!ports.jq) throw errors.notServed(where, 'there is no jq here.')
  await ports.jq.check(query).catch((error: Error) => Promise.reject(errors.wrong(where, error.message)))
}

/** A cluster elsewhere is waited for as a bucket is. */
function isReachable(ports: DeliveryPorts, domain: string): boolean {
  return ports.index(domain) !== undefined || (/^https?:/.test(domain) && ports.http !== undefined)
}

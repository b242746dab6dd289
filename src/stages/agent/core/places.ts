import { type Endpoint, isLoopback, isRegion, readEndpoint } from './endpoint.ts'
import type { RemoteService, RemoteSettings } from './remote-settings.ts'

/** Where each service is reached. */
export interface Place {
  /** Absent: AWS's own of the region. */
  readonly endpoint?: string
  readonly region: string
  /** For sentences. */
  readonly shown: string
}

export interface Surroundings {
  readonly region?: string
  endpoint(service: RemoteService): string | undefined
}

export interface Places {
  readonly of: Readonly<Record<RemoteService, Place>>
  readonly warnings: readonly string[]
}

/** Where the Kinesis Agent sends what nobody said a place for. */
const DEFAULT_REGION = 'us-east-1'

/**
 * The file's word, then the environment's (AWS_ENDPOINT_URL, AWS_REGION). Metrics of flows that all go to somebody who
 * stands in for AWS (another Tailrace) go there too: they must not leave for AWS unasked. Throws a sentence.
 */
export function placesOf(
  settings: RemoteSettings,
  used: readonly ('kinesis' | 'firehose')[],
  around: Surroundings,
): Places {
  if (around.region && !isRegion(around.region)) {
    throw new Error(`AWS_REGION is a region such as eu-west-1, not "${around.region}".`)
  }
  const endpoints = Object.fromEntries(
    (['kinesis', 'firehose', 'cloudwatch', 'sts'] as const).map((service) => [
      service,
      settings.endpoints[service] ?? fromEnvironment(service, around),
    ]),
  ) as Record<RemoteService, Endpoint | undefined>
  const standIns = used.map((service) => endpoints[service])
  if (standIns.length > 0 && standIns.every((endpoint) => endpoint && !endpoint.isAws)) {
    endpoints.cloudwatch ??= standIns[0]
  }
  const place = (service: RemoteService, otherwise: string): Place => {
    const endpoint = endpoints[service]
    const region = endpoint?.region ?? otherwise
    if (!endpoint) return { region, shown: `AWS (${region})` }
    return { endpoint: endpoint.url, region, shown: endpoint.url }
  }
  const region = around.region ?? DEFAULT_REGION
  const of = {
    kinesis: place('kinesis', settings.kinesisRegion ?? region),
    firehose: place('firehose', region),
    cloudwatch: place('cloudwatch', region),
    sts: place('sts', region),
  }
  return { of, warnings: used.flatMap((service) => exposure(service, endpoints[service])) }
}

function fromEnvironment(service: RemoteService, around: Surroundings): Endpoint | undefined {
  const text = around.endpoint(service)
  if (!text) return undefined
  try {
    return readEndpoint(text)
  } catch (error) {
    throw new Error(`AWS_ENDPOINT_URL ${(error as Error).message}.`)
  }
}

function exposure(service: string, endpoint: Endpoint | undefined): string[] {
  if (!endpoint || endpoint.isEncrypted || isLoopback(new URL(endpoint.url).hostname)) return []
  return [
    `${service}.endpoint is not encrypted: whoever is between here and ${endpoint.url} can read these logs.`,
  ]
}

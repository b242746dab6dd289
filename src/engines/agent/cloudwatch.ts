import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import type { MetricData, RemoteAccess, RemoteMetrics } from '../../stages/agent/ports.ts'
import { clientOptions, overrideUserAgent } from './client.ts'
import { type Asked, explained } from './failure.ts'

/** PutMetricData takes 1,000 metrics a request. */
const MOST = 1_000

/** CloudWatch, or whoever speaks its API. `where`: the endpoint, for sentences. */
export function openCloudWatch(access: RemoteAccess, where: string): RemoteMetrics {
  const client = new CloudWatchClient(clientOptions(access))
  overrideUserAgent(client.middlewareStack, access.userAgent.instead)
  const asked: Asked = {
    what: 'CloudWatch',
    action: 'cloudwatch:PutMetricData',
    nameKey: 'cloudwatch.namespace',
    endpointKey: 'cloudwatch.endpoint',
    endpoint: where,
  }
  return {
    async publish(namespace, data, abortSignal) {
      for (let from = 0; from < data.length; from += MOST) {
        const command = new PutMetricDataCommand({
          Namespace: namespace,
          MetricData: data.slice(from, from + MOST).map(datumOf),
        })
        await client.send(command, { abortSignal }).catch((error) => {
          throw explained(error, asked)
        })
      }
    },
    close: () => client.destroy(),
  }
}

function datumOf({ name, dimensions, unit, at, sum, count, minimum, maximum }: MetricData) {
  return {
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    Timestamp: new Date(at),
    Unit: unit,
    StatisticValues: { Sum: sum, SampleCount: count, Minimum: minimum, Maximum: maximum },
  }
}

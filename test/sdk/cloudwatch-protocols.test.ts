import {
  type CloudWatchClientConfig,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import { AwsJson1_0Protocol, AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CloudWatchWorld, openCloudWatchWorld } from './cloudwatch-world.ts'

let world: CloudWatchWorld
beforeAll(async () => {
  world = await openCloudWatchWorld()
})
afterAll(() => world.close())

const protocols = {
  JSON: AwsJson1_0Protocol,
  CBOR: AwsSmithyRpcV2CborProtocol,
  Query: AwsQueryProtocol,
}

test.each(Object.keys(protocols) as (keyof typeof protocols)[])('the whole journey in %s', async (name) => {
  const protocol = protocols[name] as unknown as CloudWatchClientConfig['protocol']
  // This SDK tells the length of a CBOR body before it packs it: a server waits for the rest.
  const client = world.client({ protocol, disableRequestCompression: name === 'CBOR' })
  const Namespace = `protocol/${name}`
  const [StartTime, EndTime] = [new Date(world.now - 60_000), new Date(world.now + 60_000)]
  const Timestamp = new Date(world.now)
  const Dimensions = [{ Name: 'Host', Value: 'web-1 & co' }]
  await client.send(
    new PutMetricDataCommand({
      Namespace,
      MetricData: [
        { MetricName: 'm', Dimensions, Timestamp, Values: [1, 2.5], Counts: [2, 1], Unit: 'Seconds' },
        // Bodies over 10 KiB come packed.
        ...Array.from({ length: 300 }, (_, at) => ({
          MetricName: `x${at}`,
          Value: at,
          StorageResolution: 1,
        })),
      ],
    }),
  )
  const listed = await client.send(new ListMetricsCommand({ Namespace, Dimensions: [{ Name: 'Host' }] }))
  expect(listed).toMatchObject({ Metrics: [{ Namespace, MetricName: 'm', Dimensions }] })
  const statistics = await client.send(
    new GetMetricStatisticsCommand({
      ...{ Namespace, MetricName: 'm', Dimensions, StartTime, EndTime, Period: 60 },
      ...{ Statistics: ['Sum', 'Maximum'], ExtendedStatistics: ['p90'] },
    }),
  )
  const minute = new Date('2026-11-20T12:00:00Z')
  expect(statistics).toMatchObject({
    Label: 'm',
    Datapoints: [
      { Timestamp: minute, Sum: 4.5, Maximum: 2.5, Unit: 'Seconds', ExtendedStatistics: { p90: 2.5 } },
    ],
  })
  const MetricStat = { Metric: { Namespace, MetricName: 'm', Dimensions }, Period: 60, Stat: 'Average' }
  const data = await client.send(
    new GetMetricDataCommand({ StartTime, EndTime, MetricDataQueries: [{ Id: 'a', MetricStat }] }),
  )
  expect(data.MetricDataResults).toMatchObject([
    { Id: 'a', Label: 'm', Timestamps: [minute], Values: [1.5], StatusCode: 'Complete' },
  ])
  const wrong = { Namespace, MetricData: [{ MetricName: 'm', Value: 1, Values: [1] }] }
  await expect(client.send(new PutMetricDataCommand(wrong))).rejects.toMatchObject({
    name: 'InvalidParameterCombinationException',
    message:
      'The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both.',
    $metadata: { httpStatusCode: 400 },
  })
  expect(world.bench.failures).toEqual([])
})

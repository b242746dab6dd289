import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  CreateDeliveryStreamCommand,
  type CreateDeliveryStreamCommandInput,
  DescribeDeliveryStreamCommand,
  PutRecordCommand,
  UpdateDestinationCommand,
} from '@aws-sdk/client-firehose'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DESTINATION_ID, LAKE, OTHER, openFirehose, ROLE } from './firehose-bench.ts'

/** Destinations with the official client: created, shown, updated, and reached. */

let firehose: Awaited<ReturnType<typeof openFirehose>>
beforeAll(async () => {
  firehose = await openFirehose()
})
afterAll(() => firehose.close())

const create = (name: string, destination: Partial<CreateDeliveryStreamCommandInput>) =>
  firehose.client().send(new CreateDeliveryStreamCommand({ DeliveryStreamName: name, ...destination }))

const show = async (name: string) => {
  const { DeliveryStreamDescription: about } = await firehose
    .client()
    .send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }))
  return { ...about?.Destinations?.[0], version: about?.VersionId }
}

const put = (name: string, text: string) =>
  firehose
    .client()
    .send(new PutRecordCommand({ DeliveryStreamName: name, Record: { Data: Buffer.from(text) } }))

async function until<Value>(make: () => Value | undefined): Promise<Value> {
  for (let turn = 0; turn < 400; turn++) {
    const value = make()
    if (value !== undefined) return value
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('It did not happen.')
}

const bucket = { RoleARN: ROLE, BucketARN: LAKE }
const objects = (prefix: string, arn = LAKE) =>
  firehose.objects(arn).filter(([key]) => key.startsWith(prefix))

test('S3: partitions by jq, Parquet in them, and the source besides', async () => {
  await create('sorted', {
    ExtendedS3DestinationConfiguration: {
      ...bucket,
      Prefix: 'sorted/!{partitionKeyFromQuery:who}/',
      ErrorOutputPrefix: 'sorted-errors/!{firehose:error-output-type}/',
      BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
      DynamicPartitioningConfiguration: { Enabled: true },
      ProcessingConfiguration: {
        Enabled: true,
        Processors: [
          {
            Type: 'MetadataExtraction',
            Parameters: [
              { ParameterName: 'MetadataExtractionQuery', ParameterValue: '{who: (.who | ascii_downcase)}' },
              { ParameterName: 'JsonParsingEngine', ParameterValue: 'JQ-1.6' },
            ],
          },
        ],
      },
      DataFormatConversionConfiguration: {
        InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
        OutputFormatConfiguration: { Serializer: { ParquetSerDe: { Compression: 'GZIP' } } },
      },
      S3BackupMode: 'Enabled',
      S3BackupConfiguration: { ...bucket, BucketARN: OTHER, Prefix: 'source/' },
    },
  })
  const { ExtendedS3DestinationDescription: shown } = await show('sorted')
  expect(shown).toMatchObject({
    ...{ DynamicPartitioningConfiguration: { Enabled: true }, S3BackupMode: 'Enabled' },
    S3BackupDescription: { BucketARN: OTHER, BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 } },
    BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
  })
  expect(shown).not.toHaveProperty('S3BackupConfiguration')
  await put('sorted', '{"who":"Ann","n":1}')
  await put('sorted', '{"who":5}')
  // A stop delivers what is buffered.
  await firehose.restart()
  const [[key, body]] = objects('sorted/')
  expect(key).toMatch(/^sorted\/ann\/sorted-1-.*\.parquet$/)
  const file = Uint8Array.from(body).buffer
  expect(await parquetReadObjects({ file, compressors })).toMatchObject([{ who: 'Ann' }])
  expect(objects('sorted-errors/dynamic-partitioning-failed/')).toHaveLength(1)
  expect(objects('source/', OTHER)[0][1].toString()).toBe('{"who":"Ann","n":1}{"who":5}')
})

test('HTTP endpoint: shown without its key, updated in part, reached', async () => {
  const seen: { key: unknown; data: string }[] = []
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    const { requestId, records } = JSON.parse(Buffer.concat(pieces).toString())
    const data = Buffer.from(records[0].data, 'base64').toString()
    seen.push({ key: request.headers['x-amz-firehose-access-key'], data })
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ requestId, timestamp: 1 }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const Url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`
  await create('far', {
    HttpEndpointDestinationConfiguration: {
      EndpointConfiguration: { Url, Name: 'far', AccessKey: 'a secret' },
      S3Configuration: bucket,
    },
  })
  expect(await show('far')).toMatchObject({
    HttpEndpointDestinationDescription: {
      EndpointConfiguration: { Url, Name: 'far' },
      BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 60 },
      RetryOptions: { DurationInSeconds: 300 },
      S3BackupMode: 'FailedDataOnly',
      S3DestinationDescription: { BucketARN: LAKE },
    },
  })
  await firehose.client().send(
    new UpdateDestinationCommand({
      ...{ DeliveryStreamName: 'far', CurrentDeliveryStreamVersionId: '1', DestinationId: DESTINATION_ID },
      HttpEndpointDestinationUpdate: { BufferingHints: { IntervalInSeconds: 0 } },
    }),
  )
  const { HttpEndpointDestinationDescription: shown, version } = await show('far')
  expect([version, shown?.BufferingHints]).toEqual(['2', { SizeInMBs: 5, IntervalInSeconds: 0 }])
  expect(JSON.stringify(shown)).not.toContain('a secret')
  await put('far', 'hello')
  expect(await until(() => seen[0])).toEqual({ key: 'a secret', data: 'hello' })
  server.closeAllConnections()
  server.close()
})

test('Splunk, Redshift and a cluster: shown as AWS shows them, without what is secret', async () => {
  await create('events', {
    SplunkDestinationConfiguration: {
      ...{ HECEndpoint: 'https://splunk.test:8088', HECEndpointType: 'Event', HECToken: 'a secret' },
      S3Configuration: bucket,
    },
  })
  await create('rows', {
    RedshiftDestinationConfiguration: {
      ...{ RoleARN: ROLE, Username: 'ann', Password: 'a secret', S3Configuration: bucket },
      ClusterJDBCURL: 'jdbc:redshift://c.x.us-east-1.redshift.amazonaws.com:5439/web',
      CopyCommand: { DataTableName: 'clicks', CopyOptions: 'whatever Redshift knows' },
    },
  })
  await create('cluster', {
    AmazonopensearchserviceDestinationConfiguration: {
      ...{ RoleARN: ROLE, ClusterEndpoint: 'https://ann:a%20secret@search.test', IndexName: 'logs' },
      DocumentIdOptions: { DefaultDocumentIdFormat: 'NO_DOCUMENT_ID' },
      S3Configuration: bucket,
    },
  })
  const shown = await Promise.all(['events', 'rows', 'cluster'].map(show))
  expect(shown).toMatchObject([
    {
      SplunkDestinationDescription: {
        ...{ HECEndpoint: 'https://splunk.test:8088', HECAcknowledgmentTimeoutInSeconds: 180 },
        ...{ S3BackupMode: 'FailedEventsOnly', RetryOptions: { DurationInSeconds: 300 } },
      },
    },
    {
      RedshiftDestinationDescription: {
        ...{ Username: 'ann', S3BackupMode: 'Disabled', RetryOptions: { DurationInSeconds: 3600 } },
        CopyCommand: { DataTableName: 'clicks' },
      },
    },
    {
      AmazonopensearchserviceDestinationDescription: {
        ClusterEndpoint: 'https://ann:****@search.test',
        DocumentIdOptions: { DefaultDocumentIdFormat: 'NO_DOCUMENT_ID' },
      },
    },
  ])
  expect(JSON.stringify(shown)).not.toMatch(/a(%20| )secret/)
})

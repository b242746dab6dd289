import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ACCOUNT, DESTINATION_ID, LAKE, OTHER, openFirehose, ROLE } from './firehose-bench.ts'

/** The same journey with boto3 and with the `aws` command, where they are installed. */

const run = promisify(execFile)

function isThere(command: string, ...words: string[]): boolean {
  const found = spawnSync(command, words).status === 0
  if (!found)
    console.warn(`SKIPPED: \`${command} ${words.join(' ')}\` fails here, so Firehose is not driven with it.`)
  return found
}
const hasBoto = isThere('python3', '-c', 'import boto3')
const hasAws = isThere('aws', '--version')

let firehose: Awaited<ReturnType<typeof openFirehose>>
beforeAll(async () => {
  firehose = await openFirehose()
})
afterAll(() => firehose.close())

const environment = () => ({
  ...process.env,
  AWS_ENDPOINT_URL: firehose.life().bench.url,
  ...{ AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'SK', AWS_DEFAULT_REGION: 'eu-west-1' },
  ...{ AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_PAGER: '' },
})

const delivered = (prefix: string, bucket: string) =>
  firehose.objects(bucket).flatMap(([key, body]) => (key.startsWith(prefix) ? [body.toString()] : []))

const PYTHON = `
import boto3, json
from botocore.exceptions import ClientError
f = boto3.client('firehose')
seen = {}
def refused(call, **given):
    try:
        call(**given)
    except ClientError as error:
        return [type(error).__name__, error.response['Error']['Code'], error.response['Error']['Message'],
                error.response['ResponseMetadata']['HTTPStatusCode']]
name = 'py'
seen['arn'] = f.create_delivery_stream(
    DeliveryStreamName=name, Tags=[{'Key': 'a', 'Value': 'b'}],
    ExtendedS3DestinationConfiguration={'RoleARN': '${ROLE}', 'BucketARN': '${LAKE}', 'Prefix': 'py/',
        'BufferingHints': {'SizeInMBs': 1, 'IntervalInSeconds': 0}})['DeliveryStreamARN']
seen['one'] = len(f.put_record(DeliveryStreamName=name, Record={'Data': b'one\\n'})['RecordId'])
batch = f.put_record_batch(DeliveryStreamName=name, Records=[{'Data': b'two\\n'}, {'Data': b'three\\n'}])
seen['batch'] = [batch['FailedPutCount'], batch['Encrypted'], [sorted(r) for r in batch['RequestResponses']]]
f.update_destination(DeliveryStreamName=name, CurrentDeliveryStreamVersionId='1',
    DestinationId='${DESTINATION_ID}', ExtendedS3DestinationUpdate={'BucketARN': '${OTHER}'})
f.put_record(DeliveryStreamName=name, Record={'Data': 'four\\n'})
f.start_delivery_stream_encryption(DeliveryStreamName=name)
shown = f.describe_delivery_stream(DeliveryStreamName=name)['DeliveryStreamDescription']
seen['shown'] = [shown['VersionId'], shown['DeliveryStreamStatus'], shown['DeliveryStreamEncryptionConfiguration'],
    shown['CreateTimestamp'] <= shown['LastUpdateTimestamp']]
f.stop_delivery_stream_encryption(DeliveryStreamName=name)
f.tag_delivery_stream(DeliveryStreamName=name, Tags=[{'Key': 'c'}])
f.untag_delivery_stream(DeliveryStreamName=name, TagKeys=['a'])
seen['tags'] = f.list_tags_for_delivery_stream(DeliveryStreamName=name)['Tags']
seen['names'] = f.list_delivery_streams()['DeliveryStreamNames']
seen['unknown'] = refused(f.describe_delivery_stream, DeliveryStreamName='nobody')
seen['late'] = refused(f.update_destination, DeliveryStreamName=name, CurrentDeliveryStreamVersionId='1',
    DestinationId='${DESTINATION_ID}', S3DestinationUpdate={})
seen['large'] = refused(f.put_record_batch, DeliveryStreamName=name, Records=[{'Data': b'x' * 1000000}] * 5)
seen['wrong'] = refused(f.put_record, DeliveryStreamName='?', Record={'Data': b''})
f.delete_delivery_stream(DeliveryStreamName=name, AllowForceDelete=True)
seen['left'] = f.list_delivery_streams()['DeliveryStreamNames']
print(json.dumps(seen))
`

describe.skipIf(!hasBoto)('boto3', () => {
  test('the whole journey', { timeout: 60_000 }, async () => {
    const { stdout } = await run('python3', ['-c', PYTHON], { env: environment() })
    expect(JSON.parse(stdout)).toEqual({
      arn: `arn:aws:firehose:eu-west-1:${ACCOUNT}:deliverystream/py`,
      one: 224,
      batch: [0, false, [['RecordId'], ['RecordId']]],
      shown: ['2', 'ACTIVE', { KeyType: 'AWS_OWNED_CMK', Status: 'ENABLED' }, true],
      tags: [{ Key: 'c' }],
      names: ['py'],
      unknown: [
        ...['ResourceNotFoundException', 'ResourceNotFoundException'],
        ...[`Firehose nobody under account ${ACCOUNT} not found.`, 400],
      ],
      late: [
        ...['ConcurrentModificationException', 'ConcurrentModificationException'],
        'Cannot update firehose: py since the current version id: 2 and specified version id: 1 do not match',
        400,
      ],
      large: ['InvalidArgumentException', 'InvalidArgumentException', 'Records size exceeds 4 MB limit', 400],
      wrong: [
        ...['ClientError', 'ValidationException'],
        "1 validation error detected: Value '?' at 'deliveryStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
        400,
      ],
      left: [],
    })
    expect(delivered('py/', LAKE).join('').split('\n').filter(Boolean).sort()).toEqual([
      'one',
      'three',
      'two',
    ])
    expect(delivered('py/', OTHER).join('')).toBe('four\n')
  })
})

describe.skipIf(!hasAws)('aws firehose', () => {
  const aws = async (operation: string, input: object) => {
    const { stdout } = await run('aws', ['firehose', operation, '--cli-input-json', JSON.stringify(input)], {
      env: environment(),
    })
    return stdout ? JSON.parse(stdout) : {}
  }

  test('the whole journey', { timeout: 120_000 }, async () => {
    const DeliveryStreamName = 'cli'
    await aws('create-delivery-stream', {
      DeliveryStreamName,
      S3DestinationConfiguration: {
        ...{ RoleARN: ROLE, BucketARN: LAKE, Prefix: 'cli/' },
        BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 0 },
      },
    })
    // Version 1 of the command takes blobs as they are, version 2 in base64.
    const isFirst = spawnSync('aws', ['--version']).stdout.toString().includes('aws-cli/1')
    const Data = isFirst ? 'hello\n' : Buffer.from('hello\n').toString('base64')
    expect((await aws('put-record', { DeliveryStreamName, Record: { Data } })).RecordId).toHaveLength(224)
    expect(await aws('put-record-batch', { DeliveryStreamName, Records: [{ Data }] })).toMatchObject({
      FailedPutCount: 0,
    })
    expect(await aws('describe-delivery-stream', { DeliveryStreamName })).toMatchObject({
      DeliveryStreamDescription: { DeliveryStreamStatus: 'ACTIVE', VersionId: '1' },
    })
    await aws('update-destination', {
      ...{ DeliveryStreamName, CurrentDeliveryStreamVersionId: '1', DestinationId: DESTINATION_ID },
      S3DestinationUpdate: { Prefix: 'cli-after/' },
    })
    expect(await aws('list-delivery-streams', {})).toMatchObject({ DeliveryStreamNames: ['cli'] })
    await aws('delete-delivery-stream', { DeliveryStreamName })
    await expect(aws('describe-delivery-stream', { DeliveryStreamName })).rejects.toThrow(
      `An error occurred (ResourceNotFoundException) when calling the DescribeDeliveryStream operation: Firehose cli under account ${ACCOUNT} not found.`,
    )
    expect(delivered('cli/', LAKE).join('')).toBe('hello\nhello\n')
  })
})

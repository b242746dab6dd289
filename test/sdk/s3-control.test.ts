import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDiskStore } from '../../src/engines/lake/disk.ts'
import { silentLog } from '../../src/observe/log.ts'
import { createLake } from '../../src/stages/lake/index.ts'
import { type Bench, openBench } from './wire-bench.ts'

/** S3 Control's tags of buckets, as Terraform's AWS provider asks for them since 6.23. */

const run = promisify(execFile)
const ARN = 'arn%3Aaws%3As3%3A%3A%3Alogs'
const signed =
  'AWS4-HMAC-SHA256 Credential=AK/20261120/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0'
let bench: Bench
let path: string

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'tailrace-s3-control-'))
  const lake = createLake({
    store: await openDiskStore({ path, now: Date.now }),
    now: Date.now,
    log: silentLog,
  })
  bench = await openBench([lake.service, lake.control])
  await fetch(`${bench.url}/logs`, { method: 'PUT' })
})
afterAll(async () => {
  await bench.close()
  await rm(path, { recursive: true, force: true })
  expect(bench.failures).toEqual([])
})

async function call(method: string, rest: string, body?: string, account = '000000000000') {
  const answer = await fetch(`${bench.url}/v20180820/tags/${rest}`, {
    ...{ method, body },
    headers: { authorization: signed, 'x-amz-account-id': account },
  })
  return [answer.status, (await answer.text()).replace(/^<\?xml[^>]*\?>\n/, '')] as const
}
const adding = (...tags: string[]) =>
  `<TagResourceRequest xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/"><Tags>${tags
    .map((tag) => tag.split('='))
    .map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`)
    .join('')}</Tags></TagResourceRequest>`
const shown = async () => {
  const [, text] = await call('GET', ARN)
  return [...text.matchAll(/<Tag><Key>(.*?)<\/Key><Value>(.*?)<\/Value><\/Tag>/g)].map(
    ([, k, v]) => `${k}=${v}`,
  )
}

test('tags of a bucket: none, added, replaced, taken away', async () => {
  expect(await call('GET', ARN)).toEqual([
    200,
    '<ListTagsForResourceResult xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/"><Tags></Tags></ListTagsForResourceResult>',
  ])
  expect(await call('POST', ARN, adding('a=1', 'b=2', 'c=3'))).toEqual([204, ''])
  expect(await call('POST', ARN, adding('b=4'))).toEqual([204, ''])
  expect(await shown()).toEqual(['a=1', 'c=3', 'b=4'])
  const { status } = await fetch(`${bench.url}/logs?tagging`)
  expect(status).toBe(200)
  expect(await call('DELETE', `${ARN}?tagKeys=a&tagKeys=c&tagKeys=none`)).toEqual([204, ''])
  expect(await shown()).toEqual(['b=4'])
  await Promise.all(['d', 'e', 'f'].map((key) => call('POST', ARN, adding(`${key}=`))))
  expect((await shown()).sort()).toEqual(['b=4', 'd=', 'e=', 'f='])
})

test('what is refused, in S3 Control’s wrapping', async () => {
  const code = async (answer: ReturnType<typeof call>) => {
    const [status, text] = await answer
    return [status, /^<ErrorResponse><Error><Code>(\w+)</.exec(text)?.[1]]
  }
  expect(await code(call('GET', 'arn%3Aaws%3As3%3A%3A%3Anobody'))).toEqual([404, 'NoSuchResource'])
  expect(await code(call('GET', ARN, undefined, '111122223333'))).toEqual([403, 'AccessDenied'])
  expect(await code(call('POST', ARN, adding('aws:x=1')))).toEqual([400, 'InvalidTag'])
})

test('an object of such a name is an object still', async () => {
  await fetch(`${bench.url}/v20180820`, { method: 'PUT', headers: { authorization: signed } })
  const put = await fetch(`${bench.url}/v20180820/tags/x`, {
    ...{ method: 'PUT', body: 'x' },
    headers: { authorization: signed },
  })
  const got = await fetch(`${bench.url}/v20180820/tags/x`, { headers: { authorization: signed } })
  expect([put.status, await got.text()]).toEqual([200, 'x'])
})

const boto = `
import boto3, json, sys
import socket
# The client puts the account before the host; not every system knows names that end in .localhost.
known = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: known('127.0.0.1' if host.endswith('.localhost') else host, *rest, **more)
c = boto3.client('s3control', endpoint_url=sys.argv[1], region_name='us-east-1', aws_access_key_id='AK', aws_secret_access_key='SK')
given = {'AccountId': '000000000000', 'ResourceArn': 'arn:aws:s3:::boto'}
boto3.client('s3', endpoint_url=sys.argv[1], region_name='us-east-1', aws_access_key_id='AK', aws_secret_access_key='SK').create_bucket(Bucket='boto')
seen = [c.list_tags_for_resource(**given)['Tags']]
c.tag_resource(**given, Tags=[{'Key': 'a', 'Value': '1'}, {'Key': 'b', 'Value': '2'}, {'Key': 'c', 'Value': '3'}])
c.untag_resource(**given, TagKeys=['a', 'c'])
seen.append(c.list_tags_for_resource(**given)['Tags'])
try:
    c.list_tags_for_resource(**{**given, 'ResourceArn': 'arn:aws:s3:::nobody'})
except Exception as error:
    seen.append(error.response['Error']['Code'])
print(json.dumps(seen))
`
const { status } = spawnSync('python3', ['-c', 'import boto3'], { stdio: 'ignore' })
if (status !== 0) console.warn('s3-control.test.ts: skipped: "python3 -c import boto3" does not work here')

test.skipIf(status !== 0)('boto3', { timeout: 60_000 }, async () => {
  const { stdout } = await run('python3', ['-c', boto, bench.url.replace('127.0.0.1', 'localhost')])
  expect(JSON.parse(stdout)).toEqual([[], [{ Key: 'b', Value: '2' }], 'NoSuchResource'])
})

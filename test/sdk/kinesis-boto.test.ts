import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { kinesisForTests, REGION } from './kinesis-control-world.ts'

const run = promisify(execFile)
const kinesis = kinesisForTests()
const journey = fileURLToPath(new URL('kinesis-boto-journey.py', import.meta.url))

/** Why the tests that need this program are skipped; undefined where it is there. */
function missing(program: string, ...question: string[]): string | undefined {
  const { error, status } = spawnSync(program, question, { stdio: 'ignore' })
  if (!error && status === 0) return undefined
  const reason = `skipped: "${[program, ...question].join(' ')}" does not work here`
  console.warn(`kinesis-boto.test.ts: ${reason}`)
  return reason
}

const noBoto = missing('python3', '-c', 'import boto3')
const noCli = missing('aws', '--version')

test.skipIf(noBoto)(
  `boto3: every action that it knows ${noBoto ?? ''}`,
  async () => {
    const { stdout } = await run('python3', [journey, kinesis.url], { timeout: 60_000 })
    expect(JSON.parse(stdout)).toEqual([])
  },
  60_000,
)

const environment = {
  ...{
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_PAGER: '',
  },
  ...{ AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'SK', AWS_EC2_METADATA_DISABLED: 'true' },
}

async function aws(...words: string[]): Promise<unknown> {
  const env = { ...environment, AWS_ENDPOINT_URL: kinesis.url }
  const { stdout } = await run('aws', ['kinesis', ...words, '--output', 'json'], { env, timeout: 30_000 })
  return stdout && JSON.parse(stdout)
}

test.skipIf(noCli)(
  `the aws command: create, page, refuse, delete ${noCli ?? ''}`,
  async () => {
    await aws('create-stream', '--stream-name', 'cli', '--shard-count', '3')
    expect(
      await aws('list-shards', '--stream-name', 'cli', '--page-size', '2', '--query', 'length(Shards)'),
    ).toBe(3)
    await expect(aws('describe-stream', '--stream-name', 'nope')).rejects.toMatchObject({
      stderr: expect.stringContaining(
        'An error occurred (ResourceNotFoundException) when calling the DescribeStream operation: Stream nope under ' +
          'account 000000000000 not found.',
      ),
    })
    await aws('delete-stream', '--stream-name', 'cli')
  },
  60_000,
)

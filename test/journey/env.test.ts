import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis'
import { afterEach, expect, test } from 'vitest'
import { freePorts, type Running, run, scratch, up } from './program.ts'

let running: Running | undefined
afterEach(async () => {
  await running?.kill()
  running = undefined
})

/** What `eval` of the exports sets, asked of a real shell. */
function evaluated(exports: string): Record<string, string> {
  const { stdout } = spawnSync('sh', ['-c', 'eval "$0"; env', exports], { env: {}, encoding: 'utf8' })
  const lines = stdout.split('\n').filter((line) => line.startsWith('AWS_'))
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2)))
}

async function listStreams(credentials: object, endpoint: string) {
  const client = new KinesisClient({ endpoint, region: 'eu-west-1', maxAttempts: 1, credentials } as object)
  return client.send(new ListStreamsCommand({})).then(
    () => 'accepted',
    (error: Error) => error.name,
  )
}

test('env makes keys where there are none, tells them as exports, and again the same', async () => {
  const data = join(scratch(), 'not', 'there')
  const { status, output } = await run(['env', '--data', data, '--port-aws', '14566']).ended
  expect(status).toBe(0)
  expect(output).toMatch(/^(?:export [A-Z_]+='[^']*'\n){5}$/)
  const env = evaluated(output)
  expect(env).toEqual({
    AWS_ACCESS_KEY_ID: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
    AWS_SECRET_ACCESS_KEY: expect.stringMatching(/^[A-Za-z0-9+/]{40}$/),
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: 'http://localhost:14566',
  })
  expect(statSync(join(data, 'credentials.json')).mode & 0o777).toBe(0o600)
  expect(statSync(data).mode & 0o777).toBe(0o700)
  const again = evaluated((await run(['env', '--data', data]).ended).output)
  expect(again).toEqual({ ...env, AWS_ENDPOINT_URL: 'http://localhost:4566' })
})

test('an instance takes what env tells, and nothing else; its log and page know no secret', async () => {
  const folder = scratch()
  const data = join(folder, 'data')
  running = await up([join(folder, 'x.log'), '--data', data, '--account', '123456789012'])
  expect(running.output()).toContain(`(keys: tailrace env --data ${data})`)
  const env = evaluated((await run(['env', '--data', data]).ended).output)
  const keys = { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY }
  expect(await listStreams(keys, env.AWS_ENDPOINT_URL)).toBe('accepted')
  expect(await listStreams({ ...keys, secretAccessKey: 'x' }, env.AWS_ENDPOINT_URL)).toBe(
    'InvalidSignatureException',
  )
  const unsigned = await fetch(env.AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'x-amz-target': 'Kinesis_20131202.ListStreams',
      'content-type': 'application/x-amz-json-1.1',
    },
    body: '{}',
  })
  expect(await unsigned.json()).toEqual({
    __type: 'MissingAuthenticationTokenException',
    message: 'Missing Authentication Token',
  })
  const health = await (await fetch(`${running.consoleUrl}/health`)).text()
  const told = `${running.output()}${readFileSync(join(data, 'tailrace.log'), 'utf8')}${health}`
  expect(health).toContain('"signatures":"required"')
  expect(told).not.toContain(keys.secretAccessKey)
})

test('--open takes any credentials and none, on a loopback address only', async () => {
  const folder = scratch()
  const data = join(folder, 'data')
  const refused = await run(['up', 'x.log', '--data', data, '--open', '--host', '0.0.0.0']).ended
  expect(refused.status).toBe(2)
  expect(refused.output).toContain('--open lets anyone in')
  expect(existsSync(data)).toBe(false)
  const account = await run(['up', 'x.log', '--data', data, '--account', '1']).ended
  expect([account.status, account.output]).toEqual([2, "--account is 12 digits, not '1'.\n"])

  running = await up([join(folder, 'x.log'), '--data', data, '--open'])
  expect(running.output()).toContain('(takes any credentials: --open)')
  const env = evaluated((await run(['env', '--data', data]).ended).output)
  const anybody = { accessKeyId: 'test', secretAccessKey: 'test', sessionToken: 'test' }
  expect(await listStreams(anybody, env.AWS_ENDPOINT_URL)).toBe('accepted')
  const headers = {
    'x-amz-target': 'Kinesis_20131202.ListStreams',
    'content-type': 'application/x-amz-json-1.1',
  }
  const unsigned = await fetch(env.AWS_ENDPOINT_URL, { method: 'POST', headers, body: '{}' })
  expect(unsigned.status).toBe(200)
})

test('a file of keys that is none is named, with what to do', async () => {
  const data = join(scratch(), 'data')
  const file = join(data, 'credentials.json')
  mkdirSync(data)
  writeFileSync(file, 'not json')
  const { status, output } = await run(['env', '--data', data]).ended
  expect(status).toBe(1)
  expect(output).toBe(
    `${file} is not a file of access keys as Tailrace writes it. Put it right, or move it away: then new keys are made.\n`,
  )
  const [port] = await freePorts(1)
  const started = await run(['up', 'x.log', '--data', data, '--port-console', String(port)]).ended
  expect([started.status, started.output]).toEqual([1, output])
})

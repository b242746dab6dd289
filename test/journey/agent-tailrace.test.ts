import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { logLine, logLines, type Running, run, scratch, until, up } from './program.ts'

// From one Tailrace to another: `tailrace agent` into the AWS port of `tailrace up`, with the keys of `tailrace env`.

let server: Running | undefined
let agent: ReturnType<typeof run> | undefined
afterEach(async () => {
  agent?.child.kill('SIGKILL')
  await agent?.ended
  await server?.kill()
  server = undefined
  agent = undefined
})

const awsUrl = (running: Running) => /AWS API\s+(http:\S+)/.exec(running.output())?.[1] ?? ''

async function keysOf(data: string): Promise<{ awsAccessKeyId: string; awsSecretAccessKey: string }> {
  const { output } = await run(['env', '--data', data]).ended
  const value = (name: string) => new RegExp(`${name}='?([^'\\n]+)`).exec(output)?.[1] ?? ''
  return { awsAccessKeyId: value('AWS_ACCESS_KEY_ID'), awsSecretAccessKey: value('AWS_SECRET_ACCESS_KEY') }
}

/** An agent.json as people have them: no scheme, an empty endpoint, numbers as texts. */
function configure(folder: string, more: object, flow: object): string {
  const file = join(folder, 'agent.json')
  const common = { initialPosition: 'START_OF_FILE', maxBufferAgeMillis: '1000' }
  const filePattern = join(folder, 'access.log*')
  const text = { 'cloudwatch.emitMetrics': true, ...more, flows: [{ filePattern, ...common, ...flow }] }
  writeFileSync(file, JSON.stringify(text, undefined, 2))
  return file
}

test('a kinesisStream, over a kill -9 of the server: every line is searchable, once or again', async () => {
  const folder = scratch()
  const data = join(folder, 'server')
  server = await up(['--data', data])
  const port = new URL(awsUrl(server)).port
  const file = configure(
    folder,
    { 'kinesis.endpoint': `localhost:${port}`, 'firehose.endpoint': '', ...(await keysOf(data)) },
    { kinesisStream: 'web-logs', retryMaxBackoffMillis: 500 },
  )
  writeFileSync(join(folder, 'access.log'), logLines(0, 2_000))
  agent = run(['agent', '-c', file, '--data', join(folder, 'agent')])
  await until(async () => (await server?.count()) === 2_000)

  await server.kill()
  appendFileSync(join(folder, 'access.log'), logLines(2_000, 2_500))
  await until(() => agent?.output().includes("can't reach stream web-logs") ?? false)
  const later = run([
    ...['up', '--data', data, '--port-aws', port],
    ...['--port-search', new URL(server.searchUrl).port, '--port-console', new URL(server.consoleUrl).port],
  ])
  server = {
    ...server,
    kill() {
      later.child.kill('SIGKILL')
      return later.ended
    },
  }
  await until(async () => ((await server?.count().catch(() => 0)) ?? 0) >= 2_500)
  const { aggregations } = await server.search('web-logs-*', {
    size: 0,
    aggs: { distinct: { cardinality: { field: 'query', precision_threshold: 40_000 } } },
  })
  expect(aggregations.distinct.value).toBe(2_500)
  agent.child.kill('SIGINT')
  expect((await agent.ended).output).toContain('Stopped. All that was read was sent.')
}, 90_000)

test('a deliveryStream at an endpoint without scheme; up itself does not use the endpoint, and says so', async () => {
  const folder = scratch()
  const data = join(folder, 'server')
  const flow = { deliveryStream: 'to-search' }
  // The same kind of file makes the delivery stream: its log is another one.
  const there = configure(folder, { 'firehose.endpoint': 'firehose.us-east-1.amazonaws.com' }, flow)
  writeFileSync(
    there,
    JSON.stringify({
      ...JSON.parse(readFileSync(there, 'utf8')),
      flows: [{ ...flow, filePattern: join(folder, 'none') }],
    }),
  )
  server = await up(['-c', there, '--data', data])
  expect(server.output()).toMatch(
    /Not used here:.* firehose\.endpoint \(.*tailrace agent sends to endpoints\)/,
  )

  const file = configure(
    folder,
    { 'firehose.endpoint': `localhost:${new URL(awsUrl(server)).port}`, ...(await keysOf(data)) },
    { ...flow, dataProcessingOptions: [{ optionName: 'SINGLELINE' }] },
  )
  writeFileSync(join(folder, 'access.log'), logLines(0, 700))
  agent = run(['agent', '-c', file, '--data', join(folder, 'agent')])
  await until(async () => (await server?.count()) === 700)
  appendFileSync(join(folder, 'access.log'), logLine(700, { status: 404 }))
  await until(async () => (await server?.count({ term: { status: 404 } })) === 1)
}, 60_000)

import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeService, startFakeService } from '../scenario/agent-service.ts'
import { logLine, logLines, run, scratch, until } from './program.ts'

// `tailrace agent`, the program itself, and a service that stands in for AWS.

let service: FakeService
let folder: string
let started: ReturnType<typeof run>[] = []
beforeEach(async () => {
  folder = scratch()
  service = await startFakeService({ delayMillis: 5 })
})
afterEach(async () => {
  for (const { child } of started) child.kill('SIGKILL')
  await Promise.all(started.map(({ ended }) => ended))
  started = []
  await service.close()
})

const log = () => join(folder, 'access.log')
const data = () => join(folder, 'data')

function configure(more: object = {}, flow: object = {}): string {
  const file = join(folder, 'agent.json')
  const common = { filePattern: `${log()}*`, kinesisStream: 'web-logs', initialPosition: 'START_OF_FILE' }
  writeFileSync(
    file,
    JSON.stringify({
      'cloudwatch.emitMetrics': true,
      'kinesis.endpoint': `localhost:${service.port}`,
      'firehose.endpoint': '',
      awsAccessKeyId: 'AKIDEXAMPLE',
      awsSecretAccessKey: 'very-secret',
      ...more,
      flows: [{ ...common, maxBufferAgeMillis: 1_000, ...flow }],
    }),
  )
  return file
}

function agent(...words: string[]) {
  const running = run(['agent', '-c', join(folder, 'agent.json'), '--data', data(), ...words])
  started.push(running)
  return running
}

test('tells where to, sends, stops in order, goes on where it stopped', async () => {
  configure({ 'log.statusReportingPeriodSeconds': 1 })
  writeFileSync(log(), logLines(0, 1_200))
  const first = agent()
  await until(() => service.taken.length === 1_200)
  appendFileSync(log(), logLine(1_200))
  const logText = () => readFileSync(join(data(), 'tailrace.log'), 'utf8')
  await until(() => logText().includes('1200 records sent'))
  first.child.kill('SIGINT')
  const { status, output } = await first.ended
  expect(status).toBe(0)
  expect(output).toContain(`${log()}* to stream web-logs at http://localhost:${service.port}`)
  expect(output).toContain('Stopped. All that was read was sent.')
  expect(`${output}${logText()}`).not.toContain('very-secret')
  expect(service.requests.some(({ action }) => action === 'PutMetricData')).toBe(true)

  renameSync(log(), `${log()}.1`)
  writeFileSync(log(), logLines(1_201, 1_210))
  const second = agent()
  await until(() => service.taken.length >= 1_210)
  await sleep(300)
  second.child.kill('SIGTERM')
  expect((await second.ended).status).toBe(0)
  // Requests in flight together may arrive in any order.
  const byNumber = (line: string) => Number(/n=(\d+)/.exec(line)?.[1])
  expect([...service.taken].sort((a, b) => byNumber(a) - byNumber(b)).join('')).toBe(logLines(0, 1_210))
})

test('kill -9 again and again: nothing is lost, and what is doubled was in flight', async () => {
  configure()
  writeFileSync(log(), '')
  let written = 0
  const write = (count: number) => {
    appendFileSync(log(), logLines(written, written + count))
    written += count
  }
  const kills = 5
  for (let round = 0; round < kills; round++) {
    const { child, ended } = agent()
    const before = service.taken.length
    await until(() => {
      write(500)
      return service.taken.length > before + 3_000 + round * 700
    })
    child.kill('SIGKILL')
    await ended
  }
  write(100)
  const last = agent()
  await until(() => new Set(service.taken).size === written)
  last.child.kill('SIGINT')
  expect((await last.ended).status).toBe(0)
  expect(new Set(service.taken).size).toBe(written)
  expect(service.taken.length - written).toBeLessThanOrEqual(kills * 8 * 500)
}, 60_000)

test('what is wrong is said with the line, or with what to do', async () => {
  const file = configure()
  writeFileSync(
    file,
    '{\n  "kinesis.endpoint": "ftp://x",\n  "awsSecretAccessKey": "very-secret",\n  "flows": [{}]\n}',
  )
  const wrong = await run(['agent', '-c', file, '--data', data()]).ended
  expect(wrong.status).toBe(1)
  expect(wrong.output).toContain(`${file}, line 2: kinesis.endpoint is an address such as`)
  expect(wrong.output).toContain('line 3: awsSecretAccessKey needs awsAccessKeyId')
  expect(wrong.output).toContain('line 4: a flow needs a filePattern')
  expect(wrong.output).not.toContain('very-secret')
  const absent = await run(['agent', '-c', join(folder, 'none.json')]).ended
  expect(absent).toMatchObject({ status: 1, output: expect.stringContaining('there is no file') })
  expect(absent.output).toContain('-c')

  configure()
  agent()
  await until(() => started[0].output().includes('Ctrl-C'))
  const second = await agent().ended
  expect(second).toMatchObject({
    status: 1,
    output: expect.stringContaining('is in use by a running Tailrace'),
  })
})

test('a stop while nobody answers ends within shutdownTimeoutMillis and says what waits', async () => {
  configure({ shutdownTimeoutMillis: 500 })
  writeFileSync(log(), logLines(0, 10))
  service.otherwise = 'hang'
  const { child, ended } = agent()
  await until(() => service.puts().length > 0)
  child.kill('SIGINT')
  const { status, output } = await ended
  expect(status).toBe(0)
  expect(output).toContain('10 records were not acknowledged; they are sent at the next start.')
  service.otherwise = 'ok'
  agent()
  await until(() => service.taken.length === 10)
})

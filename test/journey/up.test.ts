import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { logLine, logLines, type Running, run, scratch, until, up } from './program.ts'

let running: Running | undefined
afterEach(async () => {
  await running?.kill()
  running = undefined
})

/** Every line of every object of the lake, error outputs apart. */
function lakeLines(data: string): Record<string, unknown>[] {
  const files = readdirSync(join(data, 'lake', 'web-logs-lake'), { recursive: true, withFileTypes: true })
  const objects = files.filter((entry) => entry.isFile() && entry.name.endsWith('.gz'))
  return objects
    .filter((entry) => !entry.parentPath.includes('/errors'))
    .flatMap((entry) =>
      gunzipSync(readFileSync(join(entry.parentPath, entry.name)))
        .toString()
        .trim()
        .split('\n'),
    )
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

test('a log is tailed, parsed, searchable, in the lake; stop and start again lose and double nothing', async () => {
  const folder = scratch()
  const log = join(folder, 'access.log')
  const data = join(folder, 'data')
  writeFileSync(log, logLines(0, 100))
  running = await up([log, '--data', data])
  await until(async () => (await running?.count()) === 100)
  expect(running.output()).toContain(running.consoleUrl)
  expect(running.output()).toContain(data)
  expect(running.output()).toContain(log)

  appendFileSync(log, `${logLine(100, { status: 404 })}this is no log line\n203.0.113.1 - - [half`)
  await until(async () => (await running?.count()) === 102)
  expect(await running.count({ term: { status: 404 } })).toBe(1)
  const unparsed = await running.search('web-logs-*', { query: { exists: { field: 'parse_error' } } })
  expect(unparsed.hits.hits.map((hit) => hit._source.message)).toEqual(['this is no log line'])
  expect(String(unparsed.hits.hits[0]._source.parse_error)).not.toBe('')

  const { hits } = await running.search('web-logs-*', { query: { query_string: { query: 'query:"n=42"' } } })
  expect(hits.hits).toHaveLength(1)
  expect(hits.hits[0]._source).toMatchObject({
    timestamp: '2026-11-20T10:00:42.000Z',
    host: '203.0.113.42',
    verb: 'GET',
    uri: '/page?n=42',
    path: '/page',
    protocol: 'HTTP/1.1',
    status: 200,
    bytes: 42,
    referer_host: 'example.org',
    browser: 'Firefox',
    os: 'Linux',
    device: 'desktop',
    bot: false,
  })

  const ended = await running.interrupt()
  expect(ended.status).toBe(0)
  expect(lakeLines(data)).toHaveLength(102)

  renameSync(log, `${log}.1`)
  writeFileSync(log, logLines(101, 150))
  running = await up([log, '--data', data])
  await until(async () => (await running?.count()) === 151)
  const again = await running.interrupt()
  expect(again.status).toBe(0)
  const numbers = lakeLines(data).map((line) => String(line.query ?? line.message))
  expect(numbers).toHaveLength(151)
  expect(new Set(numbers).size).toBe(151)
  const names = readdirSync(join(data, 'lake', 'web-logs-lake'), { recursive: true }).map(String)
  const stamp = '\\d{4}-\\d{2}-\\d{2}-\\d{2}-\\d{2}-\\d{2}'
  const objectName = new RegExp(
    `^\\d{4}/\\d{2}/\\d{2}/\\d{2}/web-logs-to-lake-1-${stamp}-[0-9a-f-]{36}\\.gz$`,
  )
  expect(names.some((name) => objectName.test(name))).toBe(true)
})

test('a log that does not exist yet is waited for, and --from end skips what is there', async () => {
  const folder = scratch()
  const later = join(folder, 'later.log')
  const old = join(folder, 'old.log')
  writeFileSync(old, logLines(0, 50))
  running = await up([later, old, '--from', 'end', '--data', join(folder, 'data')])
  expect(running.output()).toMatch(/waiting for .*later\.log/)
  writeFileSync(later, logLines(1000, 1010))
  appendFileSync(old, logLines(50, 55))
  await until(async () => (await running?.count()) === 15)
})

test('--anonymize-ip keeps no address anywhere', async () => {
  const folder = scratch()
  const log = join(folder, 'access.log')
  const data = join(folder, 'data')
  writeFileSync(log, logLines(120, 130))
  running = await up([log, '--anonymize-ip', '--data', data])
  await until(async () => (await running?.count()) === 10)
  expect(await running.count({ term: { host: '203.0.113.0' } })).toBe(10)
  await running.interrupt()
  const stored = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(stored.length).toBeGreaterThan(2)
  for (const entry of stored) {
    expect(readFileSync(join(entry.parentPath, entry.name)).includes('203.0.113.12')).toBe(false)
  }
})

test('agent.json says what to tail', async () => {
  const folder = scratch()
  mkdirSync(join(folder, 'logs'))
  writeFileSync(join(folder, 'logs', 'a.log'), logLines(0, 20))
  writeFileSync(join(folder, 'logs', 'b.log'), logLines(20, 30))
  writeFileSync(join(folder, 'direct.log'), logLines(30, 45))
  const configuration = join(folder, 'agent.json')
  const write = (...flows: object[]) =>
    writeFileSync(configuration, JSON.stringify({ 'firehose.endpoint': '', flows }, null, 2))
  const flow = {
    filePattern: join(folder, 'logs', '*.log'),
    kinesisStream: 'nginx-access-logs',
    initialPosition: 'START_OF_FILE',
    maxBufferAgeMillis: 1000,
    dataProcessingOptions: [{ optionName: 'LOGTOJSON', logFormat: 'COMBINEDAPACHELOG' }],
  }
  const direct = {
    filePattern: join(folder, 'direct.log'),
    deliveryStream: 'direct',
    initialPosition: 'START_OF_FILE',
  }
  write(flow, { ...direct, maxBufferAgeMillis: 1000 })
  running = await up(['-c', configuration, '--data', join(folder, 'data')])
  await until(async () => (await running?.count({ term: { browser: 'Firefox' } })) === 45)
  await running.interrupt()

  write({ ...flow, maxBufferAgeMilis: 1 })
  const refused = await run(['up', '-c', configuration, '--data', join(folder, 'data')]).ended
  expect(refused.status).toBe(1)
  expect(refused.output).toContain('maxBufferAgeMilis')
  expect(refused.output).toContain('maxBufferAgeMillis')
  expect(refused.output).toMatch(/line \d+/)
})

test('a taken port, a used folder, a wrong option and a wrong format get a sentence, and leave nothing behind', async () => {
  const folder = scratch()
  const data = join(folder, 'data')
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as { port: number }
  const busy = await run([
    'up',
    'x.log',
    '--data',
    data,
    '--port-console',
    String(port),
    '--port-aws',
    '0',
    '--port-search',
    '0',
  ]).ended
  taken.close()
  expect(busy.status).toBe(1)
  expect(busy.output).toContain(
    `Port ${port} on 127.0.0.1 is taken by another program. Choose another with --port-console PORT.`,
  )
  expect(existsSync(join(data, 'instance.json'))).toBe(false)

  running = await up([join(folder, 'x.log'), '--data', data])
  const second = await run(['up', 'x.log', '--data', data]).ended
  expect(second.status).toBe(1)
  expect(second.output).toContain(
    `The data folder ${data} is in use by a running Tailrace (process ${running.child.pid}`,
  )

  const wrong = await run(['up', '--prot-aws', '1']).ended
  expect(wrong.status).toBe(2)
  expect(wrong.output).toContain('Did you mean --port-aws?')
  const format = await run([
    'up',
    'x.log',
    '--data',
    join(folder, 'other'),
    '--format',
    '$remote_adr [$time_local]',
  ]).ended
  expect(format.status).toBe(1)
  expect(format.output).toContain('remote_addr')
})

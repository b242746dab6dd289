import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { freePorts, run, scratch, until } from './program.ts'

/** `tailrace function test`, the examples, and what is left of handlers when the program is killed. */

const example = (name: string) => fileURLToPath(new URL(`../../examples/handlers/${name}`, import.meta.url))

const LINES = [
  '198.51.100.7 - - [20/Nov/2026:13:05:09 +0000] "GET /books/walden?ref=home HTTP/1.1" 200 5120 "https://books.example/" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"',
  '2001:db8::42 - ada [20/Nov/2026:13:05:10 +0000] "POST /cart HTTP/2.0" 302 0 "-" "curl/8.5.0"',
  '203.0.113.9 - - [20/Nov/2026:13:05:11 +0000] "GET /images/cover.webp HTTP/1.1" 304 0 "https://books.example/books/walden" "Mozilla/5.0 (iPhone)"',
  '203.0.113.10 - - [20/Nov/2026:13:05:12 +0000] "HEAD / HTTP/1.0" 200 - "-" "check"',
  '203.0.113.11 - - [20/Nov/2026:13:05:13 +0000] "GET /search?q=%22quoted%22 HTTP/1.1" 200 88 "-" "Said \\"hello\\" once"',
  '203.0.113.12 - - [20/Nov/2026:13:05:14 +0000] "\\x16\\x03\\x01" 400 157 "-" "-"',
  '203.0.113.13 - - [20/Nov/2026:13:05:15 +0000] "GET /caf\\xC3\\xA9 HTTP/1.1" 404 12 "-" "Bücherwurm/1.0"',
  '203.0.113.14 - - [20/Nov/2026:13:05:16 +0000] "DELETE /cart/7 HTTP/1.1" 204 0 "-" "app/2" "198.51.100.1"',
  'this is no log line',
  '203.0.113.15 - - [20/Nov/2026:13:05:17 +0000] "GET /robots.txt HTTP/1.1" 200 26 "-" "Googlebot/2.1 (+http://www.google.com/bot.html)"',
]

function logOf(lines: readonly string[]): string {
  const log = join(scratch(), 'access.log')
  writeFileSync(log, lines.map((line) => `${line}\n`).join(''))
  return log
}

describe.each(['parse-nginx.py', 'parse-nginx.mjs', 'parse-nginx-typed.ts'])('the example %s', (name) => {
  test('makes an object of each line, as the tutorials do', async () => {
    const words = ['function', 'test', example(name), '--lines', logOf(LINES), '--show', '20']
    const { status, output } = await run(words).ended
    expect(status).toBe(1)
    expect(output).toContain('10 records: 9 Ok, 0 Dropped, 1 ProcessingFailed.\n')
    const documents = [...output.matchAll(/^ {2}out {2}(.*)$/gm)].map(([, text]) => JSON.parse(text))
    expect(documents.length).toBe(9)
    expect(documents[0]).toEqual({
      host: '198.51.100.7',
      timestamp: '20/Nov/2026:13:05:09 +0000',
      request: 'GET /books/walden?ref=home HTTP/1.1',
      uri: '/books/walden?ref=home',
      status: 200,
      size: 5120,
      verb: 'GET',
      referer: 'https://books.example/',
      useragent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
    })
    expect(documents.map(({ verb, size }) => `${verb} ${size}`)).toEqual([
      'GET 5120',
      'POST 0',
      'GET 0',
      'HEAD 0',
      'GET 88',
      ' 157',
      'GET 12',
      'DELETE 0',
      'GET 26',
    ])
    expect(documents[4].useragent).toBe('Said \\"hello\\" once')
    expect(documents[6].useragent).toBe('Bücherwurm/1.0')
    expect(output).toMatch(
      /record 9: ProcessingFailed\n {2}in {3}this is no log line\n +Lambda.FunctionError: /,
    )
  })
})

test('a handler that fails is shown with its own stack; its log too', async () => {
  const folder = scratch()
  const file = join(folder, 'own.mjs')
  writeFileSync(
    file,
    "export const transform = async (event) => {\n  console.log('here')\n  return event.nothing.here\n}\n",
  )
  const { status, output } = await run(['function', 'test', file, '--handler', 'transform']).ended
  expect(status).toBe(1)
  expect(output).toContain('Without --lines: three made-up lines.')
  expect(output).toMatch(/The handler failed: TypeError: Cannot read .*\n +at (?:\w+ )?\(?.*own\.mjs:3:\d+/)
  expect(output).toMatch(/\nlog: .*\tINFO\there\n/)
  expect(output).toContain('3 records: 0 Ok, 0 Dropped, 3 ProcessingFailed.')
  const missing = await run(['function', 'test', file]).ended
  expect(missing.output).toContain('Runtime.HandlerNotFound: own.handler is undefined or not exported')
})

test('an event of its own; what can not be run is refused', async () => {
  const folder = scratch()
  const event = join(folder, 'event.json')
  writeFileSync(event, '{"name":"ada"}')
  const script = join(folder, 'runner')
  writeFileSync(
    script,
    `#!/bin/sh
API="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
while EVENT=$(curl -sS -D headers.$$ "$API/invocation/next"); do
  ID=$(grep -i '^lambda-runtime-aws-request-id' headers.$$ | tr -d '[:space:]' | cut -d: -f2)
  curl -sS -o /dev/null "$API/invocation/$ID/response" -d "{\\"got\\":$EVENT}"
done
`,
    { mode: 0o755 },
  )
  const { status, output } = await run(['function', 'test', script, '--event', event]).ended
  expect([status, output]).toEqual([0, expect.stringContaining('"got": {\n    "name": "ada"\n  }')])
  const ended = (words: readonly string[]) => run(['function', ...words]).ended
  const plain = join(folder, 'readme.txt')
  writeFileSync(plain, 'x')
  expect(await ended(['test', plain])).toMatchObject({
    status: 1,
    output: expect.stringContaining('nor executable'),
  })
  expect(await ended(['test', join(folder, 'no.py')])).toMatchObject({
    ...{ status: 1, output: expect.stringContaining('there is no such file') },
  })
  expect(await ended(['deploy', script])).toMatchObject({
    status: 2,
    output: expect.stringContaining("not 'deploy'"),
  })
  expect(await ended(['test', script, '--event', event, '--lines', event])).toMatchObject({ status: 2 })
})

test('kill -9 of the program leaves no handler behind, be it hanging; the function is there again after', async () => {
  const data = scratch()
  const [aws, search, page] = await freePorts(3)
  const ports = ['--port-aws', aws, '--port-search', search, '--port-console', page].map(String)
  const words = ['up', '--open', '--data', join(data, 'data'), ...ports]
  const client = new LambdaClient({
    endpoint: `http://127.0.0.1:${aws}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
    maxAttempts: 1,
  })
  const up = async () => {
    const started = run(words)
    const healthy = () =>
      fetch(`http://127.0.0.1:${page}/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    await until(healthy)
    return started
  }
  const folder = join(data, 'pids')
  mkdirSync(folder)
  const code = `
    import { writeFileSync } from 'node:fs'
    export const handler = async ({ hang }) => {
      writeFileSync(${JSON.stringify(`${folder}/`)} + (hang ? 'hanging' : 'idle'), String(process.pid))
      if (hang) for (;;);
      return process.env.AWS_ENDPOINT_URL
    }`
  const invoke = async (event: object) => {
    const { Payload } = await client.send(
      new InvokeCommand({ FunctionName: 'f', Payload: Buffer.from(JSON.stringify(event)) }),
    )
    return JSON.parse(Buffer.from(Payload ?? '').toString())
  }
  const first = await up()
  await client.send(
    new CreateFunctionCommand({
      ...{ FunctionName: 'f', Runtime: 'nodejs20.x', Handler: 'index.handler', Timeout: 600 },
      Role: 'arn:aws:iam::000000000000:role/x',
      Code: { ZipFile: zipSync({ 'index.mjs': strToU8(code) }) },
    }),
  )
  expect(await invoke({})).toBe(`http://127.0.0.1:${aws}`)
  const hanging = invoke({ hang: true }).catch(() => 'lost')
  const idling = invoke({})
  await idling
  await until(() => pidIn(folder, 'hanging') > 0)
  const pids = [pidIn(folder, 'hanging'), pidIn(folder, 'idle')]
  expect(pids.filter(isAlive)).toEqual(pids)
  first.child.kill('SIGKILL')
  await first.ended
  expect(await hanging).toBe('lost')
  await until(() => pids.every((pid) => !isAlive(pid)))
  const second = await up()
  expect(await invoke({})).toBe(`http://127.0.0.1:${aws}`)
  const last = pidIn(folder, 'idle')
  second.child.kill('SIGINT')
  expect((await second.ended).status).toBe(0)
  await until(() => !isAlive(last))
  client.destroy()
})

function pidIn(folder: string, name: string): number {
  try {
    return Number(readFileSync(join(folder, name), 'utf8'))
  } catch {
    return 0
  }
}

/** A zombie that nobody has reaped yet is none. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'))
  } catch {
    return false
  }
}

import { InvokeAsyncCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { arn, eventually, openLambda, refusal, zip } from './lambda-world.ts'

/** Handlers in three languages, invoked with the official client. */

let lambda: Awaited<ReturnType<typeof openLambda>>
beforeAll(async () => {
  lambda = await openLambda({ initMillis: 3000 })
})
afterAll(() => lambda.close())

const misbehaving = `
const hoard = []
export const handler = async (event, context) => {
  console.log('asked to', event.do)
  switch (event.do) {
    case 'throw': throw new TypeError('no good')
    case 'throw a string': throw 'plain'
    case 'reject later': setTimeout(() => Promise.reject(new Error('late')), 1); return new Promise(() => {})
    case 'exit': process.exit(7)
    case 'leave': process.exit(0)
    case 'spin': for (;;);
    case 'wait': return new Promise((resolve) => setTimeout(resolve, 1e6))
    case 'talk': return 'x'.repeat(6_291_556)
    case 'hoard': for (;;) { hoard.push(Buffer.alloc(1e7, 1)); await new Promise(setImmediate) }
    case 'cycle': { const a = {}; a.a = a; return a }
    case 'chat': for (let i = 0; i < 2000; i++) console.log('line', i, 'x'.repeat(80)); return 'done'
    case 'spawn': {
      const { spawn } = await import('node:child_process')
      spawn('sleep', ['1000'], { stdio: 'inherit' })
      return process.pid
    }
    default: return { event, left: context.getRemainingTimeInMillis(), ...context, pid: process.pid, environment: process.env }
  }
}`

describe('Node.js', () => {
  beforeAll(async () => {
    await lambda.create(
      'js',
      { 'index.mjs': misbehaving },
      {
        Timeout: 1,
        Environment: { Variables: { SHOP: 'books' } },
      },
    )
  })

  test('event, context, environment; the process is used again', async () => {
    const first = await lambda.invoke(
      'js',
      { n: 1 },
      {
        LogType: 'Tail',
        ClientContext: Buffer.from('{"custom":{"a":"ä"}}').toString('base64'),
      },
    )
    expect(first.error).toBeUndefined()
    expect(first.answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' })
    expect(first.payload).toMatchObject({
      event: { n: 1 },
      functionName: 'js',
      functionVersion: '$LATEST',
      invokedFunctionArn: arn('js'),
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/js',
      clientContext: { custom: { a: 'ä' } },
      environment: {
        ...{ SHOP: 'books', AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
        ...{ _HANDLER: 'index.handler', TZ: ':UTC', HOME: '/tmp', AWS_LAMBDA_FUNCTION_NAME: 'js' },
      },
    })
    expect(first.payload.environment.USER).toBeUndefined()
    expect(first.payload.environment.VITEST).toBeUndefined()
    expect(first.payload.left).toBeGreaterThan(0)
    const id = first.payload.awsRequestId
    expect(first.log.split('\n').slice(0, 3)).toEqual([
      `START RequestId: ${id} Version: $LATEST`,
      expect.stringMatching(new RegExp(`^\\d{4}-.*Z\\t${id}\\tINFO\\tasked to undefined$`)),
      `END RequestId: ${id}`,
    ])
    expect(first.log).toMatch(
      /\nREPORT RequestId: [\w-]+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t\n$/,
    )
    const second = await lambda.invoke('js', { n: 2 }, { LogType: 'Tail' })
    expect(second.payload.pid).toBe(first.payload.pid)
    expect(second.log).not.toContain('Init Duration')
    expect(second.answer.LogResult).toBeDefined()
    expect((await lambda.invoke('js', {})).answer.LogResult).toBeUndefined()
  })

  test.each([
    ['throw', { errorType: 'TypeError', errorMessage: 'no good' }],
    ['throw a string', { errorType: 'string', errorMessage: 'plain', trace: [] }],
    ['reject later', { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: late' }],
    [
      'cycle',
      { errorType: 'Runtime.MarshalError', errorMessage: expect.stringMatching(/^Unable to stringify/) },
    ],
    ['exit', { errorType: 'Runtime.ExitError', errorMessage: expect.stringMatching(/exit status 7$/) }],
    [
      'leave',
      { errorType: 'Runtime.ExitError', errorMessage: expect.stringMatching(/without providing a reason$/) },
    ],
    [
      'spin',
      {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/Task timed out after 1.00 seconds$/),
      },
    ],
    [
      'wait',
      {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/Task timed out after 1.00 seconds$/),
      },
    ],
    ['hoard', { errorType: 'Runtime.ExitError', errorMessage: expect.stringMatching(/signal: killed$/) }],
    [
      'talk',
      {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
      },
    ],
  ])('%s: told to who asked, and to nobody else', async (what, expected) => {
    const bad = lambda.invoke('js', { do: what })
    const good = lambda.invoke('js', { fine: true })
    expect(await bad).toMatchObject({ error: 'Unhandled', payload: expected, answer: { StatusCode: 200 } })
    expect(await good).toMatchObject({ error: undefined, payload: { event: { fine: true } } })
    expect((await lambda.invoke('js', { again: true })).error).toBeUndefined()
  })

  test("a stack is the handler's own, without frames of ours", async () => {
    const { payload } = await lambda.invoke('js', { do: 'throw' })
    expect(payload.trace[1]).toMatch(/at handler \(file:.*\/index\.mjs:6:\d+\)/)
    expect(payload.trace.filter((line: string) => line.includes('engines/functions'))).toEqual([])
  })

  test('of much that is logged the last 4 KB are told, the newest lines kept', async () => {
    const { log } = await lambda.invoke('js', { do: 'chat' }, { LogType: 'Tail' })
    expect(Buffer.byteLength(log)).toBe(4096)
    expect(log).toMatch(/line 1999 x+\nEND RequestId/)
    const kept = lambda.life().engine.logLines('js')
    expect(kept.length).toBeLessThanOrEqual(401)
    expect(kept.filter((line) => line.includes('line 1999')).length).toBe(1)
  })

  test('what a handler started ends with its process', async () => {
    const { payload: group } = await lambda.invoke('js', { do: 'spawn' })
    expect(await lambda.invoke('js', { do: 'exit' })).toMatchObject({ error: 'Unhandled' })
    await eventually(() => !isAlive(-group), 'no process of the group is left')
  })

  test('CommonJS with a callback, waiting for what is still to do', async () => {
    const code = `
      let done = 0
      exports.handler = (event, context, callback) => {
        if (event.fail) return callback(new RangeError('told'))
        if (event.now) context.callbackWaitsForEmptyEventLoop = false
        callback(null, () => 0)
        callback(null, 'a second time')
      }
      exports.deep = { waits(event, context, callback) {
        const answer = {}
        setTimeout(() => { answer.done = true }, 20)
        callback(null, answer)
      } }`
    await lambda.create('cjs', { 'lib/index.js': code }, { Handler: 'lib/index.handler' })
    expect((await lambda.invoke('cjs', {})).payload).toBe(null)
    expect((await lambda.invoke('cjs', { now: true })).payload).toBe(null)
    expect(await lambda.invoke('cjs', { fail: true })).toMatchObject({
      error: 'Unhandled',
      payload: { errorType: 'RangeError', errorMessage: 'told' },
    })
    await lambda.create('waits', { 'lib/index.js': code }, { Handler: 'lib/index.deep.waits' })
    expect((await lambda.invoke('waits', {})).payload).toEqual({ done: true })
  })

  test('TypeScript source, with its own modules', async () => {
    const files = {
      'index.ts': `
        import { shout } from './shout.js'
        interface Event { readonly name: string }
        export const handler = async ({ name }: Event): Promise<string> => {
          if (name === '') throw new Error('nameless' as string)
          return shout(name)
        }`,
      'shout.ts': 'export const shout = (text: string): string => text.toUpperCase() satisfies string',
    }
    await lambda.create('ts', files, { Runtime: 'nodejs24.x' })
    expect((await lambda.invoke('ts', { name: 'ada' })).payload).toBe('ADA')
    const { payload } = await lambda.invoke('ts', { name: '' })
    expect(payload.trace[1]).toMatch(/index\.ts:5:/)
  })

  test.each([
    ['nowhere.handler', '', 'Runtime.ImportModuleError'],
    ['index.other', 'export const handler = 1', 'Runtime.HandlerNotFound'],
    ['index.handler', 'export const handler = 1', 'Runtime.HandlerNotFound'],
    ['index', 'export const handler = 1', 'Runtime.MalformedHandlerName'],
    ['index.handler', 'export const handler = ', 'Runtime.UserCodeSyntaxError'],
    ['index.handler', "import 'no-such-package'", 'Runtime.ImportModuleError'],
    ['index.handler', "throw new RangeError('at the start')", 'RangeError'],
    ['index.handler', 'process.exit(4)', 'Runtime.ExitError'],
    ['index.handler', 'awslambda.streamifyResponse(() => {})', 'Runtime.StreamingNotServed'],
  ])('a handler that can not be loaded: %s of %j is %s', async (Handler, code, errorType) => {
    const name = `broken-${Math.random().toString(36).slice(2)}`
    await lambda.create(name, { 'index.mjs': code }, { Handler })
    expect(await lambda.invoke(name, {})).toMatchObject({ error: 'Unhandled', payload: { errorType } })
  })

  test('one that never begins is given up', async () => {
    await lambda.create('asleep', { 'index.mjs': 'await new Promise(() => setInterval(() => {}, 1000))' })
    expect(await lambda.invoke('asleep', {})).toMatchObject({
      payload: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/Initialization timed out after 3.00 seconds$/),
      },
    })
  })

  test('new code is what the next invocation runs; what is at work ends with the old', async () => {
    const version = (n: number) => ({
      'index.mjs': `export const handler = async (event) => { if (event.slow) await new Promise((r) => setTimeout(r, 300)); return ${n} }`,
    })
    await lambda.create('changing', version(1))
    const slow = lambda.invoke('changing', { slow: true })
    await lambda.invoke('changing', {})
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'changing', ZipFile: zip(version(2)) }))
    expect((await lambda.invoke('changing', {})).payload).toBe(2)
    expect((await slow).payload).toBe(1)
  })
})

describe('Python', () => {
  const code = `
import decimal, logging, sys
calls = 0
def handler(event, context):
    global calls
    calls += 1
    print('printed')
    logging.warning('careful')
    do = event.get('do')
    if do == 'throw':
        raise ValueError('no good')
    if do == 'exit':
        sys.exit(3)
    if do == 'set':
        return {1, 2}
    return {'calls': calls, 'name': context.function_name, 'arn': context.invoked_function_arn,
            'left': context.get_remaining_time_in_millis() > 0, 'n': decimal.Decimal('1.5'), 'text': 'ä'}
`
  beforeAll(() =>
    lambda.create(
      'py',
      { 'pkg/app.py': code, 'pkg/__init__.py': '' },
      { Runtime: 'python3.12', Handler: 'pkg/app.handler' },
    ),
  )

  test('event, context, logs', async () => {
    const { payload, log } = await lambda.invoke('py', {}, { LogType: 'Tail' })
    expect(payload).toEqual({ calls: 1, name: 'py', arn: arn('py'), left: true, n: 1.5, text: 'ä' })
    expect(log).toMatch(/START.*\nprinted\n\[WARNING\]\t\d{4}-[^\t]+Z\t[\w-]{36}\tcareful\nEND/)
    expect((await lambda.invoke('py', {})).payload.calls).toBe(2)
  })

  test('errors', async () => {
    expect(await lambda.invoke('py', { do: 'throw' })).toMatchObject({
      error: 'Unhandled',
      payload: {
        ...{ errorType: 'ValueError', errorMessage: 'no good' },
        stackTrace: [expect.stringMatching(/app\.py", line 11, in handler/)],
      },
    })
    expect((await lambda.invoke('py', { do: 'set' })).payload).toMatchObject({
      errorType: 'Runtime.MarshalError',
      errorMessage: 'Unable to marshal response: Object of type set is not JSON serializable',
    })
    expect((await lambda.invoke('py', { do: 'exit' })).payload.errorMessage).toMatch(/exit status 3$/)
    expect((await lambda.invoke('py', {})).error).toBeUndefined()
  })

  test.each([
    ['app.handler', 'import nothing_like_it', 'Runtime.ImportModuleError'],
    ['app.handler', 'def handler(:', 'Runtime.UserCodeSyntaxError'],
    ['app.handler', 'x = 1', 'Runtime.HandlerNotFound'],
    ['app.handler', '1 / 0', 'ZeroDivisionError'],
  ])('a handler that can not be loaded: %s of %j is %s', async (Handler, text, errorType) => {
    const name = `broken-${Math.random().toString(36).slice(2)}`
    await lambda.create(name, { 'app.py': `${text}\n` }, { Runtime: 'python3.9', Handler })
    expect(await lambda.invoke(name, {})).toMatchObject({ error: 'Unhandled', payload: { errorType } })
  })
})

describe('an executable', () => {
  const shell = `#!/bin/sh
API="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
while true; do
  HEADERS=$(mktemp)
  EVENT=$(curl -sS -D "$HEADERS" "$API/invocation/next") || exit 0
  ID=$(grep -i '^lambda-runtime-aws-request-id' "$HEADERS" | tr -d '[:space:]' | cut -d: -f2)
  rm "$HEADERS"
  echo "got $EVENT"
  case "$EVENT" in
    *wrong*) curl -sS -o /dev/null -w '%{http_code} ' "$API/invocation/other/response" -d 1;;
    *fail*) curl -sS -o /dev/null -H 'Lambda-Runtime-Function-Error-Type: shell.No' -d '{"errorType":"shell.No","errorMessage":"no"}' "$API/invocation/$ID/error"; continue;;
    *twice*) continue;;
    *stream*) curl -sS -o /dev/null -H 'Lambda-Runtime-Function-Response-Mode: streaming' -d x "$API/invocation/$ID/response"; continue;;
  esac
  curl -sS -o /dev/null "$API/invocation/$ID/response" -d "{\\"echo\\":$EVENT}"
done
`
  beforeAll(() =>
    lambda.create('sh', { bootstrap: shell }, { Runtime: 'provided.al2023', Handler: 'any.thing' }),
  )

  test('speaks the Runtime API', async () => {
    const { payload, log } = await lambda.invoke('sh', { a: 1 }, { LogType: 'Tail' })
    expect(payload).toEqual({ echo: { a: 1 } })
    expect(log).toContain('got {"a":1}\n')
    const wrong = await lambda.invoke('sh', 'wrong', { LogType: 'Tail' })
    expect([wrong.payload, wrong.log]).toEqual([{ echo: 'wrong' }, expect.stringContaining('\n400 ')])
    expect((await lambda.invoke('sh', 'fail')).payload).toEqual({ errorType: 'shell.No', errorMessage: 'no' })
    expect((await lambda.invoke('sh', 'twice')).payload.errorType).toBe('Runtime.NoAnswer')
    expect((await lambda.invoke('sh', 'stream')).payload.errorType).toBe('Runtime.StreamingNotServed')
  })

  test('that is none', async () => {
    await lambda.create('none', { 'readme.txt': 'x' }, { Runtime: 'provided.al2', Handler: 'x' })
    expect(await lambda.invoke('none', {})).toMatchObject({
      payload: {
        errorType: 'Runtime.InvalidEntrypoint',
        errorMessage: expect.stringMatching(/bootstrap is not there$/),
      },
    })
  })

  test('nobody else may pose as a process', async () => {
    const api = Object.entries(lambda.life().engine.processes()).length
    expect(api).toBeGreaterThan(0)
    await lambda.create('spy', {
      'index.mjs': `export const handler = async () => {
        const [host, token] = process.env.AWS_LAMBDA_RUNTIME_API.split('/')
        const other = await fetch('http://' + host + '/' + token.replace(/./g, '0') + '/2018-06-01/runtime/invocation/next')
        const none = await fetch('http://' + host + '/2018-06-01/runtime/invocation/next')
        return [other.status, none.status]
      }`,
    })
    expect((await lambda.invoke('spy', {})).payload).toEqual([404, 404])
  })
})

describe('Invoke', () => {
  test('DryRun runs nothing', async () => {
    const { answer } = await lambda.invoke('js', { do: 'exit' }, { InvocationType: 'DryRun' })
    expect(answer.StatusCode).toBe(204)
  })

  test('an event is taken at once, tried three times, and given up', async () => {
    await lambda.create('counting', {
      'index.mjs': `
        import { appendFileSync } from 'node:fs'
        export const handler = async (event, { awsRequestId }) => {
          appendFileSync(event.file, awsRequestId + '\\n')
          if (event.fail) throw new Error('never')
        }`,
    })
    const { readFileSync } = await import('node:fs')
    const linesOf = (file: string) => {
      try {
        return readFileSync(file, 'utf8').trimEnd().split('\n')
      } catch {
        return []
      }
    }
    const [fine, failing] = ['fine', 'failing'].map((name) => `${lambda.folder}/${name}`)
    const { answer } = await lambda.invoke('counting', { file: fine }, { InvocationType: 'Event' })
    expect([answer.StatusCode, answer.Payload?.length ?? 0]).toEqual([202, 0])
    lambda.waits.length = 0
    const payload = Buffer.from(JSON.stringify({ file: failing, fail: true }))
    const old = await lambda.send(new InvokeAsyncCommand({ FunctionName: 'counting', InvokeArgs: payload }))
    expect(old.Status).toBe(202)
    await eventually(() => linesOf(failing).length === 3 && linesOf(fine).length === 1, 'three tries')
    expect(new Set(linesOf(failing)).size).toBe(1)
    await eventually(
      () => ![...lambda.kept.keys()].some((key) => key.startsWith('functions/event/')),
      'none kept',
    )
    expect(lambda.waits).toEqual([60_000, 120_000])
  })

  test('payloads that can not be', async () => {
    const invoke = (payload: string | Buffer, more = {}) =>
      refusal(lambda.invoke('js', 0, { Payload: Buffer.from(payload), ...more }))
    expect(await invoke('{"a":')).toMatchObject({
      ...{ name: 'InvalidRequestContentException', status: 400 },
      message: expect.stringMatching(/^Could not parse request body into json: /),
    })
    expect(await invoke(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({
      name: 'InvalidRequestContentException',
    })
    expect(await invoke('1', { ClientContext: '!' })).toMatchObject({
      name: 'InvalidRequestContentException',
    })
    expect(await invoke(`"${'x'.repeat(6_291_456)}"`)).toEqual({
      name: 'RequestTooLargeException',
      message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
      status: 413,
    })
    expect(await invoke(`"${'x'.repeat(1_048_576)}"`, { InvocationType: 'Event' })).toMatchObject({
      name: 'RequestTooLargeException',
    })
    expect((await lambda.invoke('js', 0, { Payload: undefined })).payload.event).toEqual({})
  })

  test('of what is not there', async () => {
    expect(await refusal(lambda.invoke('nobody', {}))).toEqual({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${arn('nobody')}`,
      status: 404,
    })
    expect(await refusal(lambda.invoke('js', {}, { Qualifier: '9' }))).toMatchObject({
      message: `Function not found: ${arn('js')}:9`,
    })
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

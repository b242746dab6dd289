import { Agent, type IncomingMessage, request } from 'node:http'
import { env as environment } from 'node:process'
import { format } from 'node:util'
import { errorBody, type HandlerFailure, initFailure, logError } from './node/errors.ts'
import { type Handler, loadHandler } from './node/load.ts'

// The program of a `nodejs…` process: loads the handler, then asks for invocations until nobody is there to ask.

// Of this process, which is a handler's, not of the program.
const base = `http://${environment.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
let requestId = ''

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

function call(method: 'GET' | 'POST', path: string, body?: Buffer, type?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(body ? { 'content-length': body.length, 'content-type': 'application/json' } : {}),
      ...(type ? { 'lambda-runtime-function-error-type': type } : {}),
    }
    const sent = request(base + path, { method, agent, headers }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Nobody is there any more: there is nothing to run for. */
const leave = (): never => process.exit(0)

function patchConsole() {
  const levels = { log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', debug: 'DEBUG', trace: 'TRACE' }
  for (const [name, level] of Object.entries(levels)) {
    console[name as 'log'] = (...all: unknown[]) => {
      const text = format(...all).replaceAll('\n', '\r')
      process.stdout.write(`${new Date().toISOString()}\t${requestId}\t${level}\t${text}\n`)
    }
  }
}

function contextOf(headers: IncomingMessage['headers'], finish: Finish) {
  const until = Number(headers['lambda-runtime-deadline-ms'])
  const client = headers['lambda-runtime-client-context']
  return {
    callbackWaitsForEmptyEventLoop: true,
    awsRequestId: requestId,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    clientContext: typeof client === 'string' ? JSON.parse(client) : undefined,
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(0, until - Date.now()),
    done: (error: unknown, result: unknown) => finish(error, result, false),
    succeed: (result: unknown) => finish(null, result, false),
    fail: (error: unknown) => finish(error ?? 'handled', undefined, false),
  }
}

type Finish = (error: unknown, result: unknown, mayWait: boolean) => void
type Context = ReturnType<typeof contextOf>

/** Rejects with what the handler threw or told its callback. */
function run(handler: Handler, event: unknown, headers: IncomingMessage['headers']): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let finished = false
    const finish: Finish = (error, result, mayWait) => {
      if (finished) return
      finished = true
      const settle = () => (error === null || error === undefined ? resolve(result) : reject(error))
      if (mayWait && context.callbackWaitsForEmptyEventLoop) process.once('beforeExit', settle)
      else settle()
    }
    const context: Context = contextOf(headers, finish)
    const callback = (error: unknown, result: unknown) => finish(error, result, true)
    const returned = handler(event, context, callback)
    if (isPromise(returned)) returned.then(resolve, reject)
    // Neither a promise nor a callback: nothing would ever answer.
    else if (handler.length < 3) process.once('beforeExit', () => finish(null, null, false))
    else process.once('beforeExit', () => finish(null, null, false))
  })
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function'

function written(result: unknown): Buffer {
  try {
    return Buffer.from(JSON.stringify(result === undefined ? null : result) ?? 'null')
  } catch (error) {
    throw Object.assign(new Error(`Unable to stringify response body: ${(error as Error).message}`), {
      name: 'Runtime.MarshalError',
    })
  }
}

/** What was logged is out before the answer is. */
function logged(): Promise<unknown> | undefined {
  const waiting = [process.stdout, process.stderr].filter((stream) => stream.writableLength > 0)
  if (waiting.length === 0) return undefined
  return Promise.all(waiting.map((stream) => new Promise((done) => stream.write('', done))))
}

async function tell(path: string, failure: HandlerFailure): Promise<void> {
  await logged()
  await call('POST', path, Buffer.from(JSON.stringify(failure)), failure.errorType)
}

async function serve(handler: Handler): Promise<never> {
  for (;;) {
    const next = await call('GET', '/invocation/next')
    if (next.status !== 200) leave()
    requestId = String(next.headers['lambda-runtime-aws-request-id'])
    const trace = next.headers['lambda-runtime-trace-id']
    if (typeof trace === 'string') environment._X_AMZN_TRACE_ID = trace
    let body: Buffer
    try {
      body = written(await run(handler, JSON.parse(next.body.toString()), next.headers))
    } catch (error) {
      logError('Invoke Error', errorBody(error))
      await tell(`/invocation/${requestId}/error`, errorBody(error))
      continue
    }
    await logged()
    await call('POST', `/invocation/${requestId}/response`, body)
  }
}

/** What no handler caught ends the process, and its invocation with it. */
function watchUncaught() {
  const end = (name: string, failure: HandlerFailure, code: number) => {
    logError(name, failure)
    tell(requestId ? `/invocation/${requestId}/error` : '/init/error', failure).then(
      () => process.exit(code),
      leave,
    )
  }
  process.on('uncaughtException', (error) => end('Uncaught Exception', errorBody(error), 129))
  process.on('unhandledRejection', (reason) => {
    const failure = errorBody(reason)
    end(
      'Unhandled Promise Rejection',
      {
        ...failure,
        errorType: 'Runtime.UnhandledPromiseRejection',
        errorMessage: `${failure.errorType}: ${failure.errorMessage}`,
      },
      128,
    )
  })
}

patchConsole()
watchUncaught()
try {
  const handler = await loadHandler(
    environment.LAMBDA_TASK_ROOT ?? '',
    environment._HANDLER ?? '',
    environment.TAILRACE_HANDLER_FILE,
  )
  await serve(handler)
} catch (error) {
  if ((error as { code?: string }).code?.startsWith('ECONN')) leave()
  const failure = initFailure(error)
  logError('Uncaught Exception', failure)
  await tell('/init/error', failure).catch(() => {})
  process.exit(1)
}

import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Dispatch, type Service, ServiceError } from '../record/index.ts'
import type { Authenticate } from './authentication.ts'
import { ClientGone } from './body.ts'
import { createDirectory } from './directory.ts'
import { type Exchange, exchangeOf } from './exchange.ts'
import { type Reply, send } from './reply.ts'
import { chooseSpeaker, type Speaker } from './speakers/index.ts'

export interface AwsDoorOptions {
  /** Those without a model are not served here. */
  readonly services: readonly Service[]
  readonly dispatch: Dispatch
  readonly authenticate: Authenticate
  /** Told of every 500, with the operation that failed: the client learns only that it was our fault. */
  readonly onFailure: (error: unknown, operation: string) => void
}

export interface Handler {
  /** Takes one request, of HTTP/1.1 or HTTP/2. Never throws. */
  handle(request: IncomingMessage, response: ServerResponse, expectsContinue?: boolean): Promise<void>
  /** Ends the answers that have no end of their own: event streams. */
  stop(): void
}

/** The AWS door: finds out which protocol a request speaks, answers in it. */
export function createAwsDoor(options: AwsDoorOptions): Handler {
  const directory = createDirectory(options.services)
  const endless = new Set<Exchange>()
  return {
    async handle(request, response, expectsContinue = false) {
      const exchange = exchangeOf(request, response, expectsContinue)
      const requestId = randomUUID()
      let speaker: Speaker | undefined
      try {
        speaker = await chooseSpeaker(exchange, { ...options, directory, requestId })
        const reply = await speaker.answer()
        if (reply.endless) endless.add(exchange)
        await send(exchange, requestId, reply)
      } catch (error) {
        await sayFailure(exchange, error, requestId, speaker, options)
      } finally {
        endless.delete(exchange)
      }
    },
    stop() {
      for (const exchange of endless) exchange.leave()
    },
  }
}

async function sayFailure(
  exchange: Exchange,
  error: unknown,
  requestId: string,
  speaker: Speaker | undefined,
  { onFailure }: AwsDoorOptions,
) {
  if (error instanceof ClientGone || exchange.signal.aborted) return void exchange.response.destroy()
  const ours = !(error instanceof ServiceError)
  if (ours) onFailure(error, speaker?.what ?? `${exchange.method} ${exchange.rawPath}`)
  if (exchange.response.headersSent) return void exchange.response.destroy()
  const refused = ours ? new ServiceError('InternalFailure', '', 500) : error
  try {
    const reply = speaker ? speaker.fail(refused) : plainFailure(refused)
    await sendRefusal(exchange, requestId, reply)
  } catch (failure) {
    onFailure(failure, 'answering an error')
    exchange.response.destroy()
  }
}

/**
 * A refusal may come before the body was read. A client that waits for `100 Continue` is told to close; what another
 * is still sending is taken and thrown away for a while, or it would see a broken connection before our answer.
 */
async function sendRefusal(exchange: Exchange, requestId: string, reply: Reply) {
  const { request } = exchange
  if (!request.readableEnded && !request.destroyed) {
    const done = exchange.waitsForContinue() ? false : await discarded(request)
    if (!done && request.httpVersionMajor === 1) reply.headers.connection = 'close'
  }
  await send(exchange, requestId, reply)
}

const DISCARD_BYTES = 32 * 2 ** 20
const DISCARD_MILLIS = 5000

function discarded(request: IncomingMessage): Promise<boolean> {
  return new Promise((resolve) => {
    let bytes = 0
    const finish = (done: boolean) => {
      clearTimeout(timer)
      request.off('data', count)
      request.off('end', ended)
      request.off('close', closed)
      request.pause()
      resolve(done)
    }
    const count = (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > DISCARD_BYTES) finish(false)
    }
    const ended = () => finish(true)
    const closed = () => finish(false)
    const timer = setTimeout(closed, DISCARD_MILLIS)
    request.on('data', count)
    request.on('end', ended)
    request.on('close', closed)
    request.resume()
  })
}

/** Before it is known what the request speaks. */
function plainFailure({ type, message, status }: ServiceError): Reply {
  const body = message ? `<${type}>\n  <Message>${message}</Message>\n</${type}>\n` : `<${type}/>\n`
  return { status, headers: {}, body }
}

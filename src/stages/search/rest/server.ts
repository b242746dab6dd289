import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpServer } from '../../../wire/http.ts'
import { failureBody } from '../core/failure.ts'
import { bodyTooLarge, illegal } from '../errors.ts'
import type { RestReply, RestRequest } from './message.ts'

/** Attaches the OpenSearch API to an HTTP server that is its own. Fastify only carries bytes; the door routes. */
export function attach(
  server: HttpServer,
  handle: (request: RestRequest) => Promise<RestReply>,
  bodyLimit: number,
) {
  // Clients do send GET /_search with a body.
  server.addHttpMethod('GET', { hasBody: true, overrideExisting: true })
  const answerAny = async (request: FastifyRequest, reply: FastifyReply) => {
    const { localAddress, localPort } = request.raw.socket
    const answer = await handle({
      method: request.method,
      url: request.raw.url ?? '/',
      headers: request.headers,
      ...(request.body instanceof Uint8Array ? { body: request.body } : {}),
      ...(localAddress === undefined ? {} : { reachedAt: `${bracketed(localAddress)}:${localPort}` }),
    })
    return reply.status(answer.status).headers(answer.headers).send(answer.body)
  }
  server.all('/*', answerAny)
  server.setNotFoundHandler(answerAny)
  server.setErrorHandler((error, _request, reply) => {
    const {
      code,
      statusCode = 500,
      message,
    } = error as { code?: string; statusCode?: number; message: string }
    const refusal = code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? bodyTooLarge(bodyLimit) : illegal(message)
    const status = code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? 413 : statusCode
    return reply.status(status).send({ ...failureBody(refusal), status })
  })
}

const bracketed = (address: string) => (address.includes(':') ? `[${address}]` : address)

import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Caller, type Dispatch, ServiceError } from '../record/index.ts'
import type { HttpServer } from './http.ts'

/** `X-Amz-Target: Kinesis_20131202.ListStreams`: the part before the dot, and the service behind it. */
const TARGETS: Readonly<Record<string, string>> = {
  Kinesis_20131202: 'kinesis',
  Firehose_20150804: 'firehose',
}

/**
 * The AWS door for the services that speak JSON 1.1: `POST /` with the operation in X-Amz-Target. It does not check
 * signatures, so whoever opens it must keep it on loopback.
 */
export function registerJsonDoor(
  server: HttpServer,
  dispatch: Dispatch,
  caller: Omit<Caller, 'region'>,
): void {
  server.setNotFoundHandler(async (request, reply) => {
    const error = new ServiceError(
      'UnknownOperationException',
      `${request.method} ${request.url.split('?', 1)[0]} is not served. Served: POST / with X-Amz-Target for Kinesis and Firehose.`,
      404,
    )
    return send(reply, error.status, errorBody(error))
  })
  server.post('/', async (request, reply) => {
    try {
      const { service, operation } = targetOf(request)
      const region = regionOf(request)
      const output = await dispatch(service, operation, inputOf(request), { ...caller, region })
      return send(reply, 200, output ?? '')
    } catch (error) {
      const refused = asServiceError(error)
      return send(reply, refused.status, errorBody(refused))
    }
  })
}

function targetOf(request: FastifyRequest): { service: string; operation: string } {
  if (!isLoopbackName(request.headers.host)) {
    throw new ServiceError('AccessDeniedException', 'Call this port by localhost or a loopback address.', 403)
  }
  const [prefix, operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.')
  const service = TARGETS[prefix]
  if (!service) throw new ServiceError('UnknownOperationException', `Unknown target '${prefix}'.`)
  return { service, operation }
}

/** A name that another site's page could have pointed at us is not ours. */
function isLoopbackName(host: string | undefined): boolean {
  const name = (host ?? '').replace(/:\d+$/, '')
  return (
    name === 'localhost' || name.endsWith('.localhost') || /^127(\.\d+){3}$/.test(name) || name === '[::1]'
  )
}

/** The region that the request is signed for: `Credential=KEY/DATE/REGION/SERVICE/aws4_request`. */
function regionOf(request: FastifyRequest): string {
  const scope = /Credential=[^/]+\/\d+\/([a-z0-9-]+)\//.exec(request.headers.authorization ?? '')
  return scope?.[1] ?? 'us-east-1'
}

function inputOf(request: FastifyRequest): Readonly<Record<string, unknown>> {
  const text = (request.body as Buffer | undefined)?.toString() ?? ''
  try {
    const input: unknown = JSON.parse(text || '{}')
    if (input && typeof input === 'object' && !Array.isArray(input)) return input as Record<string, unknown>
  } catch {
    // Falls through: both are the same mistake to AWS.
  }
  throw new ServiceError('SerializationException', 'The body is not a JSON object.')
}

function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error
  return new ServiceError('InternalFailure', (error as Error).message, 500)
}

function errorBody(error: ServiceError): object {
  // Kinesis spells this one with a capital M.
  const key = error.type === 'SerializationException' ? 'Message' : 'message'
  return { __type: error.type, [key]: error.message }
}

function send(reply: FastifyReply, status: number, body: unknown) {
  return reply
    .code(status)
    .header('x-amzn-requestid', randomUUID())
    .header('content-type', 'application/x-amz-json-1.1')
    .send(Buffer.from(body === '' ? '' : JSON.stringify(body, dateAsSeconds)))
}

/** JSON 1.1 timestamps are epoch seconds. `toJSON` has run already, so the holder is asked. */
function dateAsSeconds(this: unknown, key: string, value: unknown): unknown {
  const held = (this as Record<string, unknown>)[key]
  return held instanceof Date ? held.getTime() / 1000 : value
}

import type { Caller, StreamingBody } from '../../record/index.ts'
import { readBody, tooLarge, unpacked } from '../body.ts'
import type { Contract } from '../contract.ts'
import type { Exchange } from '../exchange.ts'
import type { RestProtocol } from '../protocols/rest.ts'
import { restJson } from '../protocols/rest-json.ts'
import { restXml, s3RequestId } from '../protocols/rest-xml.ts'
import { refusals } from '../refusals.ts'
import { readBindings } from '../rest-input.ts'
import { writeBindings } from '../rest-output.ts'
import { type Found, matchRoute, type RestRequest, routesOf } from '../rest-routes.ts'
import { decodedLength, encodingOfObject, isChunked, streamingBody } from '../streaming-body.ts'
import { bodyLimitOf, type Context, factsOf, type Speaker } from './speaker.ts'

/** Finds the operation that a request means; throws `ServiceError` when there is none. */
export type FindOperation = (request: RestRequest, contract: Contract, exchange: Exchange) => Found

/** REST-JSON and REST-XML: the operation is a method and a path. */
export function restSpeaker(
  exchange: Exchange,
  context: Context,
  contract: Contract,
  request: RestRequest,
  find: FindOperation,
): Speaker {
  const protocol: RestProtocol = contract.model.protocols.includes('rest-xml') ? restXml : restJson
  let what = `${contract.name} ${exchange.method} ${exchange.rawPath}`
  return {
    get what() {
      return what
    },
    fail: (error) => protocol.fail(error, contract, exchange.rawPath, context.requestId),
    async answer() {
      const found = find(request, contract, exchange)
      const { operation } = found
      what = `${contract.name}:${operation.name}`
      const { input, caller } = await takeInput(exchange, context, contract, found, request, protocol)
      const run = context.dispatch(contract.name, operation.name, input, caller, exchange.signal)
      const output = ((await run) ?? {}) as Record<string, unknown>
      const { body, headers } = protocol.write(output, operation, contract)
      const bound = writeBindings(output, operation)
      const all = { ...headers, ...bound.headers, ...idHeaders(contract, context.requestId) }
      return { status: bound.status, headers: all, ...(body === undefined ? {} : { body }) }
    },
  }
}

/** By the paths of the service's own operations. */
export const findByPath: FindOperation = (request, contract) => {
  const found = matchRoute(routesOf(contract), request)
  if (!found) throw refusals.unknownOperation(404)
  return found
}

async function takeInput(
  exchange: Exchange,
  { authenticate }: Context,
  contract: Contract,
  found: Found,
  request: RestRequest,
  protocol: RestProtocol,
): Promise<{ input: Record<string, unknown>; caller: Caller }> {
  const { operation } = found
  const { signingName } = contract.model
  const payload = operation.inputPayload
  const chunked = isChunked(exchange.headers)
  if (payload?.traits.streaming || chunked) {
    const authenticated = await authenticate(factsOf(exchange, signingName))
    const body = streamingBody(exchange, authenticated)
    const input = readBindings(found, request)
    if (chunked) asIfPlain(input, exchange)
    if (payload?.traits.streaming) input[payload.name] = body
    else Object.assign(input, protocol.read(await collected(body, bodyLimitOf(contract)), operation))
    return { input, caller: authenticated.caller }
  }
  const limit = bodyLimitOf(contract)
  const sent = await readBody(exchange, limit)
  const { caller } = await authenticate(factsOf(exchange, signingName, sent))
  const body = await unpacked(sent, exchange.headers['content-encoding'], limit)
  const input = readBindings(found, request)
  return { input: Object.assign(input, protocol.read(body, operation)), caller }
}

/** An object's length and encoding are those that it has without the framing of its journey. */
function asIfPlain(input: Record<string, unknown>, { headers }: Exchange) {
  const length = decodedLength(headers)
  if (length !== undefined && input.ContentLength !== undefined) input.ContentLength = length
  if (typeof input.ContentEncoding === 'string') {
    const encoding = encodingOfObject(input.ContentEncoding)
    if (encoding) input.ContentEncoding = encoding
    else delete input.ContentEncoding
  }
}

async function collected(body: StreamingBody, limit: number): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of body) {
    length += piece.length
    if (length > limit) throw tooLarge(limit)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

const idHeaders = ({ name }: Contract, requestId: string): Record<string, string> =>
  name === 's3' ? { 'x-amz-request-id': s3RequestId(requestId) } : {}

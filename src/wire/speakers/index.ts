import { type Protocol, ServiceError } from '../../record/index.ts'
import { scopeOf } from '../authentication.ts'
import type { Contract } from '../contract.ts'
import type { Exchange } from '../exchange.ts'
import { withHoistedHeaders } from '../hoisted-headers.ts'
import { kinesisCbor, rpcV2Cbor } from '../protocols/cbor-rpc.ts'
import { jsonRpc } from '../protocols/json-rpc.ts'
import type { RpcProtocol } from '../protocols/rpc.ts'
import { readQueryString } from '../query-string.ts'
import { refusals } from '../refusals.ts'
import { matchRoute, type RestRequest, routesOf } from '../rest-routes.ts'
import { plainJsonSpeaker } from './plain-json.ts'
import { querySpeaker } from './query.ts'
import { findByPath, restSpeaker } from './rest.ts'
import { rpcSpeaker } from './rpc.ts'
import { findS3 } from './s3.ts'
import type { Context, Speaker } from './speaker.ts'

export type { Context, Speaker } from './speaker.ts'

const CONTENT_TYPES: ReadonlyMap<string, readonly [Protocol, RpcProtocol]> = new Map([
  ['application/x-amz-json-1.0', ['json-1.0', jsonRpc('1.0')]],
  ['application/x-amz-json-1.1', ['json-1.1', jsonRpc('1.1')]],
  ['application/x-amz-cbor-1.1', ['cbor-1.1', kinesisCbor]],
])

const RPC_V2_PATH = /^\/service\/(?:[^/]*\.)?(\w+)\/operation\/(\w+)\/?$/

/** Finds out what a request speaks, from what stands before its body. Rejects with `ServiceError`. */
export async function chooseSpeaker(exchange: Exchange, context: Context): Promise<Speaker> {
  const { headers, method, rawPath } = exchange
  const { directory } = context
  const contentType = (headers['content-type'] ?? '').split(';', 1)[0].trim().toLowerCase()
  const target = headers['x-amz-target']

  const rpcV2 = headers['smithy-protocol'] === 'rpc-v2-cbor' ? RPC_V2_PATH.exec(rawPath) : null
  if (rpcV2) return rpcSpeaker(exchange, context, rpcV2Cbor, await directory.byTarget(rpcV2[1]), rpcV2[2])

  const [protocol, speech] = CONTENT_TYPES.get(contentType) ?? []
  if (protocol && speech && method === 'POST' && (target !== undefined || rawPath === '/')) {
    const [prefix, name] = splitTarget(target ?? '')
    const contract = await directory.byTarget(prefix)
    if (contract && !contract.model.protocols.includes(protocol)) throw refusals.unknownOperation(404)
    return rpcSpeaker(exchange, context, speech, contract, name)
  }
  if (contentType === 'application/json' && method === 'POST' && target !== undefined) {
    return plainJsonSpeaker(exchange)
  }
  if (target !== undefined) throw refusals.unknownOperation(404)
  if (isForm(exchange, contentType)) return querySpeaker(exchange, context)
  return chooseRest(exchange, context)
}

function splitTarget(target: string): [prefix: string, name: string] {
  const dot = target.lastIndexOf('.')
  return dot < 0 ? ['', target] : [target.slice(0, dot), target.slice(dot + 1)]
}

function isForm({ method, rawPath, rawQuery }: Exchange, contentType: string): boolean {
  if (rawPath !== '/') return false
  if (method === 'GET') return /(?:^|&)Action=/.test(rawQuery)
  return method === 'POST' && contentType === 'application/x-www-form-urlencoded'
}

/** By the service that the request is signed for; then by path; what is left is S3's. */
async function chooseRest(exchange: Exchange, context: Context): Promise<Speaker> {
  const { method, rawPath, rawQuery, headers } = exchange
  const rest = await context.directory.rest()
  const s3 = rest.find(isS3)
  const bare: RestRequest = { method, rawPath, rawQuery, headers, query: new Map() }
  const query = readQuery(rawQuery)
  if (query instanceof ServiceError) {
    if (!s3) throw query
    return restSpeaker(exchange, context, s3, bare, () => {
      throw query
    })
  }
  const request = { ...bare, query }
  const signedFor = scopeOf(headers.authorization, rawQuery)?.service
  const candidates = rest.filter(({ model }) => model.signingName === signedFor)
  // S3 Control signs as S3 and is told by its paths.
  const named =
    candidates.find((contract) => !isS3(contract) && matchRoute(routesOf(contract), request)) ??
    candidates.find(isS3) ??
    candidates[0]
  if (signedFor !== undefined && !named && (await context.directory.bySigningName(signedFor))) {
    throw refusals.undetermined()
  }
  const found =
    named ?? rest.find((contract) => !isS3(contract) && matchRoute(routesOf(contract), request)) ?? s3
  if (!found) throw refusals.undetermined()
  return isS3(found)
    ? restSpeaker(exchange, context, found, withHoistedHeaders(request), findS3)
    : restSpeaker(exchange, context, found, request, findByPath)
}

/** A query that cannot be read is refused in the protocol of who would have answered. */
function readQuery(rawQuery: string): ReadonlyMap<string, string> | ServiceError {
  try {
    return readQueryString(rawQuery)
  } catch (error) {
    if (error instanceof ServiceError) return error
    throw error
  }
}

const isS3 = ({ name }: Contract) => name === 's3'

import { refusals } from '../refusals.ts'
import { type Found, matchRoute, type RestRequest, type Route, routesOf } from '../rest-routes.ts'
import { s3Address } from '../s3-address.ts'
import type { FindOperation } from './rest.ts'

const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD']

/** S3's operations are on the service, a bucket or an object; the bucket may stand in the host's name. */
export const findS3: FindOperation = (request, contract, { headers, rawPath }) => {
  const address = s3Address(headers.host, rawPath)
  const resource = address.bucket === undefined ? 'SERVICE' : address.rawPath === '/' ? 'BUCKET' : 'OBJECT'
  if (!METHODS.includes(request.method)) throw refusals.methodNotAllowed(request.method, resource)
  const routes = routesOf(contract).filter(({ operation }) => {
    return operation.input.byName.has('Bucket') === (address.bucket !== undefined)
  })
  const asked = { ...request, rawPath: address.rawPath }
  const found = matchRoute(routes, asked)
  if (!found || leavesSubresource(found, asked, routesOf(contract))) throw refusal(asked, routes, resource)
  if (address.bucket === undefined) return found
  return { operation: found.operation, labels: { ...found.labels, Bucket: address.bucket } }
}

/** `GET /bucket?website` must not be taken for a listing by a room that has no website. */
function leavesSubresource({ operation }: Found, { query }: RestRequest, routes: readonly Route[]): boolean {
  const used = routes.find((route) => route.operation === operation)?.constants ?? []
  return [...query.keys()].some((name) => {
    return isSubresource(name, routes) && !used.some(([constant]) => constant === name)
  })
}

const isSubresource = (name: string, routes: readonly Route[]) =>
  routes.some(({ constants }) => constants.some(([constant, value]) => constant === name && value === ''))

/** The subresource is there, for other methods: not allowed. Otherwise it is something that we do not know. */
function refusal(request: RestRequest, routes: readonly Route[], resource: string) {
  const elsewhere = METHODS.some((method) => {
    const found = method === request.method ? undefined : matchRoute(routes, { ...request, method })
    return found && !leavesSubresource(found, request, routes)
  })
  return elsewhere ? refusals.methodNotAllowed(request.method, resource) : refusals.notImplemented()
}

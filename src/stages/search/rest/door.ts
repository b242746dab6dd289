import { parseJson } from '../core/body.ts'
import { failureBody } from '../core/failure.ts'
import { filterPath } from '../core/filter-path.ts'
import type { SearchError } from '../errors.ts'
import { asSearchError } from '../searcher.ts'
import { bodyOf, packed } from './content.ts'
import { checkHost } from './hosts.ts'
import { type Answer, headerOf, type RestReply, type RestRequest } from './message.ts'
import { parametersOf } from './parameters.ts'
import { nearPaths, type Route, routeTable } from './route.ts'

export interface DoorOptions {
  readonly routes: readonly Route[]
  readonly allowedHosts: readonly string[] | 'any'
  /** Largest request body, before and after gzip, bytes. */
  readonly bodyLimit: number
  /** Told of failures that are ours, not the client's. */
  readonly onFailure: (error: Error) => void
}

/** Answers one request; never rejects. */
export function createDoor(options: DoorOptions): (request: RestRequest) => Promise<RestReply> {
  const table = routeTable(options.routes)
  return async (request) => {
    const [path, query = ''] = splitOnce(request.url, '?')
    let text: string | undefined
    try {
      checkHost(headerOf(request, 'host'), options.allowedHosts)
      const found = table.find(request.method, path)
      if (!('route' in found)) return await notFound(request, path, found.allowed, nearPaths(table, path))
      const { anyParameters, parameters: known } = found.route
      const parameters = parametersOf(path, anyParameters ? '' : query, known)
      const body = await bodyOf(request, options.bodyLimit)
      const json = () => {
        if (body.length === 0) return undefined
        text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8')
        return parseJson(text)
      }
      const { method } = request
      const answer = await found.route.run({
        method,
        path,
        place: found.place,
        parameters,
        body,
        json,
        request,
      })
      return await reply(request, answer, query)
    } catch (thrown) {
      const error = asSearchError(thrown)
      if (error.status >= 500 && error.type === 'exception') options.onFailure(thrown as Error)
      return reply(request, failure(error, text), query)
    }
  }
}

const failure = (error: SearchError, text?: string): Answer => ({
  status: error.status,
  body: failureBody(error, text),
})

function splitOnce(text: string, sign: string): readonly [string, string?] {
  const at = text.indexOf(sign)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

/** OpenSearch's two sentences for what it does not know, and then what there is. */
async function notFound(
  request: RestRequest,
  path: string,
  allowed: readonly string[],
  near: readonly string[],
): Promise<RestReply> {
  if (allowed.length > 0) {
    const error = `Incorrect HTTP method for uri [${path}] and method [${request.method}], allowed: [${allowed.join(', ')}]`
    const answer = await reply(request, { status: 405, body: { error, status: 405 } }, '')
    return { ...answer, headers: { ...answer.headers, allow: allowed.join(', ') } }
  }
  const error = `no handler found for uri [${path}] and method [${request.method}]. Served here: ${near.join(', ')}`
  return reply(request, { status: 400, body: { error, status: 400 } }, '')
}

async function reply(request: RestRequest, { status, body }: Answer, query: string): Promise<RestReply> {
  if (typeof body === 'string') {
    return finish(request, status, body, 'text/plain; charset=UTF-8')
  }
  const parameters = new URLSearchParams(query)
  const filter = parameters.get('filter_path')
  const shown = filter ? filterPath(body, filter) : body
  const pretty = parameters.has('pretty') && parameters.get('pretty') !== 'false'
  const text = pretty ? `${JSON.stringify(shown, null, 2)}\n` : JSON.stringify(shown)
  return finish(request, status, text, 'application/json; charset=UTF-8')
}

async function finish(request: RestRequest, status: number, text: string, type: string): Promise<RestReply> {
  const zipped = await packed(request, text)
  return {
    status,
    headers: { 'content-type': type, 'x-content-type-options': 'nosniff', ...zipped.headers },
    body: zipped.body,
  }
}

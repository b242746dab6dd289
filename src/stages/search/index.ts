import type { Log } from '../../observe/log.ts'
import { createTrouble } from '../../observe/trouble.ts'
import type { Mark, Marks, RoomHealth, Service } from '../../record/index.ts'
import type { HttpServer } from '../../wire/http.ts'
import { createCatalogue } from './catalogue.ts'
import { createContexts } from './contexts.ts'
import { pipelinesOf } from './core/ingest/pipeline.ts'
import { showMapping } from './core/mapping/index.ts'
import { createDomains } from './domains.ts'
import type { Append, IndexDescription, SearchEngine } from './ports.ts'
import { createDoor } from './rest/door.ts'
import type { RestReply, RestRequest } from './rest/message.ts'
import { makeParameters } from './rest/parameters.ts'
import type { Room } from './rest/room.ts'
import { aliasRoutes } from './rest/routes/aliases.ts'
import { bulkRoutes } from './rest/routes/bulk.ts'
import { byQueryRoutes } from './rest/routes/by-query.ts'
import { catRoutes } from './rest/routes/cat.ts'
import { clusterRoutes } from './rest/routes/cluster.ts'
import { documentRoutes } from './rest/routes/documents.ts'
import { indexRoutes } from './rest/routes/indices.ts'
import { ingestRoutes } from './rest/routes/ingest.ts'
import { inspectRoutes } from './rest/routes/inspect.ts'
import { maintenanceRoutes } from './rest/routes/maintenance.ts'
import { multiGetRoutes } from './rest/routes/multi-get.ts'
import { pointInTimeRoutes } from './rest/routes/points-in-time.ts'
import { refusedRoutes } from './rest/routes/refused.ts'
import { scrollRoutes } from './rest/routes/scroll.ts'
import { searchRoutes } from './rest/routes/search.ts'
import { streamRoutes } from './rest/routes/streams.ts'
import { templateRoutes } from './rest/routes/templates.ts'
import { createScrolls } from './rest/scroll.ts'
import { attach } from './rest/server.ts'
import { createSearcher, replied, type SearchReply } from './searcher.ts'
import { openSearchService } from './service.ts'

export type { RestReply, RestRequest } from './rest/message.ts'
export type { SearchReply } from './searcher.ts'

export interface SearchPorts {
  readonly engine: SearchEngine
  /** Domains are kept here; keys begin with `opensearch/`. */
  readonly marks: Marks
  readonly now: () => number
  readonly log: Log
  /** `host:port` of the OpenSearch API, the endpoint of every domain. */
  readonly endpoint: string
  /** Names that a request's Host may have beside localhost and addresses; `any` when bound for the outside. */
  readonly allowedHosts?: readonly string[] | 'any'
  /** Largest request body, bytes; OpenSearch's default of 100 MB. */
  readonly bodyLimit?: number
}

export interface Search {
  /** AWS's `opensearch` service, for dispatch. */
  readonly service: Service
  /** One request of the OpenSearch API; never rejects. */
  handle(request: RestRequest): Promise<RestReply>
  /** Attaches the OpenSearch API to a server made for it (its `bodyLimit` should be this room's). */
  registerRoutes(server: HttpServer): void
  /** `_search` without HTTP: its JSON body, or `{error, status}` as a body. Never rejects. */
  search(
    expression: string | undefined,
    body: unknown,
    parameters?: Readonly<Record<string, string>>,
  ): Promise<SearchReply>
  count(
    expression: string | undefined,
    body: unknown,
    parameters?: Readonly<Record<string, string>>,
  ): Promise<SearchReply>
  /** `GET /{indices}/_mapping` without HTTP. */
  mapping(expression: string | undefined): Promise<SearchReply>
  indices(): readonly IndexDescription[]
  /** Every path of the OpenSearch API that is answered by more than `no handler found`. */
  paths(): readonly string[]
  /** The index behind a domain ARN or endpoint, for delivery; undefined when no such domain was made. */
  indexFor(arnOrEndpoint: string): DocumentIndex | undefined
  append(writes: readonly Append[], position?: Mark): Promise<void>
  position(key: string): Promise<string | undefined>
  onCommit(listener: (commit: { readonly rows: number }) => void): () => void
  health(): RoomHealth
}

/** Fits delivery's port of the same name. */
export interface DocumentIndex {
  append(writes: readonly Append[], position: Mark): Promise<void>
  position(key: string): Promise<string | undefined>
}

/** OpenSearch's `search.max_open_pit_context`. */
const MOST_POINTS = 300
export const BODY_LIMIT = 100 * 1024 * 1024

/** The search room over an index engine. The caller closes the engine. */
export function createSearch(ports: SearchPorts): Search {
  const { now, bodyLimit = BODY_LIMIT, allowedHosts = [] } = ports
  const log = ports.log.room('search')
  const trouble = createTrouble(now)
  const domains = createDomains(ports.marks, ports.endpoint)
  const engine = observed(ports.engine, trouble)
  const catalogue = createCatalogue(engine, now)
  const searcher = createSearcher({ engine, catalogue, now })
  const scrolls = createScrolls({ engine, searcher, now })
  const points: Room['points'] = createContexts('point in time', MOST_POINTS, now)
  const pipelines = pipelinesOf(engine.state)
  const ingest: Room['ingest'] = (names, { index, id, source }) => {
    const meta = { _index: index, ...(id === undefined ? {} : { _id: id }) }
    const document = { source: structuredClone(source) as Record<string, unknown>, meta, now: now() }
    for (const name of names) if (pipelines.get(name).run(document) === 'drop') return undefined
    return document.source
  }
  const routes = routesOf({ engine, searcher, catalogue, ingest, scrolls, points, now }, pipelines)
  const handle = createDoor({
    routes,
    allowedHosts,
    bodyLimit,
    onFailure: (error) => log.error('a request failed', { error: error.message }),
  })
  /** Indices that a template fits are made by it before their first rows come. */
  const append: Search['append'] = async (writes, position) => {
    for (const { index: name } of writes) await catalogue.prepare(name)
    return engine.append(writes, position)
  }
  const index: DocumentIndex = { append, position: engine.position }
  return {
    service: openSearchService(domains, now),
    handle,
    registerRoutes: (server) => attach(server, handle, bodyLimit),
    search: (expression, body, parameters = {}) =>
      replied(() => searcher.search(expression, body, makeParameters(parameters))),
    count: (expression, body, parameters = {}) =>
      replied(() => searcher.count(expression, body, makeParameters(parameters))),
    mapping: (expression) =>
      replied(async () => mappingsOf(searcher.indices(expression, makeParameters({})))),
    indices: () => engine.indices(),
    paths: () => [...new Set(routes.flatMap((route) => route.paths))].sort(),
    indexFor: (given) => (domains.knows(given) ? index : undefined),
    append,
    position: engine.position,
    onCommit: engine.onCommit,
    health: () => ({ room: 'search', ...trouble.state(), detail: totals(engine.indices()) }),
  }
}

function routesOf(room: Room, pipelines: ReturnType<typeof pipelinesOf>) {
  return [
    ...clusterRoutes(room),
    ...catRoutes(room),
    ...searchRoutes(room),
    ...scrollRoutes(room),
    ...pointInTimeRoutes(room),
    ...bulkRoutes(room),
    ...documentRoutes(room),
    ...multiGetRoutes(room),
    ...byQueryRoutes(room),
    ...aliasRoutes(room),
    ...templateRoutes(room),
    ...streamRoutes(room),
    ...maintenanceRoutes(room),
    ...indexRoutes(room),
    ...inspectRoutes(room),
    ...ingestRoutes(room, pipelines),
    ...refusedRoutes(),
  ]
}

const mappingsOf = (indices: readonly IndexDescription[]) =>
  Object.fromEntries(
    indices.map(({ name, mapping, attributes }) => [
      name,
      { mappings: showMapping(mapping, attributes?.rules) },
    ]),
  )

function totals(indices: readonly IndexDescription[]) {
  const sum = (pick: (index: IndexDescription) => number) =>
    indices.reduce((total, index) => total + pick(index), 0)
  return {
    indices: indices.length,
    documents: sum(({ documents }) => documents),
    bytes: sum(({ bytes }) => bytes),
  }
}

/** Health follows the writes: they need the disk, and a failed one is tried again. */
function observed(engine: SearchEngine, trouble: ReturnType<typeof createTrouble>): SearchEngine {
  const watch = async <T>(work: Promise<T>): Promise<T> => {
    try {
      const result = await work
      trouble.clear()
      return result
    } catch (error) {
      trouble.raise(error instanceof Error ? error : new Error(String(error)))
      throw error
    }
  }
  return {
    append: (writes, position) => watch(engine.append(writes, position)),
    bulk: (actions) => watch(engine.bulk(actions)),
    position: (key) => engine.position(key),
    deleteMatching: (names, query, limit) => watch(engine.deleteMatching(names, query, limit)),
    nextSequence: () => engine.nextSequence(),
    change: (wanted) => watch(engine.change(wanted)),
    state: () => engine.state(),
    createIndex: (name, mapping) => engine.createIndex(name, mapping),
    deleteIndex: (name) => engine.deleteIndex(name),
    indices: () => engine.indices(),
    get: (name, id) => engine.get(name, id),
    search: (names, request) => engine.search(names, request),
    count: (names, query) => engine.count(names, query),
    onCommit: (listener) => engine.onCommit(listener),
    close: () => engine.close(),
  }
}

import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { bulkInto } from './bulk-into.ts'
import { openDirectStream } from './direct-stream.ts'
import { type Doors, LOOPBACK, openDoors, type Urls } from './doors.ts'
import { createKeyFile } from './engines/access/file.ts'
import { openHttp } from './engines/delivery/http.ts'
import { openJq } from './engines/delivery/jq.ts'
import { openParquet } from './engines/delivery/parquet.ts'
import { openWarehouse } from './engines/delivery/warehouse.ts'
import { openDiskStore } from './engines/lake/disk.ts'
import { openMetricStore } from './engines/metrics/lmdb.ts'
import { openDuckDb } from './engines/search/duckdb/index.ts'
import { openStreamEngine } from './engines/stream/lmdb.ts'
import type { Log } from './observe/log.ts'
import { createMeter, type Meter } from './observe/metrics.ts'
import { observedSink } from './observe/observed-sink.ts'
import { handlerEnvironmentOf, openOwnFunctions } from './own-functions.ts'
import type { Caller, RoomHealth } from './record/index.ts'
import { type ReplayNews, type ReplayRequest, replayPrefix } from './replay.ts'
import { type SearchConsumer, searchable } from './searchable.ts'
import { createAccess, rootArn } from './stages/access/index.ts'
import { type Agent, type AgentOptions, createAgent, type Flow, metricNameOf } from './stages/agent/index.ts'
import { type BookstoreOptions, createBookstore } from './stages/bookstore/index.ts'
import { type ConsoleInfo, createConsole } from './stages/console/index.ts'
import { createDelivery, type Delivered } from './stages/delivery/index.ts'
import { createFunctions } from './stages/functions/index.ts'
import { createLake } from './stages/lake/index.ts'
import { createMetrics, type MetricsRoom } from './stages/metrics/index.ts'
import { createSearch } from './stages/search/index.ts'
import { createStack, type DeployedStack } from './stages/stack/index.ts'
import { createStream, type StreamRoom, streamNameOfArn } from './stages/stream/index.ts'
import { createDispatch } from './wire/dispatch.ts'
import type { HttpServer } from './wire/http.ts'
import { requireSignatures } from './wire/sigv4/index.ts'

/** Everything that has to be decided before anything is built. */
export interface Plan {
  readonly dataFolder: string
  readonly log: Log
  readonly now: () => number
  /** 12 digits; absent: 000000000000. */
  readonly account?: string
  /** Hold shards to Kinesis's throughput. */
  readonly shardLimits?: boolean
  readonly formats: readonly string[]
  readonly stacks: readonly StackPlan[]
  /** What to tail, once it is known where to. */
  readonly flows: (stacks: readonly DeployedStack[]) => readonly Flow[]
  readonly agent?: AgentOptions
  readonly bookstore?: Omit<BookstoreOptions, 'log' | 'now'>
  /** Absent: no port is opened (an import of its own). */
  readonly doors?: Doors & {
    readonly pageDir: string
    readonly info: () => ConsoleInfo
    /** Adds routes of the program's own to the console's server. */
    readonly routes: (server: HttpServer, tailrace: () => Tailrace | undefined) => void
  }
}

export interface StackPlan {
  readonly name: string
  readonly template: string
  readonly parameters: Readonly<Record<string, string>>
}

export interface Tailrace {
  readonly agent: Agent
  readonly stacks: readonly DeployedStack[]
  readonly urls?: Urls
  /** The shop's address once it is open: it writes its simulated past first, which takes some seconds. */
  readonly bookstore?: Promise<{ readonly url: string; readonly backfilled: number }>
  health(): readonly RoomHealth[]
  /** What became durable and searchable, source batch by source batch. */
  onIndexed(listener: (delivered: Delivered) => void): () => void
  /** Resolves when all that is in the streams now is searchable. */
  searchable(signal: AbortSignal): Promise<void>
  /** Sends the records of error objects through their delivery streams once more, object by object. */
  replay(request: ReplayRequest, signal: AbortSignal): AsyncIterable<ReplayNews>
  /** Stops in order: nothing that was accepted is lost. */
  stop(): Promise<void>
}

const MIB = 2 ** 20
const ACCOUNT = '000000000000'
const REGION = 'us-east-1'

/** THE MAP: engines, then rooms in the order that data flow, then what sets them going. Stops in reverse. */
export async function compose(plan: Plan): Promise<Tailrace> {
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    const failures: unknown[] = []
    // A room that can't stop must not keep the others from closing their files.
    for (const each of stops.splice(0).reverse()) await each().catch((error) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  }
  try {
    return await build(plan, stops, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function build(
  plan: Plan,
  stops: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<Tailrace> {
  const { log, now, doors, account = ACCOUNT } = plan
  const root: Caller = { account, region: REGION, arn: rootArn(account) }
  const folder = (...names: string[]) => join(plan.dataFolder, ...names)

  const engine = await openStreamEngine({
    path: folder('stream'),
    now,
    onSkipped: (skipped) => streams.skipped(skipped),
    onTrouble: (error) => streams.trouble(error),
    // Small on purpose: a batch in the tip keeps its documents alive too, which are three times its size.
    tipBytes: 16 * MIB,
    backPressure: { pendingBytes: 8 * MIB },
  })
  stops.push(() => engine.close())
  const { marks } = engine
  const store = await openDiskStore({ path: folder('lake'), now })
  stops.push(() => store.close())
  const index = await openDuckDb({
    path: folder('search', 'index.duckdb'),
    now,
    memoryLimit: doors ? '96MB' : '64MB',
    log: log.room('search'),
  })
  stops.push(() => index.close())
  /** What every room counts with; an import of its own has nobody to show it to. */
  const meter = createMeter(now)
  const metrics = doors && (await openMetrics(folder('metrics'), { meter, now, log }, stops))

  const streams: StreamRoom = createStream({ engine, now, log, meter, shardLimits: plan.shardLimits })
  /** What AWS's tools in a handler need; known when the doors are open. */
  let handlerEnvironment: Readonly<Record<string, string>> = {}
  const own = await openOwnFunctions({
    ...{ folder: folder('functions'), now, marks, store, streams: engine },
    kinesis: (operation, input) => dispatch('kinesis', operation, input, root),
    putObject: (bucketArn, key, body) => lake.objects.put(bucketArn, key, [body]),
    credentials: () => handlerEnvironment,
  })
  stops.push(() => own.engine.close())
  const functions = createFunctions({ now, log, account, region: REGION, formats: plan.formats, meter, own })
  stops.push(() => functions.close())
  const lake = createLake({ store, now, log })
  lake.lifecycle.start((millis, signal) => sleep(millis, undefined, { signal }))
  stops.push(() => lake.lifecycle.stop())
  const search = createSearch({
    ...{ engine: index, marks, now, log },
    endpoint: `127.0.0.1:${doors?.ports.search ?? 9200}`,
    allowedHosts: doors && !LOOPBACK.includes(doors.host) ? 'any' : [],
  })
  /** Who reads which stream, by delivery stream; for `searchable`. */
  const consumers = new Map<string, SearchConsumer>()
  const jq = openJq()
  stops.push(() => jq.close())
  const http = openHttp()
  stops.push(async () => http.close())
  const parquet = openParquet({ folder: folder('delivery', 'tables') })
  stops.push(() => parquet.close())
  const delivery = createDelivery({
    openSource(arn, consumer, from) {
      consumers.set(consumer, { stream: streamNameOfArn(arn) ?? arn, consumer })
      return streams.source(arn, consumer, { from })
    },
    directStream(name, besides) {
      const direct = openDirectStream(engine, streams, name, besides)
      if (besides) return direct
      consumers.set(`firehose-${name}-direct`, direct.reads)
      return direct
    },
    transform: functions.transformFor,
    objects: lake.objects,
    index: search.indexFor,
    bulkOf: (domain) => (search.indexFor(domain) ? bulkInto(search) : undefined),
    ...{ jq, parquet, http: http.post, warehouse: openWarehouse(), marks, now, log, meter, uuid: randomUUID },
    sleep: (millis, signal) => sleep(millis, undefined, { signal }),
  })
  const keys = createKeyFile({ path: folder('credentials.json'), onWarning: log.room('access').warn })
  const access =
    doors &&
    (await createAccess({
      ...{ account, open: doors.open === true, now, randomBytes, log },
      store: keys,
    }))
  const services = [
    streams,
    functions,
    delivery,
    lake,
    { service: lake.control },
    search,
    ...(access ? [access] : []),
    ...(metrics ? [metrics] : []),
  ].map((room) => room.service)
  const dispatch = createDispatch(services)
  const stack = createStack({ dispatch, caller: root, marks })
  const bookstore = plan.bookstore && createBookstore({ ...plan.bookstore, log, now })
  const rooms: { health(): RoomHealth }[] = [streams, functions, delivery, lake, search, stack]
  if (metrics) rooms.push(metrics)
  if (bookstore) rooms.unshift(bookstore)
  const health = () => rooms.map((room) => room.health())

  const indexStreams = () =>
    delivery.status().flatMap(({ name, destination }) => (destination === 'index' ? [name] : []))
  let tailrace: Tailrace | undefined
  const console =
    doors &&
    createConsole({
      ...{ now, log, health, info: doors.info, pageDir: doors.pageDir },
      search: (expression, body) => search.search(expression, body),
      mapping: (expression) => search.mapping(expression),
      onCommit: search.onCommit,
      streams: () => engine.list().flatMap((name) => engine.describe(name) ?? []),
      allowedHosts: LOOPBACK.includes(doors.host) ? [] : ['*'],
    })
  let urls: Urls | undefined
  if (doors && console && access) {
    rooms.push(access, console)
    const registerRoutes = (server: HttpServer) => {
      console.registerRoutes(server)
      doors.routes(server, () => tailrace)
    }
    const open = await openDoors(doors, {
      ...{ dispatch, services, log, caller: root, search },
      console: { registerRoutes },
      ...(doors.open ? {} : { authenticate: requireSignatures({ credentials: access.credentials, now }) }),
    })
    stops.push(() => open.close())
    urls = open.urls
    handlerEnvironment = handlerEnvironmentOf(urls.aws, doors.open ? undefined : (await keys.read())?.[0])
  }
  functions.start()

  const stacks: DeployedStack[] = []
  for (const { name, template, parameters } of plan.stacks) {
    stacks.push(await stack.deploy(name, template, parameters))
  }
  delivery.start()
  stops.push(() => delivery.stop())
  const agent = createAgent(
    {
      sink(to) {
        const name = 'stream' in to ? to.stream : to.deliveryStream
        const sink = 'stream' in to ? streams.sink(name) : delivery.sink(name)
        return sink && observedSink(sink, meter, metricNameOf(to))
      },
      ...{ marks, now, log: log.room('agent') },
    },
    plan.flows(stacks),
    plan.agent,
  )
  rooms.splice(bookstore ? 1 : 0, 0, agent)
  await agent.start()
  stops.push(() => agent.stop())
  if (bookstore) stops.push(() => bookstore.stop())
  tailrace = {
    agent,
    stacks,
    ...(urls ? { urls } : {}),
    ...(bookstore ? { bookstore: bookstore.start() } : {}),
    health,
    replay: (request, signal) => replayPrefix(request, { dispatch, caller: root, delivery }, signal),
    onIndexed: (listener) =>
      delivery.onDelivered((delivered) => {
        if (indexStreams().includes(delivered.deliveryStream)) listener(delivered)
      }),
    searchable(signal) {
      // Delivery names a consumer after its delivery stream and when that was made.
      const deliveryStreamOf = (key: string) => /^firehose-(.+)-(?:\d+|direct)$/.exec(key)?.[1] ?? ''
      const ofIndex = [...consumers].filter(([key]) => indexStreams().includes(deliveryStreamOf(key)))
      return searchable(
        engine,
        ofIndex.map(([, consumer]) => consumer),
        signal,
      )
    },
    stop,
  }
  return tailrace
}

/** The metrics room and its store. It stops after the rooms that count, so that their last minute is kept. */
async function openMetrics(
  path: string,
  ports: { readonly meter: Meter; readonly now: () => number; readonly log: Log },
  stops: (() => Promise<unknown>)[],
): Promise<MetricsRoom> {
  const store = await openMetricStore({
    ...{ path, now: ports.now },
    onTrouble: (error) => room.trouble(error),
  })
  stops.push(() => store.close())
  const room: MetricsRoom = createMetrics({ store, ...ports })
  stops.push(() => room.stop())
  room.start()
  return room
}

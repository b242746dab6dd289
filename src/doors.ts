import type { Log } from './observe/log.ts'
import type { Caller, Dispatch, Service } from './record/index.ts'
import { type Authenticate, acceptAnyone } from './wire/authentication.ts'
import { createAwsDoor } from './wire/door.ts'
import { createHttpServer, type HttpServer, listen, portTrouble } from './wire/http.ts'
import { type Certificate, type Listener, listenAws } from './wire/sockets.ts'

/** Where to listen. Port 0 takes any that is free. */
export interface Doors {
  readonly host: string
  readonly ports: { readonly aws: number; readonly search: number; readonly console: number }
  /** Anyone may call the AWS APIs, with any credentials or none; they stay on loopback. */
  readonly open?: boolean
  /** The AWS APIs under TLS too. */
  readonly tls?: { readonly port: number } & Certificate
}

export interface OpenDoors {
  readonly urls: Urls
  close(): Promise<void>
}

export interface Urls {
  readonly aws: string
  readonly awsTls?: string
  readonly search: string
  readonly console: string
}

/** What answers behind the doors. */
export interface Behind {
  readonly dispatch: Dispatch
  readonly services: readonly Service[]
  readonly caller: Caller
  readonly log: Log
  /** Who calls the AWS APIs. Absent: anyone may, and that port stays on loopback. */
  readonly authenticate?: Authenticate
  readonly search: { registerRoutes(server: HttpServer): void }
  readonly console: { registerRoutes(server: HttpServer): void }
}

export const LOOPBACK = ['127.0.0.1', '::1', 'localhost']

const SEARCH_BODY_LIMIT = 100 * 2 ** 20
const CONSOLE_BODY_LIMIT = 2 ** 20

/** Opens all ports, or none. */
export async function openDoors(doors: Doors, behind: Behind): Promise<OpenDoors> {
  const { host, ports, tls } = doors
  const closes: (() => Promise<unknown>)[] = []
  const close = async () => void (await Promise.all(closes.map((each) => each())))
  const door = async (
    { registerRoutes }: { registerRoutes(server: HttpServer): void },
    port: number,
    option: string,
    bodyLimit: number,
  ) => {
    const server = createHttpServer({ bodyLimit })
    registerRoutes(server)
    closes.push(() => server.close())
    return urlOf('http', host, await listen(server, host, port, option))
  }
  const awsHost = behind.authenticate || LOOPBACK.includes(host) ? host : '127.0.0.1'
  const aws = awsDoor(behind, awsHost, closes)
  try {
    const urls = {
      console: await door(behind.console, ports.console, '--port-console', CONSOLE_BODY_LIMIT),
      search: await door(behind.search, ports.search, '--port-search', SEARCH_BODY_LIMIT),
      aws: urlOf('http', awsHost, await aws(ports.aws, '--port-aws')),
      ...(tls ? { awsTls: urlOf('https', awsHost, await aws(tls.port, '--port-aws-tls', tls)) } : {}),
    }
    return { urls, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Opens a port of the AWS APIs and answers its number. */
function awsDoor(behind: Behind, host: string, closes: (() => Promise<unknown>)[]) {
  const handler = createAwsDoor({
    dispatch: behind.dispatch,
    services: behind.services,
    authenticate: behind.authenticate ?? acceptAnyone(behind.caller),
    onFailure(error, operation) {
      const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
      behind.log.room('aws').error(`${operation} failed`, { cause })
    },
  })
  return async (port: number, option: string, certificate?: Certificate): Promise<number> => {
    const listener: Listener = await listenAws(handler, host, port, certificate).catch((error) => {
      throw portTrouble(error, host, port, option)
    })
    closes.push(() => listener.close())
    return listener.port
  }
}

function urlOf(scheme: string, host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}`
}

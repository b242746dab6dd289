import type { Caller, Dispatch } from './record/index.ts'
import { createHttpServer, type HttpServer, listen } from './wire/http.ts'
import { registerJsonDoor } from './wire/json-door.ts'

/** Where to listen. Port 0 takes any that is free. */
export interface Doors {
  readonly host: string
  readonly ports: { readonly aws: number; readonly search: number; readonly console: number }
}

export interface OpenDoors {
  readonly urls: Urls
  close(): Promise<void>
}

export interface Urls {
  readonly aws: string
  readonly search: string
  readonly console: string
}

/** What answers behind the doors. */
export interface Behind {
  readonly dispatch: Dispatch
  readonly caller: Caller
  readonly search: { registerRoutes(server: HttpServer): void }
  readonly console: { registerRoutes(server: HttpServer): void }
}

export const LOOPBACK = ['127.0.0.1', '::1', 'localhost']

const AWS_BODY_LIMIT = 16 * 2 ** 20
const SEARCH_BODY_LIMIT = 100 * 2 ** 20
const CONSOLE_BODY_LIMIT = 2 ** 20

/** Opens the three ports, or none. The AWS port checks no signatures yet: it stays on loopback wherever the others are. */
export async function openDoors({ host, ports }: Doors, behind: Behind): Promise<OpenDoors> {
  const open: HttpServer[] = []
  const close = async () => void (await Promise.all(open.map((server) => server.close())))
  const door = async (
    address: string,
    port: number,
    option: string,
    bodyLimit: number,
    register: (server: HttpServer) => void,
  ) => {
    const server = createHttpServer({ bodyLimit })
    register(server)
    open.push(server)
    return urlOf(address, await listen(server, address, port, option))
  }
  try {
    const register = (server: HttpServer) => registerJsonDoor(server, behind.dispatch, behind.caller)
    const awsHost = LOOPBACK.includes(host) ? host : '127.0.0.1'
    const urls = {
      console: await door(
        host,
        ports.console,
        '--port-console',
        CONSOLE_BODY_LIMIT,
        behind.console.registerRoutes,
      ),
      search: await door(
        host,
        ports.search,
        '--port-search',
        SEARCH_BODY_LIMIT,
        behind.search.registerRoutes,
      ),
      aws: await door(awsHost, ports.aws, '--port-aws', AWS_BODY_LIMIT, register),
    }
    return { urls, close }
  } catch (error) {
    await close()
    throw error
  }
}

function urlOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

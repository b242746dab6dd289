import { stat } from 'node:fs/promises'
import { createTrouble } from '../../observe/trouble.ts'
import type { RoomHealth } from '../../record/index.ts'
import { history } from './core/history.ts'
import { createRandom } from './core/random.ts'
import { traffic } from './core/traffic/traffic.ts'
import { type AccessLog, openAccessLog } from './log/access-log.ts'
import type { BookstoreOptions } from './ports.ts'
import { type SiteServer, serveSite } from './server/server.ts'
import { withDefaults } from './settings.ts'
import { createVisitors, type Visitors } from './visitors/visitors.ts'

export type { BookstoreOptions } from './ports.ts'

export interface Bookstore {
  /** Opens the shop: log, past, server, visitors, in this order. Rejects with a sentence for the user. */
  start(): Promise<{ readonly url: string; readonly backfilled: number }>
  /** Visitors leave, answers in flight finish, the log is complete. */
  stop(): Promise<void>
  health(): RoomHealth
}

/** A bookstore's web site with simulated visitors, which writes a real access log. Throws on a bad option. */
export function createBookstore(options: BookstoreOptions): Bookstore {
  const settings = withDefaults(options)
  const { host, port, seed, rate, now, logFile } = settings
  const log = options.log.room('bookstore')
  // Apart, so that a visitor's success does not hide a log that can't be written.
  const logTrouble = createTrouble(now)
  const trouble = createTrouble(now)
  const zone = (at: number) => -new Date(at).getTimezoneOffset()
  let state: 'starting' | 'open' | 'stopped' = 'starting'
  let accessLog: AccessLog | undefined
  let server: SiteServer | undefined
  let visitors: Visitors | undefined

  const writeHistory = async (accessLog: AccessLog): Promise<number> => {
    const { backfillHours: hours, backfillLines: lines } = settings
    if (hours === 0) return 0
    if (await hasContent(logFile)) {
      log.info(`${logFile} has lines already: no simulated past is added.`)
      return 0
    }
    let written = 0
    const end = now()
    for (const chunk of history({ seed, start: end - hours * 3_600_000, end, lines, zone })) {
      accessLog.write(chunk)
      await accessLog.flush()
      written += chunk.split('\n').length - 1
    }
    log.info(`Wrote ${written} simulated lines of the past ${hours} h to ${logFile}.`)
    return written
  }
  const open = async (accessLog: AccessLog) => {
    const backfilled = await writeHistory(accessLog)
    const random = createRandom(seed).fork('site')
    server = await serveSite({ host, port, random, now, zone, log: accessLog.write, trouble })
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`
    if (rate > 0) {
      const plan = traffic({ seed, rate, visitors: settings.visitors, start: now() })
      visitors = createVisitors({ target: new URL(settings.visit ?? reachable(url)), plan, now, trouble })
      visitors.start()
      log.info(`Simulated visitors make ${rate} requests a second.`)
    }
    state = 'open'
    return { url, backfilled }
  }

  return {
    async start() {
      accessLog = await openAccessLog({
        file: logFile,
        rotateBytes: settings.rotateBytes,
        keep: settings.keep,
        trouble: logTrouble,
      })
      try {
        return await open(accessLog)
      } catch (error) {
        await accessLog.close()
        throw error
      }
    },
    async stop() {
      state = 'stopped'
      await visitors?.stop()
      await server?.stop()
      await accessLog?.close()
    },
    health: () => ({
      room: 'bookstore',
      ...worse(logTrouble.state(), trouble.state()),
      ...(state !== 'open' && { state }),
      detail: {
        logFile,
        requests: server?.requests() ?? 0,
        linesLost: accessLog?.lost() ?? 0,
        ...(visitors && { visitors: visitors.counts() }),
      },
    }),
  }
}

type Trouble = Pick<RoomHealth, 'state' | 'lastError'>

function worse(one: Trouble, other: Trouble): Trouble {
  if (one.state === 'failing') return one
  return other.state === 'failing' || other.lastError ? other : one
}

/** Where visitors go when the site listens on every address. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')
}

async function hasContent(file: string): Promise<boolean> {
  const found = await stat(file)
  return found.size > 0
}

import { setMaxListeners } from 'node:events'
import type { RoomHealth } from '../../record/index.ts'
import { type Destination, type Flow, flowForLog } from './flow.ts'
import { createFollower, type Follower, type FollowerStatus } from './follower.ts'
import { type ImportedFile, type ImportProgress, type ImportSource, importSources } from './import.ts'
import { type Ledger, openLedger } from './ledger.ts'
import type { AgentPorts } from './ports.ts'

export { type ConfigurationFileOptions, readConfigurationFile } from './configuration-file.ts'
export type { Configuration } from './core/configuration.ts'
export { ConfigurationError, type NotUsed, type Problem } from './core/configuration-tree.ts'
export { type Places, placesOf } from './core/places.ts'
export type { RemoteSettings } from './core/remote-settings.ts'
export { type Destination, type Flow, flowForLog, metricNameOf } from './flow.ts'
export type { FollowerStatus } from './follower.ts'
export type { ImportedFile, ImportProgress, ImportSource } from './import.ts'
export type { AgentPorts, RemoteAccess, RemoteEnd } from './ports.ts'
export { createPublisher } from './publisher.ts'
export { createRemoteSinks } from './remote-sink.ts'
export { statusLine } from './status-line.ts'
export type { FileStatus } from './tail.ts'
export { createTally, type Totals } from './tally.ts'

export interface AgentOptions {
  /** How long `stop` waits for what is in flight, ms (Kinesis Agent: shutdownTimeoutMillis). */
  readonly shutdownTimeoutMillis?: number
  /** A renamed or deleted file is final when nothing was written to it for so long, ms. */
  readonly quietMillis?: number
  /** Positions of contents that no file holds any more are forgotten after so many days (checkpointTimeToLiveDays). */
  readonly forgetAfterDays?: number
  /** No acknowledgement for so long while lines wait makes the room's health `failing`, ms. */
  readonly stallMillis?: number
}

export interface ImportOptions {
  readonly destination: Destination
  readonly anonymizeIp?: boolean
  readonly onProgress?: (progress: ImportProgress) => void
  readonly signal?: AbortSignal
}

export interface Agent {
  /** Begins to follow the flows' files. Rejects only for a flow that can't work (a pattern that is none). */
  start(): Promise<void>
  /** Sends what was read, waits for its acknowledgement, keeps the positions. */
  stop(): Promise<void>
  /**
   * Reads whole files once, in order. What was read before (also under another name, compressed, or by a
   * tail) is not sent again. Rejects only when `signal` aborts; a file's own trouble is in its result.
   */
  importFiles(files: readonly ImportSource[], options: ImportOptions): Promise<ImportedFile[]>
  status(): AgentStatus
  health(): RoomHealth
}

export interface AgentStatus {
  readonly flows: readonly FollowerStatus[]
}

const SHUTDOWN_MILLIS = 10_000
const QUIET_MILLIS = 10_000
const STALL_MILLIS = 30_000

export function createAgent(ports: AgentPorts, flows: readonly Flow[], options: AgentOptions = {}): Agent {
  const stopping = new AbortController()
  const abandoning = new AbortController()
  // Each file listens to both.
  setMaxListeners(0, stopping.signal, abandoning.signal)
  let ledger: Ledger | undefined
  let followers: Follower[] = []
  let runs: Promise<void>[] = []
  let state: 'starting' | 'running' | 'stopped' = 'starting'
  let looked = false

  const books = (): Ledger => {
    ledger ??= openLedger(ports)
    return ledger
  }
  const status = (): AgentStatus => ({ flows: followers.map((follower) => follower.status()) })

  return {
    async start() {
      const context = {
        ports,
        ledger: books(),
        quietMillis: options.quietMillis ?? QUIET_MILLIS,
        forgetAfterDays: options.forgetAfterDays,
        stopping: stopping.signal,
        abandoning: abandoning.signal,
      }
      followers = flows.map((flow) => createFollower({ ...context, flow }))
      runs = followers.map((follower) => follower.run())
      state = 'running'
    },
    async stop() {
      stopping.abort()
      const timer = setTimeout(() => abandoning.abort(), options.shutdownTimeoutMillis ?? SHUTDOWN_MILLIS)
      await Promise.all(runs)
      clearTimeout(timer)
      abandoning.abort()
      state = 'stopped'
    },
    importFiles(files, { destination, anonymizeIp, onProgress, signal }) {
      const flow = flowForLog('import', destination, { anonymizeIp: anonymizeIp ?? false })
      return importSources(
        {
          ports,
          ledger: books(),
          flow,
          signal: signal ? AbortSignal.any([signal, abandoning.signal]) : abandoning.signal,
          onTrouble: (error) => ports.log.error(error.message),
          onProgress: onProgress ?? (() => {}),
        },
        files,
      )
    },
    status,
    health() {
      const now = status()
      // Until every flow has had its first look, `--from end` has not been pinned down.
      looked ||= now.flows.every(({ waiting, files }) => waiting || files.length > 0)
      return healthOf(
        state === 'running' && !looked ? 'starting' : state,
        now,
        options.stallMillis ?? STALL_MILLIS,
      )
    },
  }
}

function healthOf(
  state: 'starting' | 'running' | 'stopped',
  status: AgentStatus,
  stallMillis: number,
): RoomHealth {
  const files = status.flows.flatMap((flow) => flow.files)
  const lagMillis = Math.max(0, ...files.map((file) => file.lagMillis))
  const hurts =
    status.flows.some((flow) => flow.failing) ||
    files.some((file) => file.state === 'failing' || file.lagMillis > stallMillis)
  const errors = [...status.flows, ...files].flatMap(({ lastError }) => (lastError ? [lastError] : []))
  const lastError = errors.sort((a, b) => (a.at < b.at ? 1 : -1))[0]
  return {
    room: 'agent',
    state: state === 'running' ? (hurts ? 'failing' : 'ok') : state,
    lagMillis,
    ...(lastError ? { lastError } : {}),
    detail: { flows: status.flows },
  }
}

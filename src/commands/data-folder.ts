import { randomBytes } from 'node:crypto'
import { accessSync, constants, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Below this much free disk nothing starts: a stream that can't write would lose lines at the next rotation. */
const LEAST_FREE_BYTES = 200e6

/** What a running instance says of itself in its data folder, for `tailrace import`. */
export interface Instance {
  readonly pid: number
  /** Start time of the process as the kernel counts it; tells a reused pid from the same process. */
  readonly started: string
  readonly consoleUrl?: string
  readonly awsUrl?: string
  /** Lets a process of the same user use the instance's own routes. */
  readonly token: string
}

export interface DataFolder {
  readonly path: string
  readonly token: string
  /** Adds its addresses to what the instance says of itself. */
  announce(consoleUrl: string, awsUrl?: string): void
  release(): void
}

export class FolderInUse extends Error {
  readonly instance: Instance
  constructor(path: string, instance: Instance) {
    super(
      `The data folder ${path} is in use by a running Tailrace (process ${instance.pid}` +
        `${instance.consoleUrl ? `, ${instance.consoleUrl}` : ''}). Stop it, or choose another with --data DIR.`,
    )
    this.instance = instance
  }
}

/** Makes the folder if need be and claims it. Throws a sentence for a person, `FolderInUse` among them. */
export function claimDataFolder(folder: string): DataFolder {
  const path = resolve(folder)
  make(path)
  checkRoom(path)
  const file = join(path, 'instance.json')
  const running = readInstance(path)
  if (running) throw new FolderInUse(path, running)
  const instance: Instance = {
    pid: process.pid,
    started: startOf(process.pid) ?? '',
    token: randomBytes(24).toString('base64url'),
  }
  // A stale file goes first: writing over it would keep its permissions.
  rmSync(file, { force: true })
  const write = (content: Instance) => writeFileSync(file, JSON.stringify(content), { mode: 0o600 })
  write(instance)
  return {
    path,
    token: instance.token,
    announce: (consoleUrl, awsUrl) => write({ ...instance, consoleUrl, ...(awsUrl ? { awsUrl } : {}) }),
    release: () => rmSync(file, { force: true }),
  }
}

/** The instance that runs on this folder now, if any. */
export function readInstance(folder: string): Instance | undefined {
  let instance: Instance
  try {
    instance = JSON.parse(readFileSync(join(resolve(folder), 'instance.json'), 'utf8'))
  } catch {
    return undefined
  }
  return startOf(instance.pid) === instance.started ? instance : undefined
}

function make(path: string) {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why =
      code === 'EEXIST' || code === 'ENOTDIR' ? 'something that is not a folder is in the way' : code
    throw new Error(`Can't use the data folder ${path}: ${why}. Choose another with --data DIR.`)
  }
}

function checkRoom(path: string) {
  const { bavail, bsize } = statfsSync(path)
  const free = bavail * bsize
  if (free >= LEAST_FREE_BYTES) return
  const megabytes = (bytes: number) => `${Math.floor(bytes / 1e6)} MB`
  throw new Error(
    `The disk of the data folder ${path} has ${megabytes(free)} free; Tailrace needs at least ` +
      `${megabytes(LEAST_FREE_BYTES)}. Free some space, or choose another folder with --data DIR.`,
  )
}

/** A process's start time, or undefined if there is no such process. Field 22 of /proc/PID/stat (proc(5)). */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    if (process.platform === 'linux') return undefined
    return isAlive(pid) ? '' : undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

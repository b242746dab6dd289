import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Writable } from 'node:stream'
import type { Launch } from './launch.ts'

/** A child process that does not outlive us. */
export interface GuardedProcess {
  /** Ends it and all that it started, at once. */
  kill(): void
  /** MB of its own that it has in memory now (not the pages of its program's file); 0 where that can't be told. */
  ownMegabytes(): number
}

export interface GuardedPorts {
  readonly onOutput: (bytes: Buffer) => void
  /** Once, when it has ended and what it wrote is read. */
  readonly onEnd: (code: number | null, signal: NodeJS.Signals | null) => void
  /** Once, instead of `onEnd`: it never began. */
  readonly onError: (error: Error) => void
}

/**
 * Makes the program the leader of a process group, beside a guard that reads a pipe of ours. However we end, the pipe
 * is closed then, and the guard ends the whole group: no handler outlives us, be it hanging or not.
 */
const GUARDED = `{ read -r _ <&3; kill -9 -$$; } >/dev/null 2>&1 &
exec 3<&-
exec "$@"`

/** A process has ended: so long it is waited for what it wrote. */
const LAST_WORDS_MILLIS = 500

export function startGuarded(launch: Launch, folder: string, ports: GuardedPorts): GuardedProcess {
  const child = spawn('/bin/sh', ['-c', GUARDED, 'tailrace-function', launch.command, ...launch.args], {
    cwd: folder,
    env: launch.environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const guard = child.stdio[3] as Writable
  guard.on('error', () => {})
  child.once('error', ports.onError)
  child.once('exit', (code, signal) => {
    // The guard hears of the end by this, and takes what the handler left behind with it.
    guard.destroy()
    let told = false
    const end = () => {
      if (!told) ports.onEnd(code, signal)
      told = true
    }
    child.once('close', end)
    setTimeout(end, LAST_WORDS_MILLIS).unref()
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', ports.onOutput)
    stream?.on('error', () => {})
  }
  return {
    kill() {
      if (child.pid === undefined) return
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // The group is gone already.
      }
    },
    ownMegabytes: () =>
      child.pid === undefined ? 0 : Number(/^RssAnon:\s+(\d+)/m.exec(procStatus(child.pid))?.[1] ?? 0) / 1024,
  }
}

/** Linux only. */
function procStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'latin1')
  } catch {
    return ''
  }
}

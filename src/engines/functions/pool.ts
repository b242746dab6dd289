import type { Invocation, Program } from '../../stages/functions/ports.ts'
import { type Job, type Outcome, type Sandbox, type SandboxPorts, startSandbox } from './sandbox.ts'

/** The processes of one program. Invocations that find all at work wait their turn. */
export interface Pool {
  invoke(invocation: Invocation): Promise<Outcome>
  processes(): number
  /** No new invocations; ends when the last is answered. */
  retire(): void
  /** Ends every process now. */
  end(): void
}

export interface PoolPorts extends Omit<SandboxPorts, 'onIdle' | 'onGone'> {
  readonly most: number
  readonly idleMillis: number
  /** The last process is gone and nothing waits. */
  readonly onEmpty: () => void
}

export function createPool(program: Program, ports: PoolPorts): Pool {
  const queue: Job[] = []
  const sandboxes = new Set<Sandbox>()
  const idleTimers = new Map<Sandbox, NodeJS.Timeout>()
  let retired = false
  const forSandboxes: SandboxPorts = { ...ports, onIdle, onGone }

  function place(job: Job) {
    for (const sandbox of sandboxes) if (sandbox.idle()) return give(sandbox, job)
    if (sandboxes.size < ports.most) sandboxes.add(startSandbox(program, job, forSandboxes))
    else queue.push(job)
  }

  function give(sandbox: Sandbox, job: Job) {
    clearTimeout(idleTimers.get(sandbox))
    idleTimers.delete(sandbox)
    sandbox.give(job)
  }

  function onIdle(sandbox: Sandbox) {
    if (!sandbox.idle()) return
    const job = queue.shift()
    if (job) return give(sandbox, job)
    if (retired) return sandbox.end()
    clearTimeout(idleTimers.get(sandbox))
    const timer = setTimeout(() => sandbox.idle() && sandbox.end(), ports.idleMillis)
    idleTimers.set(sandbox, timer.unref())
  }

  function onGone(sandbox: Sandbox, unserved: Job | undefined) {
    sandboxes.delete(sandbox)
    clearTimeout(idleTimers.get(sandbox))
    idleTimers.delete(sandbox)
    if (unserved) queue.unshift(unserved)
    const next = queue.shift()
    if (next) place(next)
    else if (sandboxes.size === 0) ports.onEmpty()
  }

  return {
    invoke: (invocation) => new Promise((resolve) => place({ invocation, settle: resolve })),
    processes: () => sandboxes.size,
    retire() {
      retired = true
      for (const sandbox of sandboxes) if (sandbox.idle()) sandbox.end()
    },
    end() {
      retired = true
      for (const sandbox of [...sandboxes]) sandbox.end()
    },
  }
}

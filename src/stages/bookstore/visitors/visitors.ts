import { Agent, request } from 'node:http'
import type { Trouble } from '../../../observe/trouble.ts'
import type { Step } from '../core/traffic/step.ts'
import type { Planned } from '../core/traffic/traffic.ts'
import { errors } from '../errors.ts'

export interface VisitorsOptions {
  /** Where the site (or a proxy before it) listens. */
  readonly target: URL
  readonly plan: Iterator<Planned>
  readonly now: () => number
  readonly trouble: Trouble
}

export interface Visitors {
  start(): void
  /** Sends no more; resolves when the answers in flight have come, or after a second. */
  stop(): Promise<void>
  counts(): {
    readonly sent: number
    readonly answered: number
    readonly failed: number
    readonly inFlight: number
  }
}

const IN_FLIGHT = 1024
const SOCKETS = 256
/** A site that is behind by more gets the rest of the plan later instead of all at once. */
const PATIENCE_MILLIS = 1000
const ANSWER_WITHIN_MILLIS = 15_000

/** Sends a plan's requests when they are due, over kept-alive connections. */
export function createVisitors(options: VisitorsOptions): Visitors {
  const { target, plan, now } = options
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS, scheduling: 'fifo' })
  const count = { sent: 0, answered: 0, failed: 0, inFlight: 0 }
  let timer: NodeJS.Timeout | undefined
  let running = false
  let idle: (() => void) | undefined
  let late = 0
  let next = plan.next()

  const settle = (failure?: Error) => {
    count.inFlight--
    if (failure) {
      count.failed++
      if (running) options.trouble.raise(errors.visitFailed(target.href, failure.message))
    } else {
      count.answered++
      options.trouble.clear()
    }
    if (count.inFlight === 0) idle?.()
  }
  const tick = () => {
    while (!next.done && count.inFlight < IN_FLIGHT && next.value.at + late <= now()) {
      count.sent++
      count.inFlight++
      send(target, agent, next.value.step, settle)
      next = plan.next()
    }
    if (next.done) return
    const wait = next.value.at + late - now()
    if (wait < -PATIENCE_MILLIS) late -= wait
    timer = setTimeout(tick, Math.min(Math.max(wait, 5), 1000))
  }
  return {
    start() {
      running = true
      tick()
    },
    async stop() {
      running = false
      clearTimeout(timer)
      if (count.inFlight > 0) {
        await new Promise<void>((done) => {
          const force = setTimeout(done, 1000)
          idle = () => {
            clearTimeout(force)
            done()
          }
        })
      }
      agent.destroy()
    },
    counts: () => ({ ...count }),
  }
}

function send(target: URL, agent: Agent, step: Step, settle: (failure?: Error) => void) {
  let settled = false
  const once = (failure?: Error) => {
    if (settled) return
    settled = true
    settle(failure)
  }
  const asked = request(
    {
      agent,
      hostname: target.hostname.replace(/^\[|\]$/g, ''),
      port: target.port || 80,
      method: step.method,
      path: step.target,
      headers: {
        ...step.headers,
        ...(step.body !== undefined && { 'content-length': Buffer.byteLength(step.body) }),
      },
      timeout: ANSWER_WITHIN_MILLIS,
    },
    (answer) => {
      answer.on('error', once)
      answer.on('close', () => once())
      answer.resume()
    },
  )
  asked.on('timeout', () => asked.destroy(new Error(`no answer within ${ANSWER_WITHIN_MILLIS / 1000} s`)))
  asked.on('error', once)
  asked.end(step.body)
}

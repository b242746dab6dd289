import { randomBytes } from 'node:crypto'
import type { Invocation, Program } from '../../stages/functions/ports.ts'
import { faults, signalName } from './faults.ts'
import { type GuardedProcess, startGuarded } from './guarded-process.ts'
import { type LaunchPlace, launchOf } from './launch.ts'
import type { LogBook } from './log-book.ts'
import { type Attendant, type Handed, type RuntimeApi, replies } from './runtime-api.ts'
import { createTail } from './tail.ts'

/** An invocation on its way through a process. */
export interface Job {
  readonly invocation: Invocation
  readonly settle: (outcome: Outcome) => void
}

export interface Outcome {
  readonly payload: Uint8Array
  readonly failed: boolean
  readonly log: Uint8Array
  readonly millis: number
  readonly initMillis?: number
  readonly maxMegabytes: number
}

/** One process of one program, one invocation at a time. */
export interface Sandbox {
  /** The process has room for an invocation. */
  idle(): boolean
  give(job: Job): void
  /** Ends the process and all that it started, at once. */
  end(): void
}

export interface SandboxPorts {
  readonly api: RuntimeApi
  readonly place: LaunchPlace
  readonly log: LogBook
  readonly now: () => number
  readonly initMillis: number
  /** It has become idle. */
  readonly onIdle: (sandbox: Sandbox) => void
  /** The process is gone. `unserved` never reached it. */
  readonly onGone: (sandbox: Sandbox, unserved: Job | undefined) => void
}

const WATCH_MILLIS = 50
export function startSandbox(program: Program, first: Job, ports: SandboxPorts): Sandbox {
  const { api, place, log, now, onIdle, onGone } = ports
  const token = randomBytes(24).toString('hex')
  const started = performance.now()
  const logStream = logStreamName(program, now())
  let state: 'starting' | 'idle' | 'busy' | 'gone' = 'starting'
  let job: Job | undefined = first
  /** When the process took the job; undefined: it has not yet. */
  let taken: number | undefined
  let waiting: ((handed: Handed) => void) | undefined
  let initMillis: number | undefined
  let initFailure: Buffer | undefined
  let deadline: NodeJS.Timeout | undefined
  let verdict: Verdict | undefined
  let child: GuardedProcess | undefined
  let [megabytes, watch]: [number, NodeJS.Timeout | undefined] = [0, undefined]
  const tail = createTail()

  const sandbox: Sandbox = {
    idle: () => state === 'idle',
    give(next) {
      job = next
      state = 'busy'
      if (waiting) hand(waiting)
    },
    end: kill,
  }
  const attendant: Attendant = {
    next() {
      if (taken !== undefined) {
        // It asks for more without having answered: it will not answer any more.
        verdict = { payload: faults.noAnswer(jobId()) }
        kill()
      }
      if (state === 'starting') begun()
      return new Promise((resolve) => {
        waiting = resolve
        if (job) hand(resolve)
      })
    },
    response(id, body) {
      if (!isAtWork(id)) return job ? replies.wrongId : replies.wrongState
      if (body) settle({ payload: body, failed: false })
      else settle({ payload: faults.answerTooLarge(), failed: true })
      return body ? replies.accepted : replies.tooLarge
    },
    error(id, body, type) {
      if (!isAtWork(id)) return job ? replies.wrongId : replies.wrongState
      settle({ payload: body.length > 0 ? body : faults.unnamed(type), failed: true })
      return replies.accepted
    },
    initError(body, type) {
      if (state !== 'starting') return replies.wrongState
      initFailure = body.length > 0 ? body : faults.unnamed(type)
      return replies.accepted
    },
  }
  boot().catch((error: Error) => gone({ payload: faults.notStarted(jobId(), error.message) }))
  return sandbox

  async function boot() {
    const runtimeApi = await api.attend(token, attendant)
    const launch = launchOf(program, { runtimeApi, logStream }, place)
    if (!launch) throw new Error(`the runtime ${program.runtime} is not served`)
    child = startGuarded(launch, program.folder, {
      onOutput(bytes) {
        tail.add(bytes)
        log.write(bytes)
      },
      onEnd: (code, signal) => gone(verdict ?? exitVerdict(code, signal)),
      onError: (error) => gone({ payload: faults.notStarted(jobId(), error.message) }),
    })
    deadline = setTimeout(() => {
      verdict = { payload: faults.initTimedOut(jobId(), ports.initMillis) }
      kill()
    }, ports.initMillis)
    watchMemory()
    if (state === 'gone') kill()
  }

  /** The process asks for its first invocation: it has begun. */
  function begun() {
    clearTimeout(deadline)
    initMillis = performance.now() - started
    clearInterval(watch)
    state = job ? 'busy' : 'idle'
    if (!job) onIdle(sandbox)
  }

  function hand(resolve: (handed: Handed) => void) {
    if (!job) return
    const { invocation } = job
    waiting = undefined
    taken = performance.now()
    tail.clear()
    say(startLine(job))
    watchMemory()
    deadline = setTimeout(() => {
      say(faults.timedOutLine(invocation.requestId, now(), program.timeoutMillis))
      verdict = { payload: faults.timedOut(invocation.requestId, program.timeoutMillis) }
      kill()
    }, program.timeoutMillis)
    resolve({ headers: headersOf(invocation, now() + program.timeoutMillis), event: invocation.event })
  }

  function headersOf({ requestId, invokedArn, clientContext }: Invocation, until: number) {
    return {
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': String(Math.floor(until)),
      'lambda-runtime-invoked-function-arn': invokedArn,
      'lambda-runtime-trace-id': traceId(until),
      ...(clientContext === undefined ? {} : { 'lambda-runtime-client-context': clientContext }),
    }
  }

  function settle(answer: { readonly payload: Uint8Array; readonly failed: boolean }) {
    clearTimeout(deadline)
    const done = job as Job
    if (taken === undefined) say(startLine(done))
    const millis = performance.now() - (taken ?? started)
    const init = initMillis
    initMillis = undefined
    job = undefined
    taken = undefined
    clearInterval(watch)
    measureMemory()
    // What it wrote before it answered is in the pipe by now; reading comes first.
    afterReading(() => {
      report(done, millis, init)
      done.settle({
        ...answer,
        log: tail.take(),
        millis,
        ...(init === undefined ? {} : { initMillis: init }),
        maxMegabytes: megabytes,
      })
      if (state !== 'busy') return
      state = 'idle'
      onIdle(sandbox)
    })
  }

  function report({ invocation }: Job, millis: number, init: number | undefined) {
    const id = invocation.requestId
    say(
      `END RequestId: ${id}\nREPORT RequestId: ${id}\tDuration: ${millis.toFixed(2)} ms\t` +
        `Billed Duration: ${Math.ceil(millis)} ms\tMemory Size: ${program.memoryMegabytes} MB\t` +
        `Max Memory Used: ${megabytes} MB\t` +
        `${init === undefined ? '' : `Init Duration: ${init.toFixed(2)} ms\t`}\n`,
    )
  }

  function startLine({ invocation }: Job) {
    return `START RequestId: ${invocation.requestId} Version: ${program.version}\n`
  }

  function say(text: string) {
    const bytes = Buffer.from(text)
    tail.add(bytes)
    log.write(bytes)
  }

  function gone(why: Verdict) {
    if (state === 'gone') return
    const before = state
    state = 'gone'
    clearTimeout(deadline)
    clearInterval(watch)
    api.leave(token)
    const lost = job
    const served = taken !== undefined || before === 'starting'
    if (lost && served) settle({ payload: why.payload, failed: true })
    onGone(sandbox, served ? undefined : lost)
  }

  function exitVerdict(code: number | null, signal: NodeJS.Signals | null): Verdict {
    if (initFailure) return { payload: initFailure }
    const id = jobId()
    if (state === 'starting' && (code === 126 || code === 127)) {
      return { payload: faults.invalidEntrypoint(id, program, code) }
    }
    return { payload: faults.exited(id, code, signal && signalName(signal)) }
  }

  function kill() {
    if (child) child.kill()
    else if (state !== 'gone') gone(verdict ?? { payload: faults.exited(jobId(), null, 'killed') })
  }

  /** While it works: an idle process costs nothing. */
  function watchMemory() {
    clearInterval(watch)
    watch = setInterval(lookAtMemory, WATCH_MILLIS)
    watch.unref()
  }

  function lookAtMemory() {
    if (measureMemory() <= program.memoryMegabytes) return
    verdict ??= { payload: faults.exited(jobId(), null, 'killed') }
    kill()
  }

  function measureMemory(): number {
    const own = child?.ownMegabytes() ?? 0
    megabytes = Math.max(megabytes, Math.ceil(own))
    return own
  }

  function isAtWork(id: string) {
    return taken !== undefined && job?.invocation.requestId === id
  }
  function jobId() {
    return job?.invocation.requestId ?? ''
  }
}

interface Verdict {
  readonly payload: Buffer
}

/** `YYYY/MM/DD/[VERSION]32 hex digits`, as Lambda names log streams. */
function logStreamName({ version }: Program, now: number): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/')
  return `${day}/[${version}]${randomBytes(16).toString('hex')}`
}

function traceId(millis: number): string {
  const seconds = Math.floor(millis / 1000).toString(16)
  const parent = randomBytes(8).toString('hex')
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${parent};Sampled=0`
}

/** Two turns of the event loop: pipes that have something are read in the first. */
function afterReading(act: () => void): void {
  setImmediate(() => setImmediate(act))
}

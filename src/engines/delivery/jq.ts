import { Worker } from 'node:worker_threads'
import { workerFile } from '../../record/index.ts'
import type { Jq, JqOutput } from '../../stages/delivery/ports.ts'
import type { JqAnswer } from './jq-worker.ts'

/** What a query may take for a batch before it counts as one that never ends. */
const PATIENCE_MILLIS = 60_000

interface Waiting {
  readonly resolve: (outputs: readonly JqOutput[]) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

/** jq 1.x, compiled to WebAssembly. The thread starts with the first query. */
export function openJq(options: { readonly patienceMillis?: number } = {}): Jq & { close(): Promise<void> } {
  const { patienceMillis = PATIENCE_MILLIS } = options
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let ids = 0

  function ask(query: string, inputs: readonly string[]): Promise<readonly JqOutput[]> {
    return new Promise((resolve, reject) => {
      const id = ++ids
      const timer = setTimeout(() => {
        fail(new Error(`The query took longer than ${patienceMillis / 1000} s.`))
      }, patienceMillis)
      waiting.set(id, { resolve, reject, timer })
      worker ??= start()
      worker.ref()
      worker.postMessage({ id, query, inputs })
    })
  }

  function start(): Worker {
    const fresh = new Worker(workerFile('./jq-worker.js', import.meta.url), {
      name: 'tailrace-jq',
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 128 },
    })
    fresh.on('message', (answer: JqAnswer) => {
      const entry = waiting.get(answer.id)
      if (!entry) return
      waiting.delete(answer.id)
      clearTimeout(entry.timer)
      if (waiting.size === 0) fresh.unref()
      if ('outputs' in answer) entry.resolve(answer.outputs)
      else entry.reject(new Error(answer.refused))
    })
    fresh.on('error', (error) => fail(error))
    fresh.on('exit', () => {
      if (worker === fresh) fail(new Error('jq ended.'))
    })
    return fresh
  }

  /** Whatever was asked has failed; the next question starts another thread. */
  function fail(error: Error) {
    const dead = worker
    worker = undefined
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer)
      reject(error)
    }
    waiting.clear()
    dead?.terminate().catch(() => {})
  }

  return {
    async check(query) {
      await ask(query, [])
    },
    run: ask,
    async close() {
      const last = worker
      worker = undefined
      await last?.terminate()
    },
  }
}

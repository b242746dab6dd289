import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { workerFile } from '../../record/index.ts'
import type { FunctionEngine, Program } from '../../stages/functions/ports.ts'
import { type LogBook, openLogBook } from './log-book.ts'
import { createPool, type Pool } from './pool.ts'
import { PYTHON_BOOTSTRAP } from './python-bootstrap.ts'
import { createRuntimeApi } from './runtime-api.ts'

export interface ProcessEngineOptions {
  /** For logs and bootstraps; made when it is not there. */
  readonly folder: string
  readonly now: () => number
  /** Keys, AWS_ENDPOINT_URL: asked for at the start of every process. */
  readonly credentials?: () => Readonly<Record<string, string>>
  readonly path?: string
  /** For tests. */
  readonly idleMillis?: number
  readonly initMillis?: number
}

const MINUTE = 60_000
/** Processes are ended at once; so long it is waited to see it. */
const END_MILLIS = 3000
const PATH = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin'

/** Functions as child processes that speak Lambda's Runtime API to us. Nothing is started before it is needed. */
export async function openProcessEngine(options: ProcessEngineOptions): Promise<FunctionEngine> {
  const { folder, now } = options
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const pythonBootstrap = join(folder, 'bootstrap.py')
  await writeFile(pythonBootstrap, PYTHON_BOOTSTRAP, { mode: 0o600 })
  const place = {
    nodeBootstrap: fileURLToPath(workerFile('./node-bootstrap.js', import.meta.url)),
    pythonBootstrap,
    path: options.path ?? PATH,
    credentials: options.credentials ?? (() => ({})),
  }
  const api = createRuntimeApi()
  const pools = new Map<string, Pool>()
  /** Those at work and those that only finish theirs, and whom to tell of their end. */
  const alive = new Map<Pool, () => void>()
  const logs = new Map<string, LogBook>()
  let closed = false

  function logOf(name: string): LogBook {
    const book = logs.get(name) ?? openLogBook(join(folder, 'logs'), name)
    logs.set(name, book)
    return book
  }

  function poolOf(program: Program): Pool {
    const known = pools.get(program.id)
    if (known) return known
    const pool: Pool = createPool(program, {
      ...{ api, place, now },
      log: logOf(program.name),
      most: program.concurrency ?? Math.max(4, availableParallelism()),
      idleMillis: options.idleMillis ?? 5 * MINUTE,
      initMillis: options.initMillis ?? 10_000,
      onEmpty() {
        if (pools.get(program.id) === pool) pools.delete(program.id)
        alive.get(pool)?.()
        alive.delete(pool)
      },
    })
    pools.set(program.id, pool)
    alive.set(pool, () => {})
    return pool
  }

  return {
    async invoke(program, invocation) {
      if (closed) throw new Error('The functions are stopped.')
      return poolOf(program).invoke(invocation)
    },
    retire(id) {
      pools.get(id)?.retire()
      pools.delete(id)
    },
    logLines: (name) => logs.get(name)?.lines() ?? [],
    processes: () => Object.fromEntries([...pools].map(([id, pool]) => [id, pool.processes()])),
    async close() {
      closed = true
      const ends = [...alive.keys()].map(
        (pool) => new Promise<void>((resolve) => void alive.set(pool, resolve)),
      )
      for (const pool of alive.keys()) pool.end()
      await Promise.race([Promise.all(ends), sleep(END_MILLIS, undefined, { ref: false })])
      await api.close()
      await Promise.all([...logs.values()].map((book) => book.close()))
    },
  }
}

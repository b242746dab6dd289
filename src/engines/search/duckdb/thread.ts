import { Worker } from 'node:worker_threads'
import { ServiceError, workerFile } from '../../../record/index.ts'
import { stopped } from './errors.ts'
import type { CallName, Calls, ErrorMessage, Event, Request, WorkerOptions } from './messages.ts'

/** The engine's thread, as seen from outside of it. */
export interface Thread {
  call<Name extends CallName>(name: Name, ...args: Parameters<Calls[Name]>): Promise<ReturnType<Calls[Name]>>
  /** Lets the thread finish what it has accepted, and end. */
  close(): Promise<void>
}

/** What the thread says of itself, unasked. */
export type News = Exclude<Event, { kind: 'answer' | 'failure' }>

interface Waiter {
  resolve(value: never): void
  reject(error: Error): void
}

/** Starts the thread; resolves when the database is open, rejects with the reason when it cannot be. */
export async function startThread(
  workerData: WorkerOptions,
  now: () => number,
  onNews: (news: News) => void,
  onExit: () => void,
): Promise<Thread> {
  const worker = new Worker(workerFile('./worker.js', import.meta.url), { workerData })
  const waiting = new Map<number, Waiter>()
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  let dead: Error | undefined
  let calls = 0

  function take(id: number): Waiter | undefined {
    const waiter = waiting.get(id)
    waiting.delete(id)
    return waiter
  }

  function call<Name extends CallName>(
    name: Name,
    ...args: Parameters<Calls[Name]>
  ): Promise<ReturnType<Calls[Name]>> {
    if (dead) return Promise.reject(dead)
    const id = ++calls
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, name, args, now: now() } satisfies Request)
    })
  }

  function die(error: Error): void {
    dead ??= error
    for (const id of [...waiting.keys()]) take(id)?.reject(dead)
  }

  const ready = new Promise<void>((resolve, reject) => waiting.set(0, { resolve, reject }))
  worker.on('message', (event: Event) => {
    if (event.kind === 'answer') take(event.id)?.resolve(event.value as never)
    else if (event.kind === 'failure') take(event.id)?.reject(errorOf(event.error))
    else onNews(event)
    if (event.kind === 'ready') take(0)?.resolve(undefined as never)
  })
  worker.on('error', (error: Error) => die(stopped(error.message)))
  worker.on('exit', () => {
    die(stopped('it was closed'))
    onExit()
  })
  await ready

  return {
    call,
    async close() {
      if (dead) return exited
      await call('close')
      dead = stopped('it was closed')
      await exited
    },
  }
}

function errorOf({ message, type, status }: ErrorMessage): Error {
  return type === undefined ? new Error(message) : new ServiceError(type, message, status)
}

import { randomInt } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import type { DocumentBatch, RecordBatch } from '../../record/index.ts'
import { workerFile } from '../../record/index.ts'
import { roomFor } from './core/batch-text.ts'
import { workerErrors } from './errors.ts'
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts'

/** The worker thread and the batches given to it. */
export interface Workshop {
  parse(batch: RecordBatch): Promise<DocumentBatch>
  close(): Promise<void>
}

export interface WorkshopOptions {
  readonly settings: Omit<WorkerSettings, 'seed'>
  /** After each batch. */
  done(answer: FromWorker, batch: RecordBatch): void
  /** The worker died; `batches` are being given to a new one. */
  died(reason: Error, batches: number): void
  /** For tests: another worker file. */
  readonly file?: URL
}

interface Job {
  readonly id: number
  readonly batch: RecordBatch
  readonly resolve: (documents: DocumentBatch) => void
  readonly reject: (reason: Error) => void
  /** Workers that died while this was the batch at work. */
  deaths: number
}

/**
 * Starts the thread at the first batch. Batches are answered in the order in which they came. When the thread dies,
 * the batch at work is tried once more in a new one, then fails; batches behind it just wait.
 */
export function createWorkshop(options: WorkshopOptions): Workshop {
  const file = options.file ?? workerFile('./worker.js', import.meta.url)
  const jobs = new Map<number, Job>()
  let worker: Worker | undefined
  let closed = false
  let nextId = 1

  const start = () => {
    const settings: WorkerSettings = { ...options.settings, seed: randomInt(2 ** 31) }
    const fresh = new Worker(file, { workerData: settings, name: 'tailrace-enrich' })
    let reason: Error | undefined
    fresh.on('message', receive)
    fresh.on('error', (error) => {
      reason = error
    })
    fresh.on('exit', (code) => bury(fresh, reason ?? new Error(`exit code ${code}`)))
    worker = fresh
    for (const job of jobs.values()) send(fresh, job)
    hold()
  }
  const receive = (answer: FromWorker) => {
    const job = jobs.get(answer.id)
    if (!job) return
    jobs.delete(answer.id)
    hold()
    options.done(answer, job.batch)
    job.resolve(answer.documents)
  }
  const bury = (dead: Worker, reason: Error) => {
    if (worker !== dead) return
    worker = undefined
    if (closed) return
    const [atWork] = jobs.values()
    if (atWork && ++atWork.deaths > 1) {
      jobs.delete(atWork.id)
      atWork.reject(new Error(workerErrors.diedTwice(reason.message), { cause: reason }))
    }
    options.died(new Error(workerErrors.died(reason.message), { cause: reason }), jobs.size)
    if (jobs.size > 0) start()
  }
  /** An idle worker must not keep the program from ending. */
  const hold = () => {
    if (jobs.size > 0) worker?.ref()
    else worker?.unref()
  }
  return {
    parse(batch) {
      if (closed) return Promise.reject(new Error(workerErrors.closed))
      return new Promise((resolve, reject) => {
        const job: Job = { id: nextId++, batch, resolve, reject, deaths: 0 }
        jobs.set(job.id, job)
        if (!worker) return start()
        hold()
        send(worker, job)
      })
    },
    async close() {
      closed = true
      const dying = worker
      worker = undefined
      for (const job of jobs.values()) job.reject(new Error(workerErrors.closed))
      jobs.clear()
      await dying?.terminate()
    },
  }
}

/** The batch is sealed and others read it, so the worker gets one copy, which becomes the text of its answer. */
function send(worker: Worker, job: Job): void {
  const { bytes, ends, times, header } = job.batch
  const buffer = new SharedArrayBuffer(roomFor(bytes.length))
  new Uint8Array(buffer).set(bytes)
  const message: ToWorker = {
    id: job.id,
    buffer,
    length: bytes.length,
    ends: ends.slice(),
    times: times.slice(),
    ...(header === undefined ? {} : { header }),
  }
  worker.postMessage(message, [message.ends.buffer as ArrayBuffer, message.times.buffer as ArrayBuffer])
}

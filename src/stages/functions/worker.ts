import { parentPort, workerData } from 'node:worker_threads'
import { createYoungMemory } from '../../record/young-memory.ts'
import { readAgent } from './core/agents/agent.ts'
import { createParser } from './core/parser.ts'
import { createGeoDatabase, IDLE_MILLIS } from './geo-database.ts'
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts'

/** The functions room's worker thread: records in, documents out, one batch at a time in order. */
const settings = workerData as WorkerSettings
const geo = createGeoDatabase({ file: settings.geoFile, now: Date.now })
const parse = createParser({
  enrichers: { locate: geo.locate, readAgent },
  formats: settings.formats,
  seed: settings.seed,
})

const youngMemory = createYoungMemory()
let answers = 0

parentPort?.on('message', (message: ToWorker) => {
  const started = performance.now()
  const { documents, headers, formats } = parse(message)
  const answer: FromWorker = {
    id: message.id,
    documents,
    headers,
    formats,
    geo: geo.state(),
    millis: performance.now() - started,
  }
  parentPort?.postMessage(answer)
  if (++answers % 4 === 0) youngMemory.release()
})

setInterval(() => geo.release(Date.now()), IDLE_MILLIS / 4).unref()

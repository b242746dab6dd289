import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '../../src/observe/log.ts'
import {
  bodyOf,
  countOf,
  type Mark,
  type Marks,
  type RecordBatch,
  type Refusal,
  type Sink,
} from '../../src/record/index.ts'
import {
  type Agent,
  type AgentOptions,
  createAgent,
  type Flow,
  flowForLog,
} from '../../src/stages/agent/index.ts'

/** A stream and its marks in memory; a mark is written together with its records, or not at all. */
export interface MemoryStream {
  readonly sink: Sink
  readonly marks: Marks
  /** Every record in order of commit. */
  readonly records: { text: string; source: string | undefined; header: string | undefined }[]
  readonly batches: RecordBatch[]
  texts(): string[]
  /** What the next pushes do; each is used up by one push. */
  readonly plan: PushPlan[]
}

/** 'lost answer': committed, but the caller never learns of it, as when it dies in between. */
export type PushPlan = 'ok' | 'fail' | 'lost answer' | { readonly refuse: readonly number[] }

export function createMemoryStream(said?: string[]): MemoryStream {
  const kept = new Map<string, string>()
  const records: MemoryStream['records'] = []
  const batches: RecordBatch[] = []
  const plan: PushPlan[] = []

  const commit = (batch: RecordBatch, mark: Mark | undefined, refused: readonly number[]): void => {
    if (process.env.AGENT_DEBUG)
      said?.push(
        `   pushed ${countOf(batch)} ${mark?.key.slice(11)} ${JSON.stringify({ ...JSON.parse(mark?.value ?? '{}'), rungs: 0, path: 0, to: 0 })}`,
      )
    for (let at = 0; at < countOf(batch); at++) {
      if (refused.includes(at)) continue
      const text = Buffer.from(bodyOf(batch, at)).toString('latin1')
      records.push({ text, source: batch.source, header: batch.header })
    }
    batches.push(batch)
    if (mark) kept.set(mark.key, mark.value)
  }
  const sink: Sink = {
    async push(batch, signal, mark): Promise<readonly Refusal[]> {
      await new Promise((resolve) => setImmediate(resolve))
      const what = plan.shift() ?? 'ok'
      if (signal.aborted) throw new Error('aborted')
      if (what === 'fail') throw new Error('the stream is not there')
      if (what === 'lost answer') {
        commit(batch, mark, [])
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(new Error('aborted'))),
        )
      }
      const refuse = what === 'ok' ? [] : what.refuse.filter((at) => at < countOf(batch))
      commit(batch, mark, refuse)
      return refuse.map((at) => ({ at, reason: new Error('throttled') }))
    },
  }
  const marks: Marks = {
    read: (key) => kept.get(key),
    write: async (key, value) => void kept.set(key, value),
    remove: async (key) => void kept.delete(key),
    list: (prefix) =>
      [...kept].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1)),
  }
  return { sink, marks, records, batches, plan, texts: () => records.map(({ text }) => text) }
}

export interface World {
  readonly folder: string
  readonly stream: MemoryStream
  path(name: string): string
  append(name: string, text: string): void
  /** An agent on the folder's marks; quiet files are final soon. */
  agent(flows: readonly Flow[], options?: AgentOptions): Agent
  /** Flow for a name or pattern in the folder. */
  flow(pattern: string, options?: Parameters<typeof flowForLog>[2]): Flow
  readonly said: string[]
  close(): Promise<void>
}

export function createWorld(): World {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-agent-'))
  const said: string[] = []
  const stream = createMemoryStream(said)
  const agents: Agent[] = []
  const log = {
    ...silentLog,
    info: (sentence: string) => void said.push(sentence),
    warn: (sentence: string) => void said.push(sentence),
    error: (sentence: string) => void said.push(sentence),
  }
  const path = (name: string): string => join(folder, name)
  return {
    folder,
    stream,
    said,
    path,
    append: (name, text) => appendFileSync(path(name), text, 'latin1'),
    agent(flows, options) {
      const agent = createAgent(
        {
          sink: () => stream.sink as Sink | undefined,
          marks: stream.marks,
          now: Date.now,
          log,
          random: () => 0.25,
        },
        flows,
        { quietMillis: 150, shutdownTimeoutMillis: 2_000, ...options },
      )
      agents.push(agent)
      return agent
    },
    flow: (pattern, options) => ({
      ...flowForLog(path(pattern), { stream: 'web-logs' }, options),
      minTimeBetweenFilePollsMillis: 10,
      maxTimeBetweenFileTrackerRefreshMillis: 100,
      retryInitialBackoffMillis: 1,
      retryMaxBackoffMillis: 5,
    }),
    async close() {
      await Promise.all(agents.map((agent) => agent.stop()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Waits until `check` holds; fails with what it says last. */
export async function until(check: () => boolean | Promise<boolean>, what = 'the condition'): Promise<void> {
  for (let tries = 0; tries < 2_000; tries++) {
    if (await check()) return
    await pause(5)
  }
  throw new Error(`waited in vain for ${what}`)
}

export function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis))
}

/** `prefix 0\n` … as one text. */
export function numbered(prefix: string, from: number, to: number): string {
  let text = ''
  for (let at = from; at < to; at++) text += `${prefix} line number ${at} of the access log that we follow\n`
  return text
}

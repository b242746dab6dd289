import { resolve } from 'node:path'
import type { IndexDescription, SearchEngine } from '../../../stages/search/ports.ts'
import { alreadyOpen } from './errors.ts'
import { portable } from './portable.ts'
import { type News, startThread, type Thread } from './thread.ts'

export interface DuckDbOptions {
  /** The database's file; its folder is made as needed. */
  readonly path: string
  readonly now: () => number
  /** Threads that a query or checkpoint may use; 2 by default. */
  readonly threads?: number
  /** What DuckDB may hold in memory, in its own notation; `300MB` by default. */
  readonly memoryLimit?: string
  readonly log?: { warn(message: string, fields?: Readonly<Record<string, unknown>>): void }
}

// The operating system's lock keeps other processes out, but not a second opening by this one.
const open = new Set<string>()

/**
 * The embedded index engine: DuckDB in a thread of its own. Rejects with a clear sentence when another process
 * has the file, or a newer version wrote it.
 */
export async function openDuckDb(options: DuckDbOptions): Promise<SearchEngine> {
  const path = resolve(options.path)
  if (open.has(path)) throw alreadyOpen(path)
  open.add(path)
  const { threads = 2, memoryLimit = '300MB', now } = options
  const mirror = createMirror(options.log)
  const free = () => open.delete(path)
  return engineOn(await startThread({ path, threads, memoryLimit }, now, mirror.learn, free), mirror)
}

/** What is answered without asking the thread: the indices as of the last commit. */
interface Mirror {
  learn(news: News): void
  indices(): readonly IndexDescription[]
  state(): ReadonlyMap<string, unknown>
  readonly listeners: Set<(commit: { readonly rows: number }) => void>
}

function createMirror(log: DuckDbOptions['log']): Mirror {
  const indices = new Map<string, IndexDescription>()
  const kept = new Map<string, unknown>()
  const listeners: Mirror['listeners'] = new Set()
  let sorted: readonly IndexDescription[] = []

  function change(changed: readonly IndexDescription[], removed: readonly string[]): void {
    for (const name of removed) indices.delete(name)
    for (const index of changed) indices.set(index.name, index)
    sorted = [...indices.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  }

  function keep(state: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries(state)) {
      if (value === null) kept.delete(key)
      else kept.set(key, value)
    }
  }

  return {
    listeners,
    indices: () => sorted,
    state: () => kept,
    learn(news) {
      if (news.kind !== 'lost') keep(news.state)
      if (news.kind === 'ready') return change(news.indices, [])
      if (news.kind === 'lost') {
        const { index, field, count } = news
        return log?.warn('values that their field cannot hold were left out', { index, field, count })
      }
      change(news.changed, news.removed)
      if (news.rows > 0) for (const listener of listeners) listener({ rows: news.rows })
    },
  }
}

function engineOn({ call, close }: Thread, { indices, state, listeners }: Mirror): SearchEngine {
  return {
    append: (writes, position) => call('append', writes.map(portable), position),
    position: (key) => call('position', key),
    bulk: (actions) => call('bulk', actions),
    deleteMatching: (names, query, limit) => call('deleteMatching', names, query, limit),
    nextSequence: () => call('nextSequence'),
    change: (wanted) => call('change', wanted),
    state,
    createIndex: (index, mapping) => call('createIndex', index, mapping ?? {}),
    deleteIndex: (index) => call('deleteIndex', index),
    indices,
    get: (index, id) => call('get', index, id),
    search: (names, request) => call('search', names, request),
    count: (names, query) => call('count', names, query),
    onCommit(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close,
  }
}

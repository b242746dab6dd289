import type { Database, Session } from './database.ts'

/** Sessions for queries: each query has one to itself, and waits when all are taken. */
export interface Readers {
  /**
   * Runs in one read transaction: all its statements see the same commit. `prepare` runs just before it begins,
   * so that what it knows of the catalogue is there for the statements.
   */
  read<P, T>(prepare: () => P, work: (session: Session, prepared: P) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * A statement occupies a thread of libuv's pool (four, shared with all file access of the process) while DuckDB
 * works with all its threads on it: two at a time keep the machine busy and the pool usable.
 */
const SESSIONS = 2

export async function openReaders(database: Database): Promise<Readers> {
  const free: Session[] = []
  for (let at = 0; at < SESSIONS; at++) free.push(await database.session())
  const waiting: ((session: Session) => void)[] = []
  const running = new Set<Promise<unknown>>()

  async function take(): Promise<Session> {
    return free.pop() ?? new Promise((resolve) => waiting.push(resolve))
  }

  function give(session: Session): void {
    const next = waiting.shift()
    if (next) next(session)
    else free.push(session)
  }

  async function run<P, T>(
    prepare: () => P,
    work: (session: Session, prepared: P) => Promise<T>,
  ): Promise<T> {
    const session = await take()
    try {
      const prepared = prepare()
      await session.run('BEGIN TRANSACTION READ ONLY')
      return await work(session, prepared).finally(() => session.run('ROLLBACK').catch(() => undefined))
    } finally {
      give(session)
    }
  }

  return {
    read(prepare, work) {
      const done = run(prepare, work)
      running.add(done)
      const settled = () => running.delete(done)
      done.then(settled, settled)
      return done
    },
    async close() {
      await Promise.allSettled(running)
    },
  }
}

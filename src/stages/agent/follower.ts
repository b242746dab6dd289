import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createTrouble } from '../../observe/trouble.ts'
import { createCompressedFiles } from './compressed.ts'
import type { Book } from './core/book.ts'
import { HEAD_BYTES, START, type Trail } from './core/fingerprint.ts'
import { filePattern } from './core/pattern.ts'
import { codeOf, fileTrouble, messageOf, says } from './errors.ts'
import { type Flow, nameOf } from './flow.ts'
import { isGzipHead } from './import.ts'
import type { Ledger } from './ledger.ts'
import type { AgentPorts } from './ports.ts'
import {
  type FileStat,
  keyOf,
  lastLineEnd,
  openProbe,
  type Probe,
  readAt,
  statFile,
  trailAt,
  unknownOf,
} from './probe.ts'
import { recognise, type Verdict } from './recognition.ts'
import { createRotatedFiles, matchesPath } from './rotated.ts'
import { createBell } from './sleep.ts'
import { type FileStatus, startTail, type Tail } from './tail.ts'
import { watchFolder } from './watch.ts'

export interface FollowerContext {
  readonly ports: AgentPorts
  readonly ledger: Ledger
  readonly flow: Flow
  readonly quietMillis: number
  /** Positions of contents that no file holds any more are forgotten after so many days; undefined: never. */
  readonly forgetAfterDays: number | undefined
  readonly stopping: AbortSignal
  readonly abandoning: AbortSignal
}

export interface FollowerStatus {
  readonly flow: string
  readonly pattern: string
  readonly destination: string
  readonly waiting: boolean
  readonly files: readonly FileStatus[]
  readonly lastError?: { readonly message: string; readonly at: string }
  readonly failing: boolean
}

/** Follows the files of one flow: finds them, tells them apart, and starts and ends their tails. */
export interface Follower {
  run(): Promise<void>
  status(): FollowerStatus
}

/** A file that is not being followed, as it was when that was decided. */
interface Settled {
  readonly size: number
  readonly mtime: number
  /** Looked at again when a content becomes free. */
  readonly copy: boolean
}

const MOST_OPEN = 400

export function createFollower(context: FollowerContext): Follower {
  const { ports, ledger, flow, stopping } = context
  const { log, now } = ports
  const to = nameOf(flow.destination)
  const given = flow.filePattern
  const pattern = filePattern(given.endsWith('/') ? given : resolve(given), flow.literal)
  const bell = createBell(20, stopping)
  const trouble = createTrouble(now)
  const tails = new Map<string, Tail>()
  const settled = new Map<string, Settled>()
  // Open, but empty: it may become a new log or a copy of a known one, which its first bytes will tell.
  const empties = new Map<string, { probe: Probe; gone: number | undefined }>()
  /** Files whose reading failed: when to try again. */
  const later = new Map<string, number>()
  const said = new Set<string>()
  let waiting = false
  let first = !ledger.isKnownFlow(flow.id)
  let wantsScan = true
  /** The first look of this run: files are read one after another, the oldest first. */
  let opening = true

  const tellOnce = (sentence: string, level: 'info' | 'warn' | 'error' = 'info'): void => {
    if (said.has(sentence)) return
    said.add(sentence)
    log[level](sentence)
  }

  const fail = (error: Error): void => {
    trouble.raise(error)
    tellOnce(error.message, 'error')
  }

  // Meeting a file asks and then claims: never two at once.
  let turn: Promise<unknown> = Promise.resolve()
  const alone = <T>(act: () => Promise<T>): Promise<T> => {
    const result = turn.then(act)
    turn = result.catch(() => {})
    return result
  }

  const compressed = createCompressedFiles(context, {
    fail,
    moved(file) {
      settled.delete(keyOf(file))
      wantsScan = true
    },
  })
  const rotated = createRotatedFiles(context, {
    pattern,
    tails,
    compressed,
    find,
    alone,
    follow: (probe) => meetPlain(probe, undefined),
    recheckCopies,
  })

  /** Files that the pattern matches, the least recently written first. */
  async function find(): Promise<FileStat[]> {
    const names = pattern.name !== undefined ? [pattern.name] : await namesIn(pattern.folder)
    const files: FileStat[] = []
    for (const name of names.filter((name) => pattern.matches(name))) {
      try {
        const file = await statFile(join(pattern.folder, name))
        if (file) files.push(file)
      } catch (error) {
        if (pattern.name !== undefined || codeOf(error)) fail(error as Error)
      }
    }
    // Written in the same tick of the clock: `access.log.1` comes before `access.log`.
    return files.sort((a, b) => a.mtime - b.mtime || (a.path < b.path ? 1 : -1))
  }

  async function namesIn(folder: string): Promise<string[]> {
    try {
      return await readdir(folder)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') fail(fileTrouble(folder, error))
      return []
    }
  }

  async function scan(): Promise<void> {
    const before = trouble.state().lastError
    const files = await find()
    const here = new Map(files.map((file) => [keyOf(file), file]))
    noteWaiting(files.length)
    for (const [key, tail] of tails) {
      const file = here.get(key)
      if (!file) leave(tail)
      else if (!files.some((other) => other.path === tail.path() && keyOf(other) === key)) moved(tail, file)
    }
    for (const key of settled.keys()) if (!here.has(key)) settled.delete(key)
    await lookIntoEmpties(here)
    let previous: Tail | undefined
    for (const [key, file] of here) {
      if (stopping.aborted) return
      if (tails.has(key) || isSettled(key, file) || (later.get(key) ?? 0) > now()) continue
      previous = (await alone(() => meet(file, previous))) ?? previous
    }
    if (first && !stopping.aborted) {
      await ledger.writeFlow(flow.id)
      first = false
    }
    if (opening) await forget()
    opening = false
    const after = trouble.state().lastError
    if (before?.at === after?.at && before?.message === after?.message && !isPutOff()) trouble.clear()
    park(here)
  }

  async function lookIntoEmpties(here: ReadonlyMap<string, FileStat>): Promise<void> {
    for (const [key, empty] of empties) {
      const { probe } = empty
      const { size } = await probe.handle.stat()
      if (!here.has(key)) empty.gone ??= now()
      const over = empty.gone !== undefined && now() - empty.gone > context.quietMillis
      if (size === 0 && !over) continue
      empties.delete(key)
      const head = await readAt(probe.handle, 0, Math.min(size, HEAD_BYTES))
      // A compressed file that had just been created: met anew, as what it is.
      if (isGzipHead(head)) {
        await probe.handle.close()
        continue
      }
      const path = here.get(key)?.path ?? probe.path
      const tail =
        size > 0 ? await alone(() => meetPlain({ ...probe, path, size, head }, undefined)) : undefined
      if (!tail) await probe.handle.close()
      if (empty.gone !== undefined) tail?.leave()
    }
  }

  const isPutOff = (): boolean => [...later.values()].some((when) => when > now())

  async function forget(): Promise<void> {
    if (context.forgetAfterDays === undefined) return
    const before = now() - context.forgetAfterDays * 86_400_000
    for (const book of [...ledger.all()]) {
      const mine = book.to === to && matchesPath(pattern, book.place.path) && !ledger.readerOf(book)
      if (mine && book.at < before) await ledger.remove(book)
    }
  }

  function noteWaiting(count: number): void {
    if (count === 0 && !waiting) {
      const there = [...tails.values()].some((tail) => !tail.leaving)
      if (pattern.name === undefined) log.info(says.nothingMatches(pattern.text))
      else log.info(there ? says.vanished(pattern.text) : says.waiting(pattern.text))
    }
    waiting = count === 0
  }

  function leave(tail: Tail): void {
    if (!tail.leaving && !waiting) log.info(says.rotated(tail.path(), undefined))
    tail.leave()
  }

  function moved(tail: Tail, file: FileStat): void {
    log.info(says.rotated(tail.path(), file.path))
    tail.rename(file.path)
  }

  function isSettled(key: string, file: FileStat): boolean {
    const known = settled.get(key)
    return known !== undefined && known.size === file.size && known.mtime === file.mtime
  }

  function settle(file: FileStat, copy: boolean): void {
    settled.set(keyOf(file), { size: file.size, mtime: file.mtime, copy })
  }

  /** A file that was not there at the last look. Answers its tail if it got one. */
  async function meet(file: FileStat, previous: Tail | undefined): Promise<Tail | undefined> {
    if (tails.has(keyOf(file)) || empties.has(keyOf(file))) return undefined
    try {
      const probe = await openProbe(file.path)
      // An empty file may be the beginning of a copy: its first bytes will tell.
      if (probe.size === 0) {
        empties.set(keyOf(probe), { probe, gone: undefined })
        return undefined
      }
      if (isGzipHead(probe.head)) {
        await probe.handle.close()
        settle(file, false)
        // "From now on" holds for them from the first look on, also if a crash comes before their turn.
        if (first && flow.initialPosition === 'END_OF_FILE') await compressed.pass(file)
        else compressed.read(file)
        return undefined
      }
      const tail = await meetPlain(probe, previous)
      if (!tail) await probe.handle.close()
      return tail
    } catch (error) {
      if (!stopping.aborted) fail(error instanceof Error ? error : fileTrouble(file.path, error))
      return undefined
    }
  }

  async function meetPlain(probe: Probe, previous: Tail | undefined): Promise<Tail | undefined> {
    const predecessor = [...tails.values()].find(
      (tail) => tail.former() === probe.path || (tail.leaving && tail.path() === probe.path),
    )
    const begun = predecessor && probe.size < predecessor.book.end ? predecessor.book : undefined
    const verdict = await recognise(ledger, to, unknownOf(probe), {
      trustWeak: false,
      ...(begun ? { not: begun } : {}),
    })
    const start = await startingPoint(probe, verdict)
    if (!start) return undefined
    const { path, dev, ino, handle } = probe
    // Whoever takes over a content does not wait for the tail that gave it up.
    const before = predecessor?.book === start.book ? undefined : predecessor
    const after = before ?? (opening ? previous : undefined)
    const tail = startTail(
      { ...context, released: (book) => rotated.catchUp(book, `${dev}:${ino}`) },
      { path, dev, ino, handle, ...start, ...(after ? { after: after.caughtUp } : {}) },
    )
    tails.set(tail.key, tail)
    void tail.ended.then(() => {
      if (tails.get(tail.key) === tail) tails.delete(tail.key)
      const failure = tail.failure()
      if (failure) {
        fail(failure)
        later.set(tail.key, now() + flow.retryMaxBackoffMillis)
      }
      recheckCopies()
    })
    return tail
  }

  async function startingPoint(
    probe: Probe,
    verdict: Verdict,
  ): Promise<{ book: Book; trail: Trail } | undefined> {
    const { path, dev, ino, handle, size } = probe
    const place = { path, dev, ino }
    if (verdict.kind === 'wait') {
      wantsScan = true
      return undefined
    }
    if (verdict.kind === 'part' || verdict.kind === 'copy') {
      settle(probe, true)
      tellOnce(verdict.kind === 'copy' ? says.copyOf(path, verdict.of.path()) : says.alreadyRead(path))
      return undefined
    }
    if (verdict.kind === 'new') {
      if (first && flow.initialPosition === 'END_OF_FILE' && size > 0) return fromEnd(probe)
      log.info(says.appeared(path, 0))
      return { book: ledger.open(to, place, START), trail: START }
    }
    const known = verdict.book
    const trail = await trailAt(handle, known.offset, { rungs: known.rungs, lines: known.lines })
    log.info(says.appeared(path, trail.position))
    if (verdict.kind === 'fork') return { book: ledger.open(to, place, trail, known.header), trail }
    known.place = place
    return { book: known, trail }
  }

  async function fromEnd({ handle, size, path, dev, ino }: Probe) {
    const offset = await lastLineEnd(handle, size)
    const trail = await trailAt(handle, offset, { rungs: [], lines: undefined })
    const book = ledger.open(to, { path, dev, ino }, trail)
    const position = { trail, base: offset, from: offset, half: 0, mid: false, header: undefined }
    // Kept before anything is read: a crash must not turn "from now on" into "from the next start on".
    if (offset > 0) await ledger.write(book, position)
    log.info(says.fromEnd(path, offset))
    return { book, trail }
  }

  function recheckCopies(): void {
    for (const [key, { copy }] of settled) if (copy) settled.delete(key)
    wantsScan = true
    bell.ring()
  }

  /** Files that nobody writes to any more need not stay open. */
  function park(here: ReadonlyMap<string, FileStat>): void {
    if (tails.size <= MOST_OPEN) return
    for (const file of [...here.values()].slice(0, tails.size - MOST_OPEN)) {
      const tail = tails.get(keyOf(file))
      const idle = tail && tail.status().lagBytes === 0 && now() - file.mtime > 60_000
      if (!idle) continue
      settle(file, false)
      tail.leave()
    }
  }

  async function run(): Promise<void> {
    const watch = watchFolder(pattern.folder, stopping, {
      changed(name) {
        if (name !== undefined && !pattern.matches(name)) return
        const rung = [...tails.values()].filter(
          (tail) => name === undefined || tail.path().endsWith(`/${name}`),
        )
        for (const tail of rung) tail.ring()
        // A file that was empty when it was met has its first bytes.
        if (rung.length === 0) {
          wantsScan = true
          bell.ring()
        }
      },
      renamed(name) {
        if (name !== undefined && !pattern.matches(name)) return
        wantsScan = true
        bell.ring()
      },
      failed: (reason) => tellOnce(says.noWatch(pattern.folder, reason)),
    })
    try {
      if (!first) await rotated.findOrphans()
      let due = 0
      while (!stopping.aborted) {
        watch.renew()
        // One name is one stat: looked at every time. A folder is listed when something in it changed, or now and then.
        if (pattern.name !== undefined || wantsScan || now() >= due) {
          wantsScan = false
          due = now() + flow.maxTimeBetweenFileTrackerRefreshMillis
          await scan().catch((error) => fail(new Error(messageOf(error))))
        }
        await bell.wait(flow.minTimeBetweenFilePollsMillis)
      }
    } finally {
      watch.close()
      await Promise.all([...tails.values()].map((tail) => tail.ended))
      await compressed.idle()
      for (const { probe } of empties.values()) await probe.handle.close()
    }
  }

  return {
    run,
    status() {
      const { state, lastError } = trouble.state()
      return {
        flow: flow.id,
        pattern: pattern.text,
        destination: to,
        waiting,
        files: [
          ...[...tails.values()].map((tail) => tail.status()),
          ...[...empties.values()].map(({ probe }) => emptyStatus(probe)),
        ],
        ...(lastError ? { lastError } : {}),
        failing: state === 'failing',
      }
    },
  }
}

function emptyStatus({ path, ino }: Probe): FileStatus {
  const none = { size: 0, offset: 0, lagBytes: 0, lagMillis: 0 }
  return {
    path,
    inode: ino,
    state: 'waiting',
    ...none,
    records: 0,
    truncatedRecords: 0,
    unconvertedRecords: 0,
  }
}

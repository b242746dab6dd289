import { setImmediate as turn } from 'node:timers/promises'
import type { Log } from '../../observe/log.ts'
import type { Trouble } from '../../observe/trouble.ts'
import {
  abortionOf,
  abortsUploads,
  expiringPrefixes,
  expiryOf,
  isDue,
  type LifecycleRule,
} from './core/lifecycle.ts'
import type { LifecycleRules } from './lifecycle-rules.ts'
import { type ObjectDescription, ObjectStoreError, type UploadDescription } from './ports.ts'

export interface LifecyclePorts {
  readonly rules: LifecycleRules
  readonly now: () => number
  readonly log: Log
  readonly trouble: Trouble
}

export interface Lifecycle {
  /**
   * Removes what is due now, in all buckets. All that is due becomes so at a midnight, UTC: a bucket that was swept
   * since, by the same rules, is passed over. One bucket's trouble does not keep the others.
   */
  sweep(signal?: AbortSignal): Promise<Swept>
  /** Sweeps now and then every so often, an hour unless told otherwise. `sleep` rejects when it is aborted. */
  start(sleep: Sleep, everyMillis?: number): void
  stop(): Promise<void>
  /** Since the start. */
  swept(): Swept
}

export interface Swept {
  readonly expired: number
  readonly aborted: number
}

export type Sleep = (millis: number, signal: AbortSignal) => Promise<unknown>

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Keys of one look into the store. */
const PAGE = 1000
/** Removals under way at once: each waits for the disk. */
const AT_ONCE = 8

const never = new AbortController().signal
/** Thrown into a removal to let the object be. */
const STAYS = Symbol('stays')

/** Does what buckets' lifecycle rules say. */
export function createLifecycle({ rules, now, log, trouble }: LifecyclePorts): Lifecycle {
  const { store } = rules
  const stopping = new AbortController()
  let running: Promise<unknown> = Promise.resolve()
  let [expired, aborted] = [0, 0]
  /** The day on which a bucket was last swept through, by these rules. */
  const sweptOn = new WeakMap<readonly LifecycleRule[], number>()

  async function sweep(signal: AbortSignal = never): Promise<Swept> {
    const before = { expired, aborted }
    let failed = false
    for (const { name } of await store.listBuckets()) {
      if (signal.aborted) break
      await sweepBucket(name, signal).catch((error) => {
        if (error instanceof ObjectStoreError && error.code === 'NoSuchBucket') return
        failed = true
        trouble.raise(error)
        log.warn('lifecycle rules could not be carried out', { bucket: name, reason: error.message })
      })
    }
    if (!failed) trouble.clear()
    return { expired: expired - before.expired, aborted: aborted - before.aborted }
  }

  async function sweepBucket(bucket: string, signal: AbortSignal) {
    const before = { expired, aborted }
    const inForce = await rules.of(bucket)
    const today = Math.floor(now() / DAY)
    if (sweptOn.get(inForce) === today) return
    const failures: unknown[] = []
    for (const prefix of expiringPrefixes(inForce)) await sweepObjects(bucket, prefix, failures, signal)
    if (abortsUploads(inForce)) await sweepUploads(bucket, failures, signal)
    const done = { expired: expired - before.expired, aborted: aborted - before.aborted }
    if (done.expired + done.aborted > 0) log.info('lifecycle rules carried out', { bucket, ...done })
    if (failures.length > 0) throw failures[0]
    if (!signal.aborted) sweptOn.set(inForce, today)
  }

  /** What cannot be removed goes to `failures` and does not keep the rest. */
  async function sweepObjects(bucket: string, prefix: string, failures: unknown[], signal: AbortSignal) {
    let after: string | undefined
    do {
      const page = await store.list(bucket, { prefix, after, limit: PAGE })
      const inForce = await rules.of(bucket)
      const due = page.objects.filter((object) => isDue(expiryOf(inForce, object), now()))
      for (let at = 0; at < due.length && !signal.aborted; at += AT_ONCE) {
        const some = due.slice(at, at + AT_ONCE)
        await Promise.all(some.map((object) => expire(bucket, object).catch((error) => failures.push(error))))
      }
      after = page.next
      await turn()
    } while (after !== undefined && !signal.aborted)
  }

  async function sweepUploads(bucket: string, failures: unknown[], signal: AbortSignal) {
    for (const upload of await store.listUploads(bucket)) {
      if (signal.aborted) return
      await abort(bucket, upload).catch((error) => failures.push(error))
    }
  }

  /** By the rules as they are at this moment, and only if the object that is there now is due: it may be a new one. */
  async function expire(bucket: string, { key }: ObjectDescription) {
    const inForce = await rules.of(bucket)
    try {
      await store.remove(bucket, key, (existing) => {
        const due = existing && expiryOf(inForce, existing)
        if (!isDue(due, now()) || !rules.hold(bucket, inForce)) throw STAYS
      })
      expired += 1
    } catch (error) {
      if (error !== STAYS) throw error
    }
  }

  async function abort(bucket: string, upload: UploadDescription) {
    if (!isDue(abortionOf(await rules.of(bucket), upload), now())) return
    try {
      await store.abortUpload(bucket, upload.id)
      aborted += 1
    } catch (error) {
      // It has just been completed, or aborted by its owner.
      if (!(error instanceof ObjectStoreError && error.code === 'NoSuchUpload')) throw error
    }
  }

  async function run(sleep: Sleep, everyMillis: number) {
    const { signal } = stopping
    while (!signal.aborted) {
      await sweep(signal).catch((error) => trouble.raise(error))
      await sleep(everyMillis, signal)
    }
  }

  return {
    sweep,
    start(sleep, everyMillis = HOUR) {
      running = run(sleep, everyMillis).catch((error) => {
        if (!stopping.signal.aborted) trouble.raise(error)
      })
    },
    async stop() {
      stopping.abort()
      await running
    },
    swept: () => ({ expired, aborted }),
  }
}

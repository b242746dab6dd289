import type { OwnFunctionsPorts } from '../ports.ts'
import { type EventSettings, LATEST, type OwnFunction } from './definition.ts'
import type { Invoker } from './invoking.ts'
import type { Place } from './lambda.ts'
import { type Registry, resolve } from './registry.ts'

/**
 * Invocations of the type Event: kept until the function has taken them, so that neither a crash nor a restart loses
 * one that was accepted. A failed one is tried twice more, after one and two minutes; a throttled one as long as
 * events live, 6 hours.
 */
export interface EventQueue {
  /** Resolves when the event is durable. */
  add(name: string, qualifier: string | undefined, event: Uint8Array, more: EventMore): Promise<void>
  /** Takes up what was left by an earlier life. */
  start(): void
  waiting(): number
  stop(): void
}

export interface EventMore {
  readonly requestId: string
  readonly clientContext?: string
}

interface Kept extends EventMore {
  readonly name: string
  readonly qualifier?: string
  /** Base64 */
  readonly event: string
  /** ms since 1970 */
  readonly since: number
  readonly failures: number
}

const PREFIX = 'functions/event/'
const MINUTE = 60_000
const MOST_AGE_SECONDS = 21_600
const RETRIES = 2

export function createEventQueue(
  { marks, sleep }: OwnFunctionsPorts,
  given: {
    readonly registry: Registry
    readonly invoker: Invoker
    readonly place: Place
    readonly now: () => number
    readonly onTrouble: (error: Error) => void
    readonly onGivenUp: (sentence: string) => void
  },
): EventQueue {
  const { registry, invoker, place, now, onTrouble, onGivenUp } = given
  const stopping = new AbortController()
  let waiting = 0

  async function work(key: string, first: Kept) {
    waiting++
    try {
      let kept: Kept | undefined = first
      for (let throttles = 0; kept && !stopping.signal.aborted; ) {
        const result = await attempt(kept)
        if (result === 'throttled')
          await sleep(Math.min(5 * MINUTE, 1000 * 2 ** throttles++), stopping.signal)
        const next = after(kept, result)
        if (next && next !== kept) {
          await marks.write(key, JSON.stringify(next))
          await sleep(next.failures * MINUTE, stopping.signal)
        }
        kept = next
      }
      if (!kept) await marks.remove(key)
    } catch (error) {
      if (!stopping.signal.aborted) onTrouble(error as Error)
    } finally {
      waiting--
    }
  }

  async function attempt(kept: Kept): Promise<'done' | 'failed' | 'throttled' | 'gone'> {
    let resolved: ReturnType<typeof resolve>
    try {
      resolved = resolve(registry, place, kept.name, kept.qualifier)
    } catch {
      return 'gone'
    }
    try {
      const { requestId, clientContext } = kept
      const event = Buffer.from(kept.event, 'base64')
      const more = { requestId, ...(clientContext === undefined ? {} : { clientContext }) }
      const { failed } = await invoker.invoke(resolved, event, more)
      return failed ? 'failed' : 'done'
    } catch (error) {
      if (stopping.signal.aborted) throw error
      return 'throttled'
    }
  }

  /** What is left to do; undefined: nothing. */
  function after(kept: Kept, result: Awaited<ReturnType<typeof attempt>>): Kept | undefined {
    const own = registry.get(kept.name)
    const { retries = RETRIES, maxAgeSeconds = MOST_AGE_SECONDS } = settingsOf(own, kept.qualifier)
    if (result === 'done' || result === 'gone') return undefined
    const failures = kept.failures + (result === 'failed' ? 1 : 0)
    const tooOld = now() - kept.since > maxAgeSeconds * 1000
    if (failures <= retries && !tooOld) return result === 'failed' ? { ...kept, failures } : kept
    const why = tooOld ? `it is older than ${maxAgeSeconds} s` : `the function failed ${failures} times`
    onGivenUp(`An event for the function ${kept.name} was given up: ${why} (${kept.requestId}).`)
    return undefined
  }

  return {
    async add(name, qualifier, event, more) {
      const kept: Kept = {
        ...{ name, event: Buffer.from(event).toString('base64'), since: now(), failures: 0 },
        ...(qualifier === undefined ? {} : { qualifier }),
        ...more,
      }
      const key = PREFIX + more.requestId
      await marks.write(key, JSON.stringify(kept))
      void work(key, kept)
    },
    start() {
      for (const [key, value] of [...marks.list(PREFIX)]) void work(key, JSON.parse(value) as Kept)
    },
    waiting: () => waiting,
    stop: () => stopping.abort(),
  }
}

function settingsOf(own: OwnFunction | undefined, qualifier = LATEST): Partial<EventSettings> {
  return own?.eventSettings?.[qualifier] ?? {}
}

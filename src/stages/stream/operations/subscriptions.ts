/** One subscription of a consumer to a shard. */
export interface Subscription {
  /** Aborts when another one takes over. */
  readonly taken: AbortSignal
  end(): void
}

/** Which consumer is subscribed to which shard: one at a time. */
export interface Subscriptions {
  /** Takes over from the one before; undefined, and nothing changed, when that was begun a moment ago. */
  begin(consumer: string, shard: string, now: number): Subscription | undefined
}

/** Kinesis's rule: for so many ms after a successful call another one is refused. */
const GUARD = 5000
/** A subscription that nobody read from is forgotten after this long, ms; it would be over. */
const FORGET = 600_000

interface Known {
  readonly begunAt: number
  readonly taken: AbortController
  ended: boolean
}

export function createSubscriptions(): Subscriptions {
  const latest = new Map<string, Known>()

  function forgetOld(now: number) {
    for (const [key, { ended, begunAt }] of latest) {
      if (now - begunAt >= (ended ? GUARD : FORGET)) latest.delete(key)
    }
  }

  return {
    begin(consumer, shard, now) {
      const key = `${consumer} ${shard}`
      const before = latest.get(key)
      if (before && now - before.begunAt < GUARD) return undefined
      before?.taken.abort()
      forgetOld(now)
      const made: Known = { begunAt: now, taken: new AbortController(), ended: false }
      latest.set(key, made)
      return {
        taken: made.taken.signal,
        end() {
          made.ended = true
        },
      }
    },
  }
}

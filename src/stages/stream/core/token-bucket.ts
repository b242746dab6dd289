/** Lets so much a second through, and after a rest a second's worth at once. Time is an argument, ms. */
export interface TokenBucket {
  /**
   * Takes `amount` if there is enough. What is more than a second's worth is let through when the bucket is full,
   * and then nothing until that is made up for.
   */
  take(amount: number, now: number): boolean
  /** Takes what was used already; the bucket may owe. */
  owe(amount: number, now: number): void
  /** Something is left. */
  hasAny(now: number): boolean
  isFull(now: number): boolean
}

export function createTokenBucket(perSecond: number, now: number): TokenBucket {
  let tokens = perSecond
  let at = now
  function refill(time: number) {
    // A clock that was set back adds nothing.
    if (time > at) tokens = Math.min(perSecond, tokens + ((time - at) / 1000) * perSecond)
    at = time
  }
  return {
    take(amount, time) {
      refill(time)
      if (tokens < Math.min(amount, perSecond)) return false
      tokens -= amount
      return true
    },
    owe(amount, time) {
      refill(time)
      tokens -= amount
    },
    hasAny(time) {
      refill(time)
      return tokens > 0
    },
    isFull(time) {
      refill(time)
      return tokens === perSecond
    },
  }
}

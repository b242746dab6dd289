/** Who holds a name: one at a time, in order of asking. */
export interface Locks {
  alone<Result>(name: string, act: () => Promise<Result>): Promise<Result>
}

export function createLocks(): Locks {
  const last = new Map<string, Promise<unknown>>()
  return {
    async alone(name, act) {
      const before = last.get(name)
      const mine = before ? before.then(act, act) : act()
      const settled = mine.then(nothing, nothing)
      last.set(name, settled)
      try {
        return await mine
      } finally {
        if (last.get(name) === settled) last.delete(name)
      }
    },
  }
}

function nothing() {}

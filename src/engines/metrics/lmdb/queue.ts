/** Runs jobs one after the other: each sees on disk what those before it have put. */
export interface Queue {
  add<Result>(job: () => Promise<Result>): Promise<Result>
  idle(): Promise<unknown>
}

export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve()
  return {
    add(job) {
      const done = last.then(job)
      last = done.catch(() => {})
      return done
    },
    idle: () => last,
  }
}

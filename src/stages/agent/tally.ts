import type { Sink } from '../../record/index.ts'

/** Since the program's start. */
export interface Totals {
  readonly recordsRead: number
  readonly bytesRead: number
  readonly recordsSent: number
  /** Records that a service refused and that were sent again, and requests that failed as a whole. */
  readonly recordsRefused: number
  readonly requestsFailed: number
  readonly requests: number
}

/** Counts for the status line. */
export interface Tally {
  /** The agent's `onRead`. */
  read(records: number, bytes: number): void
  /** The sink, counted. */
  counted(sink: Sink): Sink
  totals(): Totals
}

export function createTally(): Tally {
  const totals = {
    recordsRead: 0,
    bytesRead: 0,
    recordsSent: 0,
    recordsRefused: 0,
    requestsFailed: 0,
    requests: 0,
  }
  return {
    read(records, bytes) {
      totals.recordsRead += records
      totals.bytesRead += bytes
    },
    counted: (sink) => ({
      async push(...given) {
        const [batch, signal] = given
        totals.requests++
        try {
          const refusals = await sink.push(...given)
          totals.recordsSent += batch.ends.length - refusals.length
          totals.recordsRefused += refusals.length
          return refusals
        } catch (error) {
          if (!signal.aborted) totals.requestsFailed++
          throw error
        }
      },
    }),
    totals: () => ({ ...totals }),
  }
}

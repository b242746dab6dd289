import type { Failure } from '../core/error-document.ts'
import { formatPosition, type Position } from '../core/position.ts'
import { Stopped } from '../patience.ts'
import type { DocumentIndex, IndexWrite } from '../ports.ts'
import type { IndexSettings } from '../settings.ts'
import type { DestinationContext } from './context.ts'

/** Why an append was given up; undefined when rows and position are durable. */
export type GivenUp = { readonly failure: Failure; readonly permanent: boolean } | undefined

export interface Append {
  (writes: readonly IndexWrite[], position: Position): Promise<GivenUp>
  /** Moves the position without rows; false if the index does not take it at the first attempt. */
  moveTo(position: Position): Promise<boolean>
}

/**
 * Appends, and tries again when that may help. An error that is `permanent`, or has status 400, is the documents'
 * fault: given up at once. Any other status is the index's refusal: tried again for RetryOptions'
 * DurationInSeconds. An error without a status means that the index is not there (it is closing, its disk is
 * full): then giving up would throw away the search over records that are safe in the stream, so it is waited for.
 */
export function createAppend(
  context: DestinationContext,
  destination: IndexSettings,
  index: DocumentIndex,
  positionKey: string,
): Append {
  const { ports, patience, trouble } = context
  const write = (writes: readonly IndexWrite[], position: Position) =>
    index.append(writes, { key: positionKey, value: formatPosition(position) })

  async function append(writes: readonly IndexWrite[], position: Position): Promise<GivenUp> {
    const begun = ports.now()
    for (let attempt = 1; ; attempt++) {
      try {
        await write(writes, position)
        trouble.clear()
        return undefined
      } catch (thrown) {
        if (thrown instanceof Stopped) throw thrown
        const error = thrown as AppendError
        trouble.raise(error)
        const permanent = error.permanent === true || error.status === 400
        const late = error.status !== undefined && ports.now() - begun >= destination.retryMillis
        if (permanent || late) return { failure: failureOf(error, attempt, ports.now()), permanent }
        await patience.pause(attempt)
      }
    }
  }

  return Object.assign(append, {
    async moveTo(position: Position) {
      try {
        await write([], position)
        return true
      } catch (error) {
        trouble.raise(error as Error)
        return false
      }
    },
  })
}

interface AppendError extends Error {
  readonly permanent?: boolean
  readonly status?: number
}

function failureOf(error: AppendError, attemptsMade: number, now: number): Failure {
  return {
    attemptsMade,
    errorCode: String(error.status ?? 400),
    errorMessage: error.message,
    attemptEndingTimestamp: now,
  }
}

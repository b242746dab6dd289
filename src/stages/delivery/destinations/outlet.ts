import type { Load } from '../conveyor.ts'
import { type ErrorType, errorDocument, type Failure, processingFailed } from '../core/error-document.ts'
import { formatPosition, further, type Position, parsePosition } from '../core/position.ts'
import { Stopped } from '../patience.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { OutletSettings, Settings } from '../settings.ts'
import type { Outcome } from '../tally.ts'
import { type Destination, type DestinationContext, markOf } from './context.ts'
import { createErrorOutput } from './error-output.ts'
import { deliverGroups } from './groups.ts'
import { type Counts, type Outgoing, outgoingOf } from './outgoing.ts'

/** How one kind of destination beyond the network is spoken to. */
export interface Outlet {
  /** Folder of what it could not take. */
  readonly errorType: ErrorType
  /** Most of one request. */
  readonly most: { readonly records: number; readonly bytes: number }
  /** One attempt; answers what failed. Rejects with `Stopped` alone. */
  attempt(records: readonly Outgoing[], request: Attempt): Promise<readonly Rejection[]>
  /** Members of the error document that this kind of destination adds, behind rawData or before it. */
  describe?(record: Outgoing): object
  describeBefore?(record: Outgoing): object
  /** Instead of error documents: makes durable where these records are. Tried until it works. */
  abandon?(records: readonly Outgoing[]): Promise<void>
}

export interface Attempt {
  /** The same for every attempt of a request. */
  readonly requestId: string
  /** Aborts some time after a stop: what is under way may still be answered. */
  readonly signal: AbortSignal
}

export interface Rejection {
  readonly record: Outgoing
  readonly code: string
  readonly message: string
  /** Trying again can't help. */
  readonly permanent: boolean
}

/** How long a request may go on after a stop, ms. What it brought is sent again at the next start. */
const GRACE_MILLIS = 5000

/** AWS's waits between attempts: from one second to two minutes. */
const WAITS = { first: 1000, most: 120_000 }

/**
 * Delivers at least once: what is told by one mark, `{shard: next counter}`, is there or in the error output. A crash
 * makes what was sent after it come again, under the same ids.
 */
export function openOutlet(
  ports: DeliveryPorts,
  settings: Settings,
  outlet: Outlet,
  already?: () => Promise<Position | undefined>,
): Destination {
  const mark = markOf('outlet', settings)
  let committed: Position = {}
  return {
    async position() {
      const text = ports.marks.read(mark)
      committed = further(text === undefined ? {} : parsePosition(text), (await already?.()) ?? {})
      return Object.keys(committed).length === 0 ? undefined : committed
    },
    run: (context) => runOutlet(context, settings.destination as OutletSettings, outlet, mark, committed),
  }
}

async function runOutlet(
  context: DestinationContext,
  destination: OutletSettings,
  outlet: Outlet,
  mark: string,
  start: Position,
): Promise<void> {
  const { ports, settings, patience, trouble, tally, signal } = context
  const errorOutput = createErrorOutput(context, destination.bucket)
  await errorOutput.recover(start)
  let committed = start
  const lambdaArn = settings.processor?.functionArn ?? ''
  const given = new AbortController()
  const grace = () =>
    ports.sleep(GRACE_MILLIS, given.signal).then(
      () => given.abort(),
      () => {},
    )
  signal.addEventListener('abort', grace)

  try {
    await deliverGroups(context, destination.hints, { write, isCommitted: () => true })
  } finally {
    signal.removeEventListener('abort', grace)
    given.abort()
  }

  async function write(loads: readonly Load[]): Promise<Outcome[]> {
    const outcomes = loads.map(({ receipt }): Counts => ({ receipt, rows: 0, unparsed: 0, failed: 0 }))
    await putProcessingFailures(loads, outcomes)
    const records = loads.flatMap((load, at) => outgoingOf(load, outcomes[at], destination.delimiter))
    const givenUp: [Outgoing, Failure][] = []
    for (const request of requestsOf(records)) givenUp.push(...(await deliver(request)))
    for (const { outcome } of records) outcome.rows++
    for (const [{ outcome }] of givenUp) {
      outcome.rows--
      outcome.failed++
    }
    await putGivenUp(loads, givenUp)
    const moved = { ...committed }
    for (const { receipt } of loads) moved[receipt.shard] = receipt.next
    await patience.insist(() => ports.marks.write(mark, formatPosition(moved)))
    committed = moved
    loads.forEach(({ parts }, at) => {
      outcomes[at].unparsed += parts.reduce((sum, { unparsed = 0 }) => sum + unparsed, 0)
    })
    return outcomes
  }

  function requestsOf(records: readonly Outgoing[]): Outgoing[][] {
    const requests: Outgoing[][] = []
    let bytes = 0
    for (const record of records) {
      const last = requests.at(-1)
      const fits =
        last && last.length < outlet.most.records && bytes + record.body.length <= outlet.most.bytes
      if (fits) last.push(record)
      else requests.push([record])
      bytes = fits ? bytes + record.body.length : record.body.length
    }
    return requests
  }

  /** Until it works, can't, or RetryOptions' DurationInSeconds since the first failure are over. */
  async function deliver(request: readonly Outgoing[]): Promise<[Outgoing, Failure][]> {
    const requestId = ports.uuid()
    const givenUp: [Outgoing, Failure][] = []
    let left = request
    let failedAt: number | undefined
    for (let attempt = 1; ; attempt++) {
      const rejected = await outlet.attempt(left, { requestId, signal: given.signal })
      if (given.signal.aborted && rejected.length > 0) throw new Stopped()
      const now = ports.now()
      failedAt ??= now
      const isLate = now - failedAt >= destination.retryMillis
      for (const { record, code, message, permanent } of rejected) {
        if (!permanent && !isLate) continue
        const failure = {
          attemptsMade: attempt,
          errorCode: code,
          errorMessage: message,
          attemptEndingTimestamp: now,
        }
        givenUp.push([record, failure])
      }
      left = isLate ? [] : rejected.flatMap(({ record, permanent }) => (permanent ? [] : [record]))
      for (const piece of left.length === 0 && rejected.length === 0 ? request : [])
        tally.bytes += piece.body.length
      if (rejected.length === 0) trouble.clear()
      else trouble.raise(new Error(`${rejected[0].code}: ${rejected[0].message}`))
      if (left.length > 0) {
        await patience.pause(attempt, WAITS)
        continue
      }
      const { abandon } = outlet
      if (abandon && givenUp.length > 0)
        await patience.insist(() => abandon(givenUp.map(([record]) => record)))
      return givenUp
    }
  }

  async function putProcessingFailures(loads: readonly Load[], outcomes: readonly Counts[]) {
    const documents: Uint8Array[] = []
    loads.forEach(({ parts }, at) => {
      for (const { batch, failure, failed = [] } of parts) {
        if (failure) documents.push(processingFailed(batch, failure, lambdaArn))
        for (const each of failed) documents.push(errorDocument(each, { lambdaArn }))
        outcomes[at].failed += failure ? batch.ends.length : failed.length
      }
    })
    await putErrors(loads, 'processing-failed', documents)
  }

  async function putGivenUp(loads: readonly Load[], givenUp: readonly [Outgoing, Failure][]) {
    if (outlet.abandon) return
    const documents = givenUp.map(([record, failure]) =>
      errorDocument(
        { body: record.raw, arrived: record.arrived, failure },
        outlet.describe?.(record),
        outlet.describeBefore?.(record),
      ),
    )
    await putErrors(loads, outlet.errorType, documents)
  }

  /** Before the position that leaves their records behind. */
  async function putErrors(loads: readonly Load[], errorType: ErrorType, documents: readonly Uint8Array[]) {
    if (documents.length === 0) return
    const receipts = loads.map(({ receipt }) => receipt)
    const firsts = Object.fromEntries([...receipts].reverse().map(({ shard, first }) => [shard, first]))
    const time = Math.min(...receipts.map(({ arrived }) => arrived))
    await errorOutput.put({ errorType, firsts, time, documents }, committed)
  }
}

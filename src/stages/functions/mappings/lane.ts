import { eventRecordOf, firstFailure, type KinesisPlace, type KinesisRecord } from '../core/kinesis-event.ts'
import type { Mapping } from './definition.ts'

/** What became of an invocation; throws when it could not be tried at all (throttled, no such function). */
export interface Invocation {
  readonly failed: boolean
  readonly payload: Uint8Array
  readonly requestId: string
  readonly executedVersion: string
}

export interface LanePorts {
  readonly invoke: (event: Uint8Array) => Promise<Invocation>
  /** Records up to and including this one are done with. */
  readonly done: (last: KinesisRecord) => Promise<void>
  readonly giveUp: (given: GivenUp) => Promise<void>
  /** `OK`, or what is wrong, for LastProcessingResult. */
  readonly told: (result: string) => void
  readonly now: () => number
  readonly sleep: (millis: number) => Promise<void>
}

export interface GivenUp {
  readonly records: readonly KinesisRecord[]
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded'
  readonly invocations: number
  readonly last?: Invocation
  readonly event: string
}

interface Item {
  readonly records: readonly KinesisRecord[]
  readonly failures: number
  readonly last?: Invocation
}

const MOST_PAUSE = 60_000

/**
 * Has a function take records in order: again while it fails, in halves where that is asked for, until it succeeds or
 * they are given up by age or attempts. Splitting does not count as an attempt.
 */
export async function runLane(
  mapping: Mapping,
  place: KinesisPlace,
  records: readonly KinesisRecord[],
  ports: LanePorts,
): Promise<void> {
  const work: Item[] = [{ records, failures: 0 }]
  for (let item = work.shift(); item; item = work.shift()) {
    const young = await withoutOld(item)
    if (young.records.length === 0) continue
    const outcome = await attempt(young)
    if (outcome.rest.length === 0) {
      await ports.done(young.records[young.records.length - 1])
      continue
    }
    const at = young.records.length - outcome.rest.length
    if (at > 0) await ports.done(young.records[at - 1])
    work.unshift(...(await next({ ...young, records: outcome.rest, last: outcome.last })))
  }

  /** What is left to do of records that the function failed on. */
  async function next({ records, failures, last }: Item & { readonly last: Invocation }): Promise<Item[]> {
    ports.told('PROBLEM: Function call failed')
    if (mapping.bisect && records.length > 1) {
      const middle = Math.ceil(records.length / 2)
      return [records.slice(0, middle), records.slice(middle)].map((half) => ({
        records: half,
        failures,
        last,
      }))
    }
    const failed = failures + 1
    if (mapping.retries !== -1 && failed > mapping.retries) {
      await giveUp({ records, condition: 'RetryAttemptsExhausted', invocations: failed, last })
      return []
    }
    await ports.sleep(Math.min(MOST_PAUSE, 1000 * 2 ** Math.min(failures, 6)))
    return [{ records, failures: failed, last }]
  }

  async function attempt({ records }: Item): Promise<{ rest: readonly KinesisRecord[]; last: Invocation }> {
    for (let tries = 0; ; tries++) {
      try {
        const last = await ports.invoke(Buffer.from(eventOf(records)))
        if (last.failed) return { rest: records, last }
        const at = mapping.reportFailures ? firstFailure(last.payload, records) : undefined
        if (at === undefined) ports.told('OK')
        return { rest: at === undefined ? [] : records.slice(at), last }
      } catch (error) {
        // Throttled, or the function is not there: no attempt was made.
        ports.told(`PROBLEM: ${(error as Error).message}`)
        await ports.sleep(Math.min(MOST_PAUSE, 1000 * 2 ** Math.min(tries, 6)))
      }
    }
  }

  async function withoutOld(item: Item): Promise<Item> {
    if (mapping.maxAgeSeconds === -1) return item
    const oldest = ports.now() - mapping.maxAgeSeconds * 1000
    const first = item.records.findIndex((each) => each.ApproximateArrivalTimestamp.getTime() >= oldest)
    const old = first === -1 ? item.records : item.records.slice(0, first)
    if (old.length === 0) return item
    await giveUp({ records: old, condition: 'RecordAgeExceeded', invocations: item.failures })
    return { ...item, records: item.records.slice(old.length) }
  }

  async function giveUp(given: Omit<GivenUp, 'event'>) {
    await ports.giveUp({ ...given, event: eventOf(given.records) })
    await ports.done(given.records[given.records.length - 1])
  }

  function eventOf(records: readonly KinesisRecord[]): string {
    return JSON.stringify({ Records: records.map((record) => eventRecordOf(record, place)) })
  }
}

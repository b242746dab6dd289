import {
  type Mark,
  type Marks,
  type RecordBatch,
  type Refusal,
  type Sink,
  sliceBatch,
} from '../../record/index.ts'
import { backoff } from './core/backoff.ts'
import { PUT_RECORD_BATCH, PUT_RECORDS, type RequestLimits, requestEnds } from './core/requests.ts'
import { messageOf, positionNotKept } from './errors.ts'
import { type Destination, nameOf } from './flow.ts'
import { createGate, type Gate } from './gate.ts'
import type { AgentPorts, RemoteEnd } from './ports.ts'
import { sleep } from './sleep.ts'

export interface RemoteSinkOptions {
  readonly end: RemoteEnd
  readonly destination: Destination
  /** Shared by all sinks: how many requests may be in flight. */
  readonly gate: Gate
  readonly marks: Marks
  readonly random: () => number
  onTrouble(error: Error): void
}

/**
 * A remote stream or delivery stream as a sink. Its mark is kept after the service acknowledged every record of the
 * push; when some were refused, the caller keeps one that says so. A crash in between sends at most the pushes in
 * flight again.
 */
export function createRemoteSink(options: RemoteSinkOptions): Sink {
  const { destination, marks } = options
  const isStream = 'stream' in destination
  const limits: RequestLimits = isStream ? PUT_RECORDS : PUT_RECORD_BATCH
  const name = isStream ? destination.stream : destination.deliveryStream

  /** Answers refusals; when a request fails after others of the batch were taken, the rest counts as refused. */
  async function putAll(batch: RecordBatch, signal: AbortSignal): Promise<Refusal[]> {
    const refusals: Refusal[] = []
    let from = 0
    for (const to of requestEnds(batch, limits)) {
      try {
        const part = from === 0 && to === batch.ends.length ? batch : sliceBatch(batch, from, to)
        const refused = await options.gate.pass(() => options.end.put(name, part, signal), signal)
        for (const { at, reason } of refused) refusals.push({ at: from + at, reason })
      } catch (error) {
        if (from === 0) throw error
        for (let at = from; at < batch.ends.length; at++) refusals.push({ at, reason: error as Error })
        return refusals
      }
      from = to
    }
    return refusals
  }

  /** The records are sent: they must not be sent again because the disk is full for a while. */
  async function keep(mark: Mark, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await marks.write(mark.key, mark.value)
      } catch (error) {
        const trouble = positionNotKept(messageOf(error))
        if (signal.aborted) throw trouble
        options.onTrouble(trouble)
        await sleep(backoff(attempt, 100, 10_000, options.random()), signal)
      }
    }
  }

  return {
    async push(batch, signal, mark) {
      const refusals = await putAll(batch, signal)
      if (mark && refusals.length === 0) await keep(mark, signal)
      return refusals
    },
  }
}

export interface RemoteSinksOptions {
  readonly kinesis: RemoteEnd | undefined
  readonly firehose: RemoteEnd | undefined
  readonly marks: Marks
  /** Most requests in flight, of all sinks together. */
  readonly requests: number
  readonly random?: () => number
  /** Wraps each sink once: what counts. */
  readonly observed?: (sink: Sink, destination: Destination) => Sink
  onTrouble(error: Error): void
}

/** The agent's `sink` port on remote services: one sink a destination. */
export function createRemoteSinks(options: RemoteSinksOptions): AgentPorts['sink'] {
  const gate = createGate(options.requests)
  const sinks = new Map<string, Sink>()
  return (destination) => {
    const end = 'stream' in destination ? options.kinesis : options.firehose
    if (!end) return undefined
    const key = nameOf(destination)
    const known = sinks.get(key)
    if (known) return known
    const { marks, onTrouble, random = Math.random, observed = (sink) => sink } = options
    const made = createRemoteSink({ end, destination, gate, marks, random, onTrouble })
    const sink = observed(made, destination)
    sinks.set(key, sink)
    return sink
  }
}

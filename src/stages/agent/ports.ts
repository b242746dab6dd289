import type { Log } from '../../observe/log.ts'
import type { Marks, RecordBatch, Refusal, Sink } from '../../record/index.ts'

/** What the agent must be given. */
export interface AgentPorts {
  /** Where a flow's records go: a stream or a delivery stream by name. Undefined if there is none. */
  sink(destination: { readonly stream: string } | { readonly deliveryStream: string }): Sink | undefined
  /**
   * File positions. Written by the sink together with the records where it can (`Sink.push`'s mark);
   * keys begin with `agent/`.
   */
  readonly marks: Marks
  readonly now: () => number
  readonly log: Log
  /** 0 to 1: partition keys and jitter. Math.random if absent. */
  readonly random?: () => number
  /** Told of records that were cut from a file, and the bytes that they come from. */
  readonly onRead?: (records: number, bytes: number) => void
}

/** One service of a remote endpoint: Kinesis Data Streams or Firehose. `engines/agent/*` fit this. */
export interface RemoteEnd {
  /**
   * Puts a batch that is within the service's limits, in one request without retries. Answers the records that were
   * refused; rejects with a RemoteFailure when none of them may have been taken.
   */
  put(name: string, batch: RecordBatch, signal: AbortSignal): Promise<readonly Refusal[]>
  /** Asks for credentials, without a request to the service. Rejects with a RemoteFailure when there are none. */
  check(): Promise<void>
  close(): void
}

/** Where metrics are published. */
export interface RemoteMetrics {
  /** Rejects with a RemoteFailure. */
  publish(namespace: string, data: readonly MetricData[], signal: AbortSignal): Promise<void>
  close(): void
}

/** One metric's values of one minute. */
export interface MetricData {
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly unit: 'Count' | 'Bytes'
  /** Start of the minute, ms since 1970. */
  readonly at: number
  readonly sum: number
  readonly count: number
  readonly minimum: number
  readonly maximum: number
}

/** How a remote service is reached, and as whom. */
export interface RemoteAccess {
  /** Absent: AWS's own of the region. */
  readonly endpoint?: string
  readonly region: string
  readonly identity: RemoteIdentity
  readonly http: RemoteHttp
  /** Product name and version, and what the user adds or puts in its place. */
  readonly userAgent: { readonly product: string; readonly prefix?: string; readonly instead?: string }
}

export interface RemoteIdentity {
  /** Absent: the SDK's chain (environment, profile, container, instance). `secret` is a function so that no printout has it. */
  readonly keys?: { readonly id: string; secret(): string }
  readonly role?: {
    readonly arn: string
    readonly externalId?: string
    readonly endpoint?: string
    readonly region: string
  }
}

export interface RemoteHttp {
  readonly maxConnections: number
  /** 0: no limit. */
  readonly connectionTimeoutMillis: number
  /** Longest silence of an open connection while an answer is awaited; 0: no limit. */
  readonly socketTimeoutMillis: number
}

/** Why a request failed, in a sentence that says what to do. */
export class RemoteFailure extends Error {
  /** It won't heal by itself soon (no such stream, no permission): tried again slowly. */
  readonly isLasting: boolean
  constructor(message: string, isLasting: boolean) {
    super(message)
    this.name = 'RemoteFailure'
    this.isLasting = isLasting
  }
}

import type { Log } from '../../observe/log.ts'
import type { Marks, Sink } from '../../record/index.ts'

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
}

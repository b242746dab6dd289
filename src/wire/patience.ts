/** How long the wire waits for a client, in ms. */
export interface Patience {
  /** For the first bytes, and for the headers to be complete. */
  readonly headers: number
  /** For the next request. */
  readonly idle: number
  /** For the next byte of a body, or for a byte of ours to be taken: then the client is held for dead. */
  readonly silence: number
}

/** Idle connections are kept longer than load balancers and the SDKs keep them. */
export const PATIENCE: Patience = { headers: 60_000, idle: 75_000, silence: 120_000 }

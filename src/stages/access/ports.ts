/** A pair of keys that signs requests. */
export interface AccessKey {
  /** `AKIA` and 16 more capital letters and digits. */
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** ISO 8601. */
  readonly created: string
}

/** Where access keys are kept. `engines/access/*` fit this. */
export interface KeyStore {
  /** Undefined when none were ever kept. Rejects with a sentence for a person when what is there can't be read. */
  read(): Promise<readonly AccessKey[] | undefined>
  /**
   * Keeps the first keys, durably, where only their owner can read them, and answers those that are kept now: another
   * process may have been first.
   */
  makeFirst(keys: readonly AccessKey[]): Promise<readonly AccessKey[]>
}

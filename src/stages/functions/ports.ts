import type { Log } from '../../observe/log.ts'

/** What the functions room must be given. */
export interface FunctionsPorts {
  readonly now: () => number
  readonly log: Log
  /** For the ARNs of functions. */
  readonly account: string
  readonly region: string
  /** Names of formats, or nginx `log_format` or Apache `LogFormat` strings; absent or `auto`: every one known. */
  readonly formats?: readonly string[] | undefined
  /** A MaxMind city database to use instead of the built-in one. */
  readonly geoFile?: string | undefined
}

import type { Log } from '../../observe/log.ts'

/** What the bookstore must be given, and what it may be told. */
export interface BookstoreOptions {
  readonly logFile: string
  readonly log: Log
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default 8080; 0: any that is free. */
  readonly port?: number
  /** The same seed gives the same visitors and requests. Default 1. */
  readonly seed?: number | string
  /** Requests per second of simulated visitors, on average over a week; 0: nobody comes. Default 15. */
  readonly rate?: number
  /** Simulated readers at the same time. Default: six seconds between one reader's requests. */
  readonly visitors?: number
  /** Sends the visitors to this address (an nginx before the bookstore) instead of to the bookstore itself. */
  readonly visit?: string
  /** Hours of simulated past to write into the log first, if it is new or empty. Default 0. */
  readonly backfillHours?: number
  /** About how many lines that past has. Default 50,000. */
  readonly backfillLines?: number
  /** The log is renamed to `.1` at this size; 0: never, logrotate does it. Default 64 MiB. */
  readonly rotateBytes?: number
  /** How many renamed logs are kept. Default 5. */
  readonly keep?: number
  /** ms since 1970. Default: the clock. */
  readonly now?: () => number
}

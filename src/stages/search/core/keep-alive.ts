import { illegal } from '../errors.ts'
import { durationOf } from './aggregation/interval.ts'

/** OpenSearch's `search.max_keep_alive`. */
const LONGEST = 24 * 3_600_000

/** `1m` in ms; a number alone has no unit and is refused. */
export function keepAliveOf(name: string, value: unknown): number {
  const millis = /^\d+(?:ms|s|m|h|d)$/.test(String(value)) ? durationOf(value) : undefined
  if (millis === undefined || millis <= 0)
    throw illegal(
      `failed to parse setting [${name}] with value [${String(value)}] as a time value: unit is missing or unrecognized`,
    )
  if (millis <= LONGEST) return millis
  throw illegal(
    `Keep alive for request (${String(value)}) is too large. It must be less than (1d). ` +
      'This limit can be set by changing the [search.max_keep_alive] cluster level setting.',
  )
}

import type { Caller } from '../../../record/index.ts'
import { provisionedStream, warmThroughputNotCommitted, warmThroughputTooHigh } from '../errors.ts'
import { DAY } from '../shapes.ts'
import type { Control } from './control.ts'

/** The account's commitment to a minimum of throughput: kept and shown, for nothing is billed. ms since 1970. */
interface Commitment {
  readonly startedAt?: number
  /** Set when it was ended; in the future while the shortest term runs. */
  readonly endedAt?: number
}

const KEY = 'kinesis/account-settings'
/** A commitment runs for a day at least. */
const SHORTEST = DAY
/** Kinesis's most for an on-demand stream: 10 GiB/s. */
const WARM_LIMIT = 10_240

export function readCommitment(control: Control): Commitment {
  const kept = control.engine.marks.read(KEY)
  return kept === undefined ? {} : (JSON.parse(kept) as Commitment)
}

export async function changeCommitment(control: Control, status: 'ENABLED' | 'DISABLED'): Promise<void> {
  const now = control.now()
  const current = readCommitment(control)
  const { startedAt } = current
  const enabled = isCommitted(control)
  const changed =
    status === 'ENABLED'
      ? { startedAt: enabled && startedAt !== undefined ? startedAt : now }
      : enabled && startedAt !== undefined && current.endedAt === undefined
        ? { startedAt, endedAt: Math.max(now, startedAt + SHORTEST) }
        : current
  await control.engine.marks.write(KEY, JSON.stringify(changed))
}

export function describedCommitment(control: Control) {
  const { startedAt, endedAt } = readCommitment(control)
  if (startedAt === undefined) return { Status: 'DISABLED' }
  const started = { StartedAt: new Date(startedAt) }
  const earliest = { EarliestAllowedEndAt: new Date(startedAt + SHORTEST) }
  if (endedAt === undefined) return { Status: 'ENABLED', ...started, ...earliest }
  const ended = { EndedAt: new Date(endedAt) }
  if (endedAt > control.now()) {
    return { Status: 'ENABLED_UNTIL_EARLIEST_ALLOWED_END', ...started, ...earliest, ...ended }
  }
  return { Status: 'DISABLED', ...started, ...ended }
}

export function isCommitted(control: Control): boolean {
  const { startedAt, endedAt } = readCommitment(control)
  return startedAt !== undefined && (endedAt === undefined || endedAt > control.now())
}

/** MiB/s. Warm throughput is for on-demand streams of a committed account; kept and shown, there is nothing to warm. */
export function checkWarmThroughput(
  control: Control,
  wanted: number,
  stream: { readonly mode: string; readonly name: string },
  { account }: Caller,
): void {
  if (stream.mode !== 'ON_DEMAND') throw provisionedStream(stream.name, account)
  if (!isCommitted(control)) throw warmThroughputNotCommitted()
  if (wanted > WARM_LIMIT) throw warmThroughputTooHigh(WARM_LIMIT)
}

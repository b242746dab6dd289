import type { Caller } from '../../../record/index.ts'
import { autoDistributionNotServed, provisionedStream } from '../errors.ts'

export const recordDistributionStrategy = { type: 'string', values: ['AUTO', 'USER_PARTITION_KEY'] } as const

/** Only on-demand streams have a strategy; the one that is served is Kinesis's default. */
export function checkDistribution(
  strategy: string | undefined,
  mode: string,
  stream: string,
  { account }: Caller,
): void {
  if (strategy === undefined) return
  if (mode !== 'ON_DEMAND') throw provisionedStream(stream, account)
  if (strategy === 'AUTO') throw autoDistributionNotServed()
}

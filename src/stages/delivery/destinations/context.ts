import type { Trouble } from '../../../observe/trouble.ts'
import type { Bell } from '../bell.ts'
import type { Conveyor } from '../conveyor.ts'
import type { Position } from '../core/position.ts'
import type { Patience } from '../patience.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { Settings } from '../settings.ts'
import type { Outcome, Tally } from '../tally.ts'

/** What a destination works with while its delivery stream runs. */
export interface DestinationContext {
  readonly ports: DeliveryPorts
  readonly settings: Settings
  readonly conveyor: Conveyor
  readonly bell: Bell
  readonly patience: Patience
  readonly trouble: Trouble
  readonly tally: Tally
  /** Aborts when the delivery stream stops. */
  readonly signal: AbortSignal
  /** These batches are durable, at the destination or in the error output: tells who listens. */
  settle(outcomes: readonly Outcome[]): void
  /** Nothing will be asked of the source again for these batches, not even after a crash. In order. */
  acknowledge(outcomes: readonly Outcome[]): Promise<void>
}

/** One kind of destination. */
export interface Destination {
  /** Where the destination says that reading must begin; undefined when nothing was ever delivered. */
  position(): Promise<Position | undefined>
  /** Delivers what the conveyor brings until it ends. */
  run(context: DestinationContext): Promise<void>
}

/** What a delivery stream may remember, a mark each. */
export const KINDS = ['lake', 'errors', 'backup', 'outlet', 'schema'] as const

/** Mark of a delivery stream; `createdAt` tells it from an earlier one of the same name. */
export function markOf(
  kind: (typeof KINDS)[number],
  { name, createdAt }: Pick<Settings, 'name' | 'createdAt'>,
): string {
  return `firehose/${kind}/${name}/${createdAt}`
}

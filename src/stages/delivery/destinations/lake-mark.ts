import { type Position, parsePosition } from '../core/position.ts'
import type { DeliveryPorts } from '../ports.ts'

/**
 * What a lake remembers: where everything below is delivered, and the keys of objects with records above it, which
 * may or may not be there.
 */
export interface LakeMark {
  readonly position: Position
  readonly pending?: PendingKeys
}

export interface PendingKeys {
  /** Key of the object by its slot: what kind of records, of which partition. */
  readonly keys: Readonly<Record<string, string>>
  /** Of the delivery stream when the keys were made, and its bucket then. Absent in marks of earlier programs. */
  readonly version?: string
  readonly bucketArn?: string
}

/** As earlier programs wrote it: one object, and one of failed records. */
interface EarlierKeys {
  readonly key: string
  readonly errorKey: string
  readonly version?: string
  readonly bucketArn?: string
}

export const DATA = 'data'
export const slotOfErrors = (type: string) => `error ${type}`

export function readLakeMark(ports: Pick<DeliveryPorts, 'marks'>, mark: string): LakeMark {
  const text = ports.marks.read(mark)
  if (text === undefined) return { position: {} }
  const { position, pending } = JSON.parse(text) as {
    position: Position
    pending?: PendingKeys | EarlierKeys
  }
  parsePosition(JSON.stringify(position))
  return pending ? { position, pending: 'keys' in pending ? pending : renewed(pending) } : { position }
}

function renewed({ key, errorKey, ...rest }: EarlierKeys): PendingKeys {
  return { keys: { [DATA]: key, [slotOfErrors('processing-failed')]: errorKey }, ...rest }
}

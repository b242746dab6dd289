import type { Operation } from '../../../record/index.ts'
import { retentionNotShorter } from '../errors.ts'
import type { Control } from './control.ts'
import { type RetentionInput, retentionOperation } from './retention.ts'

export function decreaseStreamRetentionPeriod(control: Control): Operation<RetentionInput, object> {
  return retentionOperation('DecreaseStreamRetentionPeriod', control, (stream, wanted, current) =>
    wanted > current ? retentionNotShorter(stream, wanted, current) : undefined,
  )
}

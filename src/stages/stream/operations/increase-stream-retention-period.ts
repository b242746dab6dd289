import type { Operation } from '../../../record/index.ts'
import { retentionNotLonger } from '../errors.ts'
import type { Control } from './control.ts'
import { type RetentionInput, retentionOperation } from './retention.ts'

export function increaseStreamRetentionPeriod(control: Control): Operation<RetentionInput, object> {
  return retentionOperation('IncreaseStreamRetentionPeriod', control, (stream, wanted, current) =>
    wanted < current ? retentionNotLonger(stream, wanted, current) : undefined,
  )
}

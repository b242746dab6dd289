import type { Operation } from '../../../record/index.ts'
import { retentionNotLonger } from '../errors.ts'
import type { StreamEngine } from '../ports.ts'
import { type RetentionInput, retentionOperation } from './retention.ts'

export function increaseStreamRetentionPeriod(engine: StreamEngine): Operation<RetentionInput, object> {
  return retentionOperation('IncreaseStreamRetentionPeriod', engine, (stream, wanted, current) =>
    wanted < current ? retentionNotLonger(stream, wanted, current) : undefined,
  )
}

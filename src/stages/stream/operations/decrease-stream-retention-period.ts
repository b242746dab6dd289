import type { Operation } from '../../../record/index.ts'
import { retentionNotShorter } from '../errors.ts'
import type { StreamEngine } from '../ports.ts'
import { type RetentionInput, retentionOperation } from './retention.ts'

export function decreaseStreamRetentionPeriod(engine: StreamEngine): Operation<RetentionInput, object> {
  return retentionOperation('DecreaseStreamRetentionPeriod', engine, (stream, wanted, current) =>
    wanted > current ? retentionNotShorter(stream, wanted, current) : undefined,
  )
}

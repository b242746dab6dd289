import type { Service } from '../../record/index.ts'
import type { ShardLimits } from './core/shard-limits.ts'
import { createIteratorKey } from './iterator-key.ts'
import { kinesisModel } from './model.ts'
import { createControl } from './operations/control.ts'
import { controlOperations } from './operations/control-operations.ts'
import type { Data } from './operations/data.ts'
import { dataOperations } from './operations/data-operations.ts'
import type { StreamEngine } from './ports.ts'

export interface ServicePorts {
  readonly engine: StreamEngine
  readonly now: () => number
  readonly limits: ShardLimits
  readonly pause: Data['pause']
}

/** Kinesis Data Streams. */
export function createKinesisService({ engine, now, limits, pause }: ServicePorts): Service {
  const control = createControl(engine, now)
  const data = { control, engine, now, limits, pause, iteratorKey: createIteratorKey(engine) }
  const operations = [...controlOperations(control), ...dataOperations(data)]
  return {
    name: 'kinesis',
    model: kinesisModel,
    operations: Object.fromEntries(operations.map((operation) => [operation.name, operation])),
  }
}

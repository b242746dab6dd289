import type { Service } from '../../record/index.ts'
import { kinesisModel } from './model.ts'
import { createControl } from './operations/control.ts'
import { controlOperations } from './operations/control-operations.ts'
import type { StreamEngine } from './ports.ts'

/** Kinesis Data Streams. */
export function createKinesisService(engine: StreamEngine, now: () => number): Service {
  const operations = [...controlOperations(createControl(engine, now))]
  return {
    name: 'kinesis',
    model: kinesisModel,
    operations: Object.fromEntries(operations.map((operation) => [operation.name, operation])),
  }
}

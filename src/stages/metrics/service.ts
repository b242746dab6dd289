import type { Service } from '../../record/index.ts'
import { cloudwatchModel } from './model.ts'
import { getMetricData } from './operations/get-metric-data.ts'
import { getMetricStatistics } from './operations/get-metric-statistics.ts'
import { listMetrics } from './operations/list-metrics.ts'
import { putMetricData } from './operations/put-metric-data.ts'
import type { Room } from './operations/room.ts'
import { refusedOperationList } from './refused.ts'

/** AWS's service `monitoring`, which everybody calls CloudWatch. */
export function cloudWatchService(room: Room): Service {
  const operations = [
    putMetricData(room),
    listMetrics(room),
    getMetricStatistics(room),
    getMetricData(room),
    ...refusedOperationList(),
  ]
  return {
    name: 'cloudwatch',
    model: cloudwatchModel,
    operations: Object.fromEntries(operations.map((operation) => [operation.name, operation])),
  }
}

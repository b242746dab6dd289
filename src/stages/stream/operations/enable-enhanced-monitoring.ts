import type { Control } from './control.ts'
import { monitoringOperation } from './enhanced-monitoring.ts'

export function enableEnhancedMonitoring(control: Control) {
  return monitoringOperation(
    'EnableEnhancedMonitoring',
    control,
    (metric, before, named) => before.includes(metric) || named.includes(metric),
  )
}

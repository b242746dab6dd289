import type { Control } from './control.ts'
import { monitoringOperation } from './enhanced-monitoring.ts'

export function disableEnhancedMonitoring(control: Control) {
  return monitoringOperation(
    'DisableEnhancedMonitoring',
    control,
    (metric, before, named) => before.includes(metric) && !named.includes(metric),
  )
}

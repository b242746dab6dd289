import type { Meter, Unit } from '../../../observe/metrics.ts'
import { ServiceError } from '../../../record/index.ts'
import type { Invoker } from './invoking.ts'

/** AWS/Lambda, wrapped around invocations; the one dimension is FunctionName. Names and units are those of Lambda's guide. */
export function watchedInvoker(invoker: Invoker, meter: Meter | undefined): Invoker {
  if (!meter) return invoker
  return {
    ...invoker,
    async invoke(resolved, event, more) {
      const { name } = resolved.own
      const count = (metric: string, value: number, unit: Unit) =>
        meter.metric('AWS/Lambda', metric, { FunctionName: name }, unit).add(value)
      // This one too, which is not begun yet.
      count('ConcurrentExecutions', invoker.counts(name).active + 1, 'Count')
      try {
        const result = await invoker.invoke(resolved, event, more)
        count('Invocations', 1, 'Count')
        count('Errors', result.failed ? 1 : 0, 'Count')
        count('Duration', result.millis, 'Milliseconds')
        return result
      } catch (error) {
        if (error instanceof ServiceError && error.status === 429) count('Throttles', 1, 'Count')
        throw error
      }
    },
  }
}

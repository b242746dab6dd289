import type { Caller, Operation, Service } from '../record/index.ts'

/**
 * What an operation did, told after it ended. The input has passed validation, but names in it may still be made
 * up: count a stream's metrics only where the stream is there, or strangers invent metrics without end.
 */
export interface Outcome {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly caller: Caller
  /** From the call to the answer; a streaming body or event stream goes on after it. */
  readonly millis: number
  /** Absent when it failed. */
  readonly output?: unknown
  readonly error?: unknown
}

export interface Observer {
  /** Monotonic milliseconds, e.g. `() => performance.now()`. */
  readonly clock: () => number
  /** Counts; must not throw. An operation waits for it. */
  readonly seen: (outcome: Outcome) => void
}

/**
 * The service with each of its operations observed, or those that are `named`:
 *
 *     observedService(kinesisService(…), {
 *       clock,
 *       seen: ({ operation, input, millis, error }) => {
 *         const metrics = metricsOf(input.StreamName)   // undefined where there is no such stream
 *         metrics?.latency(operation).add(millis)
 *         metrics?.success(operation).add(error ? 0 : 1)
 *       },
 *     })
 */
export function observedService(service: Service, observer: Observer, named?: readonly string[]): Service {
  const operations = Object.entries(service.operations).map(([name, operation]) => {
    const observe = !named || named.includes(name)
    return [name, observe ? observedOperation(operation, observer) : operation]
  })
  return { ...service, operations: Object.fromEntries(operations) }
}

export function observedOperation<Input, Output>(
  operation: Operation<Input, Output>,
  { clock, seen }: Observer,
): Operation<Input, Output> {
  return {
    ...operation,
    async run(input, caller, signal) {
      const start = clock()
      const known = { operation: operation.name, input: input as Record<string, unknown>, caller }
      try {
        const output = await operation.run(input, caller, signal)
        seen({ ...known, millis: clock() - start, output })
        return output
      } catch (error) {
        seen({ ...known, millis: clock() - start, error })
        throw error
      }
    },
  }
}

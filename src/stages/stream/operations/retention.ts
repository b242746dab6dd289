import type { Members, Operation } from '../../../record/index.ts'
import { retentionTooLong, retentionTooShort } from '../errors.ts'
import type { StreamEngine } from '../ports.ts'
import {
  addressed,
  DEFAULT_RETENTION_HOURS,
  HOUR,
  MAX_RETENTION_HOURS,
  type StreamAddress,
  streamAddress,
} from '../shapes.ts'

export type RetentionInput = StreamAddress & { readonly RetentionPeriodHours: number }

const members: Members = { ...streamAddress, RetentionPeriodHours: { type: 'integer', required: true } }

/** Both retention actions: they differ in the change that they refuse. Hours. */
export function retentionOperation(
  name: string,
  engine: StreamEngine,
  refusal: (stream: string, wanted: number, current: number) => Error | undefined,
): Operation<RetentionInput, object> {
  return {
    name,
    members,
    async run(input, caller) {
      const stream = addressed(engine, input, caller)
      const { RetentionPeriodHours: hours } = input
      if (hours < DEFAULT_RETENTION_HOURS) throw retentionTooShort(hours, DEFAULT_RETENTION_HOURS)
      if (hours > MAX_RETENTION_HOURS) throw retentionTooLong(hours, MAX_RETENTION_HOURS)
      const refused = refusal(stream.name, hours, stream.retentionMillis / HOUR)
      if (refused) throw refused
      await engine.setRetention(stream.name, hours * HOUR)
      return {}
    },
  }
}

import type { Members, Operation } from '../../../record/index.ts'
import { retentionTooLong, retentionTooShort } from '../errors.ts'
import {
  DEFAULT_RETENTION_HOURS,
  HOUR,
  MAX_RETENTION_HOURS,
  type StreamAddress,
  streamAddress,
} from '../shapes.ts'
import type { Control } from './control.ts'

export type RetentionInput = StreamAddress & { readonly RetentionPeriodHours: number }

const members: Members = {
  RetentionPeriodHours: { type: 'integer', required: true, min: 1 },
  ...streamAddress,
}

/** Both retention actions: they differ in the change that they refuse. Hours. */
export function retentionOperation(
  name: string,
  control: Control,
  refusal: (stream: string, wanted: number, current: number) => Error | undefined,
): Operation<RetentionInput, object> {
  return {
    name,
    members,
    async run(input, caller) {
      const stream = control.findActive(input, caller)
      const { RetentionPeriodHours: hours } = input
      if (hours < DEFAULT_RETENTION_HOURS) throw retentionTooShort(hours, DEFAULT_RETENTION_HOURS)
      if (hours > MAX_RETENTION_HOURS) throw retentionTooLong(hours, MAX_RETENTION_HOURS)
      const refused = refusal(stream.name, hours, stream.retentionMillis / HOUR)
      if (refused) throw refused
      await control.unlessGone(stream, caller, () => control.engine.setRetention(stream.name, hours * HOUR))
      return {}
    },
  }
}

import type { Operation } from '../../../record/index.ts'
import { retentionNotLonger, retentionTooLong, retentionTooShort } from '../errors.ts'
import type { StreamEngine } from '../ports.ts'
import {
  addressed,
  DEFAULT_RETENTION_HOURS,
  HOUR,
  MAX_RETENTION_HOURS,
  type StreamAddress,
  streamAddress,
} from '../shapes.ts'

type Input = StreamAddress & { readonly RetentionPeriodHours: number }

export function increaseStreamRetentionPeriod(engine: StreamEngine): Operation<Input, object> {
  return {
    name: 'IncreaseStreamRetentionPeriod',
    members: { ...streamAddress, RetentionPeriodHours: { type: 'integer', required: true } },
    async run(input, caller) {
      const { name, retentionMillis } = addressed(engine, input, caller)
      const { RetentionPeriodHours: hours } = input
      if (hours < DEFAULT_RETENTION_HOURS) throw retentionTooShort(hours, DEFAULT_RETENTION_HOURS)
      if (hours > MAX_RETENTION_HOURS) throw retentionTooLong(hours, MAX_RETENTION_HOURS)
      if (hours * HOUR < retentionMillis) throw retentionNotLonger(name, hours, retentionMillis / HOUR)
      await engine.setRetention(name, hours * HOUR)
      return {}
    },
  }
}

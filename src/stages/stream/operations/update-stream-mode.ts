import type { Caller, Operation } from '../../../record/index.ts'
import { tooManyOnDemandStreams } from '../errors.ts'
import type { StreamDescription } from '../ports.ts'
import { openShards, streamArn, streamId, streamModeDetails } from '../shapes.ts'
import { checkWarmThroughput } from './account-settings.ts'
import type { Control } from './control.ts'
import { checkShardLimit, countOnDemandStreams, ON_DEMAND_STREAM_LIMIT, oncePerQuota } from './quotas.ts'

interface Input {
  readonly StreamARN: string
  readonly StreamModeDetails: { readonly StreamMode: 'PROVISIONED' | 'ON_DEMAND' }
  readonly WarmThroughputMiBps?: number
}

/** Kinesis's quota for a stream in a rolling 24 hours. */
const A_DAY = 2
const NAME = 'UpdateStreamMode'

/** The shards stay as they are: no mode limits what they take. */
export function updateStreamMode(control: Control): Operation<Input, object> {
  return {
    name: NAME,
    members: {
      StreamARN: { ...streamArn, required: true },
      StreamModeDetails: { ...streamModeDetails, required: true },
      WarmThroughputMiBps: { type: 'integer', min: 0 },
      StreamId: streamId,
    },
    async run(input, caller) {
      const stream = control.findActive(input, caller)
      const mode = input.StreamModeDetails.StreamMode
      const warmThroughput = input.WarmThroughputMiBps
      if (warmThroughput !== undefined) {
        checkWarmThroughput(control, warmThroughput, { mode, name: stream.name }, caller)
      }
      if (mode === stream.attributes.mode) {
        if (warmThroughput !== undefined) await control.change(stream, caller, { warmThroughput })
        return {}
      }
      checkLimit(control, stream, mode, caller)
      const dailyChanges = oncePerQuota(NAME, stream, A_DAY, control.now(), caller)
      await control.change(stream, caller, { mode, warmThroughput, dailyChanges })
      return {}
    },
  }
}

function checkLimit(control: Control, stream: StreamDescription, mode: string, caller: Caller) {
  if (mode === 'PROVISIONED') checkShardLimit(control, openShards(stream).length, caller)
  else if (countOnDemandStreams(control) >= ON_DEMAND_STREAM_LIMIT) {
    throw tooManyOnDemandStreams(ON_DEMAND_STREAM_LIMIT)
  }
}

import { parsing } from '../../../errors.ts'
import type { Reader } from '../../json.ts'
import { members } from '../members.ts'
import { resolved } from './gap.ts'
import { needed, SHARED, simpleValue } from './parameters.ts'
import { type PipelineParser, withResult } from './pipeline.ts'

const positive: Reader<number> = (value, key) => {
  if (Number.isInteger(value.value) && Number(value.value) > 0) return Number(value.value)
  throw parsing(
    `[${key}] must be a positive, non-zero integer.  Value supplied was [${String(value.value)}]`,
    value.path,
  )
}

/** The bucket less the one `lag` before it. */
export const parseSerialDiff: PipelineParser = ({ name, node: body }) => {
  const read = members(body, 'serial_diff', { ...SHARED, lag: positive })
  const path = needed(read.buckets_path, name, body)
  const { lag = 1, gap_policy: policy = 'skip' } = read
  const show = simpleValue(read.format)
  return {
    place: 'parent',
    kind: 'serial_diff',
    name,
    paths: [path],
    inSequence: true,
    apply(buckets) {
      const values = buckets.map(({ bucket }) => resolved(bucket, path, policy))
      return buckets.map((shown, at) => {
        const difference = values[at] - (values[at - lag] ?? Number.NaN)
        return Number.isNaN(difference) ? shown : withResult(shown, name, show(difference))
      })
    },
  }
}

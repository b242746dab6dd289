import { illegal } from '../../../errors.ts'
import { node } from '../../json.ts'
import { durationOf } from '../interval.ts'
import { members } from '../members.ts'
import { resolved } from './gap.ts'
import { needed, SHARED, simpleValue } from './parameters.ts'
import { valueAt } from './path.ts'
import { type PipelineParser, withResult } from './pipeline.ts'

const CALENDAR: Readonly<Record<string, string>> = {
  second: '1s',
  minute: '1m',
  hour: '1h',
  day: '1d',
  week: '7d',
}

/** The step from the bucket before; with `unit` also the step in that length of time. */
export const parseDerivative: PipelineParser = ({ name, node: body }) => {
  const read = members(body, 'derivative', { ...SHARED, unit: node })
  const path = needed(read.buckets_path, name, body)
  const { gap_policy: policy = 'skip' } = read
  const unit = read.unit && durationOf(CALENDAR[String(read.unit.value)] ?? read.unit.value)
  if (read.unit && !unit) {
    throw illegal(
      `failed to parse setting [unit] with value [${String(read.unit.value)}] as a time value: unit is missing or unrecognized`,
      read.unit.path,
    )
  }
  const show = simpleValue(read.format)
  return {
    place: 'parent',
    kind: 'derivative',
    name,
    paths: [path],
    inSequence: true,
    apply(buckets) {
      let last: number | undefined
      let lastKey = 0
      return buckets.map((shown) => {
        if (valueAt(shown.bucket, path) === undefined) {
          last = undefined
          return shown
        }
        const value = resolved(shown.bucket, path, policy)
        const step = last === undefined ? undefined : value - last
        const key = Number(shown.bucket.key)
        const units = unit ? (key - lastKey) / unit : 1
        last = value
        lastKey = key
        if (step === undefined) return shown
        const normal = unit ? { normalized_value: Number.isFinite(step) ? step / units : null } : {}
        return withResult(shown, name, { ...show(step), ...normal })
      })
    },
  }
}

import { members } from '../members.ts'
import { resolved } from './gap.ts'
import { needed, SHARED, simpleValue } from './parameters.ts'
import { type PipelineParser, withResult } from './pipeline.ts'

/** The sum of all buckets so far; a gap adds nothing. */
export const parseCumulativeSum: PipelineParser = ({ name, node: body }) => {
  const read = members(body, 'cumulative_sum', SHARED)
  const path = needed(read.buckets_path, name, body)
  const show = simpleValue(read.format)
  return {
    place: 'parent',
    kind: 'cumulative_sum',
    name,
    paths: [path],
    inSequence: true,
    apply(buckets) {
      let sum = 0
      return buckets.map((shown) => {
        sum += resolved(shown.bucket, path, 'insert_zeros')
        return withResult(shown, name, show(sum))
      })
    },
  }
}

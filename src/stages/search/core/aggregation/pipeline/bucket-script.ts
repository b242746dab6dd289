import { node, text } from '../../json.ts'
import { members } from '../members.ts'
import { gapPolicy, resolved } from './gap.ts'
import { namedPaths, needed, simpleValue } from './parameters.ts'
import { type PipelineParser, withResult } from './pipeline.ts'
import { scriptOf } from './script.ts'

/** A figure computed from others of the same bucket. */
export const parseBucketScript: PipelineParser = ({ name, node: body }) => {
  const read = members(body, 'bucket_script', {
    buckets_path: namedPaths,
    gap_policy: gapPolicy,
    format: text,
    script: node,
  })
  const paths = needed(read.buckets_path, name, body)
  const { gap_policy: policy = 'skip' } = read
  const compute = scriptOf('bucket_script', read.script, name, body)
  const show = simpleValue(read.format)
  return {
    place: 'parent',
    kind: 'bucket_script',
    name,
    paths: [...paths.values()],
    inSequence: false,
    apply: (buckets) =>
      buckets.map((shown) => {
        const values = new Map([...paths].map(([key, path]) => [key, resolved(shown.bucket, path, policy)]))
        if (policy !== 'insert_zeros' && [...values.values()].some(Number.isNaN)) return shown
        const result = compute(values)
        if (result === null) return shown
        return withResult(shown, name, show(Number(result)))
      }),
  }
}

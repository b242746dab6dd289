import { node } from '../../json.ts'
import { members } from '../members.ts'
import { gapPolicy, resolved } from './gap.ts'
import { namedPaths, needed } from './parameters.ts'
import type { PipelineParser } from './pipeline.ts'
import { scriptOf } from './script.ts'

/** Keeps the buckets for which the script is true. */
export const parseBucketSelector: PipelineParser = ({ name, node: body }) => {
  const read = members(body, 'bucket_selector', {
    buckets_path: namedPaths,
    gap_policy: gapPolicy,
    script: node,
  })
  const paths = needed(read.buckets_path, name, body)
  const { gap_policy: policy = 'skip' } = read
  const compute = scriptOf('bucket_selector', read.script, name, body)
  return {
    place: 'parent',
    kind: 'bucket_selector',
    name,
    paths: [...paths.values()],
    inSequence: false,
    apply: (buckets) =>
      buckets.filter(({ bucket }) => {
        const values = new Map([...paths].map(([key, path]) => [key, resolved(bucket, path, policy)]))
        const result = compute(values)
        return typeof result === 'number' ? result !== 0 : result === true
      }),
  }
}

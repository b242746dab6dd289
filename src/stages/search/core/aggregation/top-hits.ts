import { flag, integer, node, only } from '../json.ts'
import { sortOf } from '../request/sort.ts'
import { sourceOf } from '../request/source.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import { asItIs, type EnginePlan } from './plan.ts'

export function parseTopHits({ name, node: body, context }: AggregationBody): EnginePlan {
  const read = members(body, 'top_hits', {
    size: integer(0, 100),
    from: only(0),
    sort: node,
    _source: node,
    track_scores: flag,
    version: only(false),
    explain: only(false),
    seq_no_primary_term: only(false),
  })
  return {
    aggregation: {
      name,
      kind: 'top_hits',
      size: read.size ?? 3,
      sort: sortOf(read.sort, context.fields).map(({ key }) => key),
      source: sourceOf(read._source) ?? { includes: [], excludes: [] },
    },
    present: asItIs,
  }
}

import type { Hit } from '../../ports.ts'
import { flag, integer, listOf, node, only, text } from '../json.ts'
import { fieldsOfHit, fieldWishes } from '../request/hit-fields.ts'
import { sortOf } from '../request/sort.ts'
import { filterSource, sourceOf, WHOLE } from '../request/source.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import type { EnginePlan } from './plan.ts'

interface Shown {
  readonly _source: Hit['source']
}

interface Hits {
  readonly hits: { readonly hits: readonly Shown[] }
}

/** OpenSearch's `index.max_inner_result_window`. */
const MAX_HITS = 100

export function parseTopHits({ name, node: body, context }: AggregationBody): EnginePlan {
  const read = members(body, 'top_hits', {
    size: integer(0, MAX_HITS),
    from: integer(0, MAX_HITS),
    sort: node,
    _source: node,
    fields: node,
    docvalue_fields: node,
    stored_fields: listOf(text),
    track_scores: flag,
    version: only(false),
    explain: only(false),
    seq_no_primary_term: only(false),
  })
  const { size = 3, from = 0, stored_fields: stored } = read
  const hidden = stored !== undefined && !stored.includes('*') && !stored.includes('_source')
  const source = sourceOf(read._source) ?? (hidden ? false : WHOLE)
  const wishes = [
    ...fieldWishes(read.fields, 'fields'),
    ...fieldWishes(read.docvalue_fields, 'docvalue_fields'),
  ]
  const show = ({ _source: whole, ...hit }: Shown) => {
    const fields = wishes.length > 0 ? fieldsOfHit({ source: whole } as Hit, wishes, context.fields) : {}
    return {
      ...hit,
      ...(source === false ? {} : { _source: filterSource(whole, source) }),
      ...(Object.keys(fields).length > 0 ? { fields } : {}),
    }
  }
  return {
    aggregation: {
      name,
      kind: 'top_hits',
      size: from + size,
      sort: sortOf(read.sort, context.fields).map(({ key }) => key),
      source: wishes.length > 0 ? WHOLE : source,
    },
    present(result) {
      const { hits } = result as unknown as Hits
      return { hits: { ...hits, hits: hits.hits.slice(from).map(show) } }
    },
  }
}

import type { SearchError } from '../errors.ts'
import { locate } from './body.ts'

/** An error as OpenSearch's JSON: `{error: {root_cause, type, reason, …}, status}`. */
export interface FailureBody {
  readonly error: Readonly<Record<string, unknown>>
  readonly status: number
}

/** `text` is the JSON body that was refused, when there was one: it gives the error its line and column. */
export function failureBody(error: SearchError, text?: string, index?: string): FailureBody {
  const cause = causeOf(error, text)
  const root = { ...cause }
  delete root.caused_by
  if (!error.onShard) return { error: { root_cause: [root], ...cause }, status: error.status }
  return {
    error: {
      root_cause: [root],
      type: 'search_phase_execution_exception',
      reason: 'all shards failed',
      phase: 'query',
      grouped: true,
      failed_shards: [{ shard: 0, index: index ?? null, node: NODE_ID, reason: cause }],
    },
    status: error.status,
  }
}

/** The one node there is. */
export const NODE_ID = 'tailrace00000000000000'

function causeOf(error: SearchError, text?: string): Record<string, unknown> {
  const place = error.path && text !== undefined ? locate(text, error.path) : undefined
  return {
    type: error.type,
    reason: error.message,
    ...(place ? { line: place.line, col: place.column } : {}),
    ...error.detail,
    ...(place ? positioned(error.detail, place) : {}),
  }
}

/** OpenSearch puts the place before a named object's cause: `[1:17] unknown field [foo]`. */
function positioned(detail: SearchError['detail'], place: { line: number; column: number }) {
  const cause = detail.caused_by as { type: string; reason: string } | undefined
  if (cause?.type !== 'named_object_not_found_exception') return {}
  return { caused_by: { ...cause, reason: `[${place.line}:${place.column}] ${cause.reason}` } }
}

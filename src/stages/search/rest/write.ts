import { type BulkItem, refusalOutcome, showOutcome } from '../core/bulk.ts'
import { illegal, SearchError } from '../errors.ts'
import type { BulkAction, BulkOutcome, SearchEngine } from '../ports.ts'
import type { Answer } from './message.ts'
import type { Parameters } from './parameters.ts'

/**
 * Runs bulk items in their order and answers one outcome each. Runs without upserts are one call to the engine;
 * an upsert stands alone, as whether it updates or creates depends on what came before it.
 */
export async function runItems(
  engine: SearchEngine,
  bulk: readonly BulkItem[],
): Promise<readonly BulkOutcome[]> {
  const outcomes: BulkOutcome[] = new Array(bulk.length)
  let waiting: number[] = []
  const flush = async () => {
    const done = waiting.length === 0 ? [] : await engine.bulk(waiting.map((at) => actionOf(bulk[at])))
    for (const [place, at] of waiting.entries()) outcomes[at] = done[place]
    waiting = []
  }
  for (const [at, item] of bulk.entries()) {
    if (item.refused) outcomes[at] = refusalOutcome(item, item.refused)
    else if (item.upsert) {
      await flush()
      outcomes[at] = await upsert(engine, item, item.upsert)
    } else waiting.push(at)
  }
  await flush()
  return outcomes
}

function actionOf({ action, index, id, source, condition, always }: BulkItem): BulkAction {
  return {
    action,
    index,
    ...(id === undefined ? {} : { id }),
    ...(source === undefined ? {} : { source }),
    ...(always ? { always } : {}),
    ...condition,
  }
}

/** Update, or else create, or else (somebody was quicker) update after all. */
async function upsert(engine: SearchEngine, item: BulkItem, source: Readonly<Record<string, unknown>>) {
  const { index, id } = item
  const [updated] = await engine.bulk([actionOf(item)])
  if (updated.status !== 404) return updated
  const [created] = await engine.bulk([
    { action: 'create', index, source, ...(id === undefined ? {} : { id }) },
  ])
  if (created.status !== 409) return created
  const [again] = await engine.bulk([actionOf(item)])
  return again
}

/** A single document's outcome as the whole answer. */
export function answerOutcome(outcome: BulkOutcome): Answer {
  if (outcome.error) {
    const { type, reason } = outcome.error
    throw new SearchError(type, reason, outcome.status, {
      detail: { index: outcome.index, shard: '0', index_uuid: '_na_' },
    })
  }
  const { status, ...body } = showOutcome(outcome)
  return { status: Number(status), body }
}

/** `refresh`, `timeout` and `wait_for_active_shards`: checked, and all of them true of this index anyway. */
export function checkWriteParameters(parameters: Parameters) {
  const refresh = parameters.text('refresh')
  if (refresh !== undefined && !['', 'true', 'false', 'wait_for'].includes(refresh)) {
    throw illegal(`Unknown value for refresh: [${refresh}].`)
  }
  const shards = parameters.text('wait_for_active_shards')
  if (shards !== undefined && !['all', '0', '1'].includes(shards)) {
    throw illegal(`[wait_for_active_shards] is [${shards}], but an index here has one copy of each shard`)
  }
  if (parameters.flag('require_alias', false))
    throw illegal('[require_alias] is not served: there are no aliases')
  const pipeline = parameters.text('pipeline')
  if (pipeline !== undefined && pipeline !== '_none') {
    throw illegal(
      `pipeline with id [${pipeline}] does not exist: ingest pipelines are not served by this engine`,
    )
  }
}

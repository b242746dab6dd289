import type { Target } from '../catalogue.ts'
import { type BulkItem, refusalOutcome, showOutcome } from '../core/bulk.ts'
import { isObject } from '../core/json.ts'
import { filterSource } from '../core/request/source.ts'
import { illegal, mapperParsing, SearchError } from '../errors.ts'
import type { BulkAction, BulkOutcome } from '../ports.ts'
import { asSearchError } from '../searcher.ts'
import type { Answer } from './message.ts'
import type { Parameters } from './parameters.ts'
import type { Room } from './room.ts'

/** What the URL says for all items that do not say it themselves. */
export interface WriteDefaults {
  readonly requireAlias?: boolean
  readonly pipeline?: string
}

/**
 * Runs bulk items in their order and answers one outcome each. Runs without upserts are one call to the engine;
 * an upsert stands alone, as whether it updates or creates depends on what came before it.
 */
export async function runItems(
  room: Room,
  bulk: readonly BulkItem[],
  defaults: WriteDefaults = {},
): Promise<readonly BulkOutcome[]> {
  const outcomes: BulkOutcome[] = new Array(bulk.length)
  const targetOf = targets(room, defaults)
  let waiting: { readonly at: number; readonly item: BulkItem }[] = []
  const flush = async () => {
    if (waiting.length === 0) return
    const done = await room.engine.bulk(waiting.map(({ item }) => actionOf(item)))
    for (const [place, { at }] of waiting.entries()) outcomes[at] = done[place]
    waiting = []
  }
  for (const [at, given] of bulk.entries()) {
    const item = given.refused ? given : await prepared(room, given, targetOf, defaults)
    if (item === undefined) outcomes[at] = dropped(given)
    else if (item.refused) outcomes[at] = refusalOutcome(item, item.refused)
    else if (item.upsert || item.shown) {
      await flush()
      outcomes[at] = await alone(room, item)
    } else waiting.push({ at, item })
  }
  await flush()
  return outcomes
}

type TargetOf = (item: BulkItem) => Promise<Target | SearchError>

/** Each name is looked up once a request and kind of write. */
function targets({ catalogue }: Room, defaults: WriteDefaults): TargetOf {
  const known = new Map<string, Promise<Target | SearchError>>()
  return ({ index, action, upsert, requireAlias = defaults.requireAlias ?? false }) => {
    const create = action === 'create'
    const key = `${create} ${requireAlias} ${upsert !== undefined} ${index}`
    const before = known.get(key)
    if (before) return before
    const wish = { create, requireAlias, missing: action === 'delete' || (action === 'update' && !upsert) }
    const found = catalogue.target(index, wish).catch(asSearchError)
    known.set(key, found)
    return found
  }
}

/** The item with the index that it really goes to and the source that pipelines made of it; undefined: dropped. */
async function prepared(
  { ingest }: Room,
  item: BulkItem,
  targetOf: TargetOf,
  defaults: WriteDefaults,
): Promise<BulkItem | undefined> {
  const target = await targetOf(item)
  if (target instanceof SearchError) return { ...item, refused: target }
  const placed = { ...item, index: target.index }
  const { source, action } = placed
  if (!source || action === 'update' || action === 'delete') return placed
  try {
    const pipelines = [
      item.pipeline ?? defaults.pipeline ?? target.settings.default_pipeline ?? '_none',
      target.settings.final_pipeline ?? '_none',
    ].filter((name) => name !== '_none')
    const made = pipelines.length === 0 ? source : ingest(pipelines, { ...placed, source })
    if (made === undefined) return undefined
    checkTimestamp(made, target)
    return { ...placed, source: made }
  } catch (error) {
    return { ...placed, refused: asSearchError(error) }
  }
}

function checkTimestamp(source: Readonly<Record<string, unknown>>, { timestamp }: Target) {
  if (timestamp === undefined || source[timestamp] !== undefined) return
  throw mapperParsing('failed to parse', undefined, {
    caused_by: {
      type: 'illegal_argument_exception',
      reason: `documents must contain a single-valued timestamp field '${timestamp}' of date type`,
    },
  })
}

/** What a pipeline dropped is answered as a change of nothing. */
const dropped = ({ index, id }: BulkItem): BulkOutcome => ({
  index,
  id: id ?? '',
  status: 200,
  result: 'noop',
  version: -3,
  sequence: -2,
})

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

async function alone(room: Room, item: BulkItem): Promise<BulkOutcome> {
  const outcome = item.upsert
    ? await upsert(room, item, item.upsert)
    : (await room.engine.bulk([actionOf(item)]))[0]
  if (!item.shown || outcome.error || item.id === undefined) return outcome
  const hit = await room.engine.get(item.index, item.id)
  return hit ? { ...outcome, source: filterSource(hit.source, item.shown) } : outcome
}

/** Update, or else create, or else (somebody was quicker) update after all. */
async function upsert({ engine }: Room, item: BulkItem, source: Readonly<Record<string, unknown>>) {
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
export function answerOutcome(outcome: BulkOutcome, refreshed = false): Answer {
  if (outcome.error) {
    const { type, reason, ...more } = outcome.error
    throw new SearchError(type, reason, outcome.status, {
      detail: { index: outcome.index, shard: '0', index_uuid: '_na_', ...more },
    })
  }
  const { status, ...body } = showOutcome(outcome, refreshed)
  return { status: Number(status), body }
}

/** `refresh`, `timeout` and `wait_for_active_shards`: checked, and all of them true of this index anyway. */
export function checkWriteParameters(
  parameters: Parameters,
): WriteDefaults & { readonly refreshed: boolean } {
  const refresh = parameters.text('refresh')
  if (refresh !== undefined && !['', 'true', 'false', 'wait_for'].includes(refresh)) {
    throw illegal(`Unknown value for refresh: [${refresh}].`)
  }
  const shards = parameters.text('wait_for_active_shards')
  if (shards !== undefined && !['all', '0', '1'].includes(shards)) {
    throw illegal(`[wait_for_active_shards] is [${shards}], but an index here has one copy of each shard`)
  }
  const pipeline = parameters.text('pipeline')
  return {
    refreshed: refresh === '' || refresh === 'true',
    requireAlias: parameters.flag('require_alias', false),
    ...(pipeline === undefined ? {} : { pipeline }),
  }
}

/** The body of a document: a JSON object. */
export function documentOf(source: unknown): Readonly<Record<string, unknown>> {
  if (isObject(source)) return source
  throw mapperParsing('failed to parse: the document must be a JSON object')
}

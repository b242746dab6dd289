import { type Contexts, createContexts } from '../contexts.ts'
import { isObject } from '../core/json.ts'
import type { Found } from '../core/resolve.ts'
import { sliceOf } from '../core/slice.ts'
import { illegal } from '../errors.ts'
import type { Query } from '../ports.ts'
import type { Parameters } from './parameters.ts'
import type { Room } from './room.ts'

type Body = Readonly<Record<string, unknown>>

/** A search that goes on where its last page ended, over what had arrived when it began. */
interface Scroll {
  readonly found: readonly Found[]
  readonly body: Body
  readonly parameters: Parameters
  readonly before: number
  readonly slice?: Query
  /** Whether the client asked for an order, and so sees the values of it. */
  readonly sorted: boolean
  after?: readonly unknown[]
}

export interface Scrolls {
  start(
    expression: string | undefined,
    body: Body,
    parameters: Parameters,
    keepAlive: number,
  ): Promise<object>
  next(id: string, keepAlive: number | undefined, totalAsInt: boolean): Promise<object>
  close(id: string): boolean
  closeAll(): number
}

/** OpenSearch's `search.max_open_scroll_context`. */
const MOST = 500

export function createScrolls({ engine, searcher, now }: Pick<Room, 'engine' | 'searcher' | 'now'>): Scrolls {
  const contexts: Contexts<Scroll> = createContexts('scroll', MOST, now)

  /** Hits come in the client's order, then by arrival, so that every one of them has its place. */
  async function page(scroll: Scroll, id: () => string): Promise<object> {
    const { found, before, parameters, sorted, slice } = scroll
    const order = sorted ? [scroll.body.sort].flat() : [{ _score: 'desc' }]
    const body = {
      ...scroll.body,
      sort: [...order, { _doc: 'asc' }],
      track_total_hits: true,
      ...(scroll.after ? { search_after: scroll.after, aggs: undefined, aggregations: undefined } : {}),
    }
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
    const answer = (await searcher.search(undefined, given, parameters, {
      found,
      before,
      ...(slice ? { slice } : {}),
    })) as Answered
    const last = answer.hits.hits.at(-1)
    if (last) scroll.after = last.sort
    const hits = answer.hits.hits.map(({ sort = [], ...hit }) =>
      sorted ? { ...hit, sort: sort.slice(0, -1) } : hit,
    )
    return { _scroll_id: id(), ...answer, hits: { ...answer.hits, hits } }
  }

  return {
    async start(expression, { slice, ...body }, parameters, keepAlive) {
      if (body.search_after !== undefined) throw illegal('`search_after` cannot be used in a scroll context.')
      if (Number(body.from ?? parameters.text('from') ?? 0) > 0)
        throw illegal('using [from] is not allowed in a scroll context')
      if (Number(body.size ?? parameters.text('size') ?? 10) === 0)
        throw illegal('[size] cannot be [0] in a scroll context')
      if (body.pit !== undefined) throw illegal('using [point in time] is not allowed in a scroll context')
      const sort = body.sort ?? sortOf(parameters)
      const scroll: Scroll = {
        found: searcher.find(expression, parameters),
        body: sort === undefined ? body : { ...body, sort },
        parameters: parameters.without('scroll', 'sort', 'from', 'track_total_hits'),
        before: await engine.nextSequence(),
        sorted: sort !== undefined,
        ...(slice === undefined ? {} : { slice: sliceOf({ value: slice, path: ['slice'] }) }),
      }
      return page(scroll, () => contexts.open(scroll, keepAlive))
    },
    async next(id, keepAlive, totalAsInt) {
      const scroll = contexts.get(id, keepAlive)
      const answer = (await page(scroll, () => id)) as Answered
      const { total } = answer.hits
      if (!totalAsInt || !isObject(total)) return answer
      return { ...answer, hits: { ...answer.hits, total: total.value } }
    },
    close: (id) => contexts.close(id),
    closeAll: () => contexts.all().filter(({ id }) => contexts.close(id)).length,
  }
}

interface Answered {
  readonly hits: {
    readonly total?: unknown
    readonly hits: readonly { readonly sort?: readonly unknown[] }[]
  }
}

function sortOf(parameters: Parameters): unknown {
  const given = parameters.text('sort')
  return given?.split(',').map((part) => {
    const colon = part.lastIndexOf(':')
    return colon < 0 ? part : { [part.slice(0, colon)]: part.slice(colon + 1) }
  })
}

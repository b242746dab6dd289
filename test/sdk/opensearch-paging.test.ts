import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenRoom, openRoom, refusal } from './opensearch-room.ts'

let room: OpenRoom
beforeAll(async () => {
  room = await openRoom()
  const lines = Array.from({ length: 25 }, (_, n) => [{ index: { _id: String(n) } }, { n, half: n % 2 }])
  await room.client.bulk({ index: 'lines', body: lines.flat() })
})
afterAll(() => room.close())

type Hits = readonly { readonly _id: string; readonly sort?: readonly unknown[] }[]
const ids = (body: { hits: { hits: unknown } }) => (body.hits.hits as Hits).map(({ _id }) => Number(_id))

describe('many documents', () => {
  test.each([
    ['in the order asked for', { sort: [{ half: 'desc' }] }],
    ['in order of score', {}],
    ['in order of arrival', { sort: ['_doc'] }],
  ])('scroll %s, each once, without what arrives meanwhile', async (_, body) => {
    const { client } = room
    let page = (await client.search({ index: 'lines', scroll: '1m', size: 10, body: body as never })).body
    expect(page.hits.total).toEqual({ value: 25, relation: 'eq' })
    const seen = [...ids(page)]
    const late = await client.index({ index: 'lines', body: { n: 99, half: 1 } })
    while (page.hits.hits.length > 0) {
      page = (await client.scroll({ body: { scroll: '1m', scroll_id: page._scroll_id ?? '' } })).body
      seen.push(...ids(page))
    }
    expect(seen).toHaveLength(25)
    expect(new Set(seen).size).toBe(25)
    if (_ === 'in the order asked for') expect(seen.findIndex((n) => n % 2 === 0)).toBe(12)
    const cleared = await client.clearScroll({ body: { scroll_id: [page._scroll_id ?? ''] } })
    expect(cleared.body).toEqual({ succeeded: true, num_freed: 1 })
    expect(await refusal(client.scroll({ body: { scroll_id: page._scroll_id ?? '' } }))).toMatchObject({
      status: 404,
      root_cause: [{ type: 'search_context_missing_exception' }],
    })
    await client.delete({ index: 'lines', id: late.body._id })
  })

  test('scroll by score goes over each document once, through a filter as well', async () => {
    const { client } = room
    const lines = Array.from({ length: 200 }, (_, n) => [
      { index: {} },
      {
        t: `${'fox '.repeat((n % 5) + 1)}${Array.from({ length: n % 11 }, (__, at) => `word${at}`).join(' ')}`,
      },
    ])
    await client.bulk({ index: 'scored', body: lines.flat() })
    await client.indices.putAlias({
      index: 'scored',
      name: 'some',
      body: { filter: { match: { t: 'word3' } } } as never,
    })
    for (const index of ['scored', 'some']) {
      const query = { match: { t: 'fox' } } as never
      const wanted = (await client.count({ index, body: { query } })).body.count
      let page = (await client.search({ index, scroll: '1m', size: 7, body: { query } })).body
      const seen: string[] = []
      const scores: number[] = []
      while (page.hits.hits.length > 0) {
        for (const { _id, _score } of page.hits.hits as { _id: string; _score: number }[]) {
          seen.push(_id)
          scores.push(_score)
        }
        page = (await client.scroll({ body: { scroll: '1m', scroll_id: page._scroll_id ?? '' } })).body
      }
      expect(new Set(seen).size).toBe(wanted)
      expect(seen).toHaveLength(wanted)
      expect(scores).toEqual([...scores].sort((a, b) => b - a))
    }
  })

  test('slices of a scroll have each document once', async () => {
    const seen: number[] = []
    for (const id of [0, 1, 2]) {
      const { body } = await room.client.search({
        index: 'lines',
        scroll: '1m',
        size: 100,
        body: { slice: { id, max: 3 } } as never,
      })
      expect(body.hits.hits.length).toBeGreaterThan(0)
      seen.push(...ids(body))
    }
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, n) => n))
    const refused = room.client.search({ index: 'lines', body: { slice: { id: 0, max: 2 } } as never })
    expect((await refusal(refused)).reason).toContain('outside of a scroll context')
    const many = { slice: { id: 0, max: 1025 } } as never
    expect((await refusal(room.client.search({ index: 'lines', scroll: '1m', body: many }))).status).toBe(400)
  })

  test('a scroll ends with its time', async () => {
    const { body } = await room.client.search({ index: 'lines', scroll: '1m', size: 5 })
    room.later(61_000)
    expect((await refusal(room.client.scroll({ body: { scroll_id: body._scroll_id ?? '' } }))).status).toBe(
      404,
    )
  })

  test.each([
    [{ scroll: '2d' }, 'Keep alive for request (2d) is too large'],
    [{ scroll: '10' }, 'as a time value'],
    [{ scroll: '1m', from: 5 }, 'using [from] is not allowed in a scroll context'],
    [{ scroll: '1m', size: 0 }, '[size] cannot be [0] in a scroll context'],
  ])('a scroll with %j is refused', async (asked, why) => {
    const refused = await refusal(room.client.search({ index: 'lines', ...asked }))
    expect(refused).toMatchObject({ status: 400, reason: expect.stringContaining(why) })
  })

  test('a point in time is read by search_after, and is not changed by what arrives', async () => {
    const { client } = room
    const { pit_id } = (await client.createPit({ index: ['lines'], keep_alive: '1m' })).body
    const point = String(pit_id)
    const late = await client.index({ index: 'lines', body: { n: 100, half: 0 } })
    const seen: number[] = []
    let after: readonly unknown[] | undefined
    for (;;) {
      const { body } = await client.search({
        body: {
          size: 10,
          pit: { id: point, keep_alive: '1m' },
          sort: [{ n: 'asc' }],
          ...(after ? { search_after: after as never } : {}),
        },
      })
      expect(body.pit_id).toBe(pit_id)
      if (body.hits.hits.length === 0) break
      seen.push(...ids(body))
      after = (body.hits.hits as Hits).at(-1)?.sort
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => n))
    expect((await client.getAllPits()).body.pits).toMatchObject([{ pit_id, keep_alive: 60_000 }])
    expect((await client.deletePit({ body: { pit_id: [point] } })).body.pits).toEqual([
      { pit_id, successful: true },
    ])
    expect((await refusal(client.search({ body: { pit: { id: point } } }))).status).toBe(404)
    await client.delete({ index: 'lines', id: late.body._id })
  })

  test('_mget answers each document, found or not', async () => {
    const { body } = await room.client.mget({
      body: {
        docs: [
          { _index: 'lines', _id: '3', _source: ['n'] },
          { _index: 'lines', _id: 'none' },
          { _index: 'nowhere', _id: '1' },
        ],
      },
    })
    expect(body.docs).toMatchObject([
      { _index: 'lines', _id: '3', found: true, _version: 1, _source: { n: 3 } },
      { _index: 'lines', _id: 'none', found: false },
      { _index: 'nowhere', error: { type: 'index_not_found_exception' } },
    ])
    const some = await room.client.mget({ index: 'lines', body: { ids: ['1', '2', '1'] } })
    expect(some.body.docs.map((one) => (one as { found?: boolean }).found)).toEqual([true, true, true])
  })

  test('documents are deleted, written anew and copied by query', async () => {
    const { client } = room
    const copied = await client.reindex({
      body: { source: { index: 'lines', query: { range: { n: { lt: 20 } } } }, dest: { index: 'copy' } },
    })
    expect(copied.body).toMatchObject({ total: 20, created: 20, failures: [] })
    const gone = await client.deleteByQuery({
      index: 'copy',
      max_docs: 4,
      body: { query: { term: { half: 0 } } },
    })
    expect(gone.body).toMatchObject({ total: 4, deleted: 4, version_conflicts: 0, failures: [] })
    expect((await client.count({ index: 'copy' })).body.count).toBe(16)
    const anew = await client.updateByQuery({ index: 'copy', body: { query: { term: { half: 1 } } } })
    expect(anew.body).toMatchObject({ total: 10, updated: 10 })
    expect((await client.get({ index: 'copy', id: '1' })).body._version).toBe(2)
    expect(
      await refusal(client.updateByQuery({ index: 'copy', body: { script: { source: 'ctx._source.n++' } } })),
    ).toMatchObject({ status: 400, reason: expect.stringContaining('[script] is not served') })
    expect(await refusal(client.deleteByQuery({ index: 'copy', body: {} as never }))).toMatchObject({
      status: 400,
      reason: expect.stringContaining('query is missing'),
    })
  })
})

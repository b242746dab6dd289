import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenRoom, openRoom, refusal } from './opensearch-room.ts'

let room: OpenRoom
beforeAll(async () => {
  room = await openRoom()
  await room.client.indices.create({
    index: 'logs',
    body: { aliases: { l: { filter: { term: { a: 1 } } } } },
  })
  await room.client.index({ index: 'logs', id: '1', body: { a: 1, words: 'Hello World' } })
  await room.client.indices.putTemplate({ name: 't', body: { index_patterns: ['t-*'], order: 3 } })
})
afterAll(() => room.close())

describe('the cluster', () => {
  test('settings are kept over a restart, and forgotten by null', async () => {
    const { client } = room
    const put = await client.cluster.putSettings({
      body: {
        persistent: { 'action.auto_create_index': 'false' },
        transient: { cluster: { max_shards_per_node: 5 } },
      },
    })
    expect(put.body).toEqual({
      acknowledged: true,
      persistent: { action: { auto_create_index: 'false' } },
      transient: { cluster: { max_shards_per_node: '5' } },
    })
    expect(await refusal(client.index({ index: 'new', body: {} }))).toMatchObject({
      status: 404,
      type: 'index_not_found_exception',
    })
    await room.restart()
    expect((await room.client.cluster.getSettings({ flat_settings: true })).body.persistent).toEqual({
      'action.auto_create_index': 'false',
    })
    await room.client.cluster.putSettings({
      body: { persistent: { 'action.auto_create_index': null } } as never,
    })
    expect((await room.client.cluster.getSettings()).body.persistent).toEqual({})
    await room.client.index({ index: 'new', body: {} })
    await room.client.indices.delete({ index: 'new' })
    expect(
      await refusal(room.client.cluster.putSettings({ body: { persistent: { nonsense: 1 } } })),
    ).toMatchObject({
      status: 400,
      reason: 'persistent setting [nonsense], not recognized',
    })
  })

  test('tells of itself', async () => {
    const { client } = room
    expect((await client.cluster.health({ index: 'logs', level: 'shards' })).body).toMatchObject({
      status: 'green',
      indices: { logs: { shards: { '0': { primary_active: true } } } },
    })
    expect((await refusal(client.cluster.health({ index: 'nowhere', timeout: '1ms' }))).status).toBe(408)
    expect((await client.cluster.state({ metric: ['metadata'] })).body).toMatchObject({
      metadata: { indices: { logs: { state: 'open', aliases: ['l'] } } },
    })
    expect((await client.cluster.pendingTasks()).body).toEqual({ tasks: [] })
    expect((await client.nodes.info()).body._nodes).toEqual({ total: 1, successful: 1, failed: 0 })
    expect((await client.nodes.stats()).body._nodes).toEqual({ total: 1, successful: 1, failed: 0 })
    expect((await client.tasks.list()).body).toEqual({ nodes: {} })
    expect((await refusal(client.tasks.get({ task_id: 'x:1' }))).type).toBe('resource_not_found_exception')
    expect((await client.indices.stats({ index: 'logs' })).body._all?.primaries?.docs?.count).toBe(1)
    for (const ask of [
      client.indices.segments({ index: 'logs' }),
      client.indices.recovery({ index: 'logs' }),
      client.indices.shardStores({ index: 'logs' }),
      client.indices.forcemerge({ index: 'logs' }),
      client.indices.clearCache({ index: 'logs' }),
      client.searchShards({ index: 'logs' }),
      client.cluster.reroute(),
      client.cluster.remoteInfo(),
      client.snapshot.getRepository(),
    ])
      expect((await ask).statusCode).toBe(200)
  })

  test('_cat', async () => {
    const { client } = room
    const cat = async (ask: Promise<{ body: unknown }>) => (await ask).body
    expect(await cat(client.cat.aliases({ format: 'json' }))).toEqual([
      {
        alias: 'l',
        index: 'logs',
        filter: '*',
        'routing.index': '-',
        'routing.search': '-',
        is_write_index: '-',
      },
    ])
    expect(await cat(client.cat.templates())).toMatch(/^t\s+\[t-\*\]\s+3\s*\n$/)
    expect(await cat(client.cat.shards({ index: 'logs', h: ['index', 'docs', 'state'] }))).toMatch(
      /^logs\s+1\s+STARTED\n$/,
    )
    expect(await cat(client.cat.nodes({ v: true }))).toContain('tailrace')
    for (const ask of [
      client.cat.clusterManager(),
      client.cat.allocation(),
      client.cat.segments(),
      client.cat.recovery(),
      client.cat.plugins(),
      client.cat.nodeattrs(),
      client.cat.pendingTasks(),
      client.cat.tasks(),
      client.cat.repositories(),
      client.cat.fielddata(),
      client.cat.threadPool(),
      client.cat.count(),
      client.cat.help(),
    ])
      expect((await ask).statusCode).toBe(200)
  })
})

describe('without searching', () => {
  test.each([
    ['standard', "The 2 QUICK Brown-Foxes, it's me.", ['the', '2', 'quick', 'brown', 'foxes', "it's", 'me']],
    ['simple', 'The 2 QUICK', ['the', 'quick']],
    ['whitespace', 'The 2 QUICK', ['The', '2', 'QUICK']],
    ['keyword', 'The 2', ['The 2']],
  ])('_analyze with %s', async (analyzer, text, tokens) => {
    const { body } = await room.client.indices.analyze({ body: { analyzer, text } })
    expect(body.tokens?.map(({ token }) => token)).toEqual(tokens)
  })

  test('_validate and _explain', async () => {
    const { client } = room
    expect(
      (await client.indices.validateQuery({ index: 'logs', body: { query: { term: { a: 1 } } } })).body,
    ).toMatchObject({
      valid: true,
    })
    const bad = await client.indices.validateQuery({
      index: 'logs',
      explain: true,
      body: { query: { nope: {} } as never },
    })
    expect(bad.body).toMatchObject({ valid: false, error: expect.stringContaining('unknown query [nope]') })
    const query = { match: { words: 'hello' } } as never
    expect((await client.explain({ index: 'logs', id: '1', body: { query } })).body).toMatchObject({
      matched: true,
      explanation: { value: expect.any(Number) },
    })
    expect(
      (await client.explain({ index: 'logs', id: '1', body: { query: { term: { a: 2 } } as never } })).body
        .matched,
    ).toBe(false)
  })

  test.each([
    ['GET', '/_search/template', 'search templates'],
    ['PUT', '/_plugins/_ism/policies/p', 'index state management'],
    ['PUT', '/_snapshot/repo', 'snapshots'],
    ['POST', '/logs/_termvectors/1', 'term vectors'],
    ['PUT', '/_scripts/one', 'scripts'],
  ])('%s %s is refused by name', async (method, path, what) => {
    const refused = await refusal(room.client.transport.request({ method, path, body: {} }))
    expect(refused).toMatchObject({
      status: 400,
      type: 'illegal_argument_exception',
      reason: expect.stringContaining(what),
    })
  })
})

test('docs/opensearch.md lists every path', async () => {
  const page = await readFile(new URL('../../docs/opensearch.md', import.meta.url), 'utf8')
  const listed = new Set([...page.matchAll(/`(\/[^`\s]*)`/g)].map(([, path]) => path))
  const served = room.search.paths()
  expect(served.filter((path) => !listed.has(path))).toEqual([])
  expect([...listed].filter((path) => !served.includes(path))).toEqual([])
})

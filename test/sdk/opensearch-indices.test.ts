import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type OpenRoom, openRoom, refusal } from './opensearch-room.ts'

let room: OpenRoom
beforeAll(async () => {
  room = await openRoom()
})
afterEach(async () => {
  await room.client.indices.deleteDataStream({ name: '*' })
  await room.client.indices.delete({ index: '*', expand_wildcards: 'all' })
  await room.client.indices.deleteIndexTemplate({ name: '*' })
  await room.client.cluster.deleteComponentTemplate({ name: '*' })
  await room.client.indices.deleteTemplate({ name: '*' })
})
afterAll(() => room.close())

describe('aliases', () => {
  test('are searched and written through, filters honoured, over a restart', async () => {
    const { client } = room
    await client.index({ index: 'logs-1', id: '1', body: { status: 404 } })
    await client.index({ index: 'logs-2', id: '2', body: { status: 200 } })
    await client.indices.updateAliases({
      body: {
        actions: [
          { add: { indices: ['logs-1', 'logs-2'], alias: 'logs' } },
          { add: { index: 'logs-*', alias: 'missing', filter: { term: { status: 404 } } } },
        ],
      },
    })
    expect((await client.count({ index: 'logs' })).body.count).toBe(2)
    expect((await client.count({ index: 'missing' })).body.count).toBe(1)
    expect((await client.count({ index: 'missing,logs-2' })).body.count).toBe(2)
    expect(await refusal(client.index({ index: 'logs', body: {} }))).toMatchObject({
      status: 400,
      reason: expect.stringContaining('no write index is defined for alias [logs]'),
    })
    await client.indices.putAlias({ index: 'logs-2', name: 'logs', body: { is_write_index: true } })
    const put = await client.index({ index: 'logs', id: '3', require_alias: true, body: { status: 404 } })
    expect(put.body._index).toBe('logs-2')
    await room.restart()
    expect((await room.client.count({ index: 'missing' })).body.count).toBe(2)
    expect((await room.client.indices.getAlias({ index: 'logs-2' })).body).toEqual({
      'logs-2': {
        aliases: { logs: { is_write_index: true }, missing: { filter: { term: { status: 404 } } } },
      },
    })
    expect((await room.client.indices.getAlias({ name: 'logs' })).body).toMatchObject({
      'logs-1': {},
      'logs-2': {},
    })
    expect((await room.client.indices.existsAlias({ name: 'nobody' })).statusCode).toBe(404)
    expect(await refusal(room.client.indices.getAlias({ name: 'nobody' }))).toMatchObject({
      status: 404,
      reason: 'alias [nobody] missing',
    })
    await room.client.indices.deleteAlias({ index: '*', name: 'logs' })
    expect(await refusal(room.client.count({ index: 'logs' }))).toMatchObject({
      status: 404,
      type: 'index_not_found_exception',
    })
    expect(await refusal(room.client.indices.deleteAlias({ index: '*', name: 'logs' }))).toMatchObject({
      status: 404,
      type: 'aliases_not_found_exception',
    })
  })

  test('actions are done all or not at all', async () => {
    const { client } = room
    await client.indices.create({ index: 'a' })
    const refused = await refusal(
      client.indices.updateAliases({
        body: { actions: [{ add: { index: 'a', alias: 'x' } }, { add: { index: 'nowhere', alias: 'x' } }] },
      }),
    )
    expect(refused).toMatchObject({ status: 404, type: 'index_not_found_exception' })
    expect((await client.indices.getAlias({ index: 'a' })).body).toEqual({ a: { aliases: {} } })
    await client.indices.updateAliases({
      body: { actions: [{ add: { index: 'a', alias: 'x', filter: { term: { y: 1 } } } }] },
    })
    expect(
      await refusal(
        client.indices.updateAliases({
          body: { actions: [{ add: { index: 'a', alias: 'x', filter: { nothing: {} } as never } }] },
        }),
      ),
    ).toMatchObject({ status: 400, reason: expect.stringContaining('unknown query [nothing]') })
  })
})

describe('templates', () => {
  test('an index template with components makes what is written first', async () => {
    const { client } = room
    await client.cluster.putComponentTemplate({
      name: 'fields',
      body: {
        template: { mappings: { properties: { status: { type: 'short' }, url: { type: 'keyword' } } } },
      },
    })
    await client.indices.putIndexTemplate({
      name: 'web',
      body: {
        index_patterns: ['web-*'],
        priority: 10,
        composed_of: ['fields'],
        template: {
          settings: { number_of_replicas: 1 },
          mappings: { properties: { host: { type: 'ip' } } },
          aliases: { web: {} },
        },
      },
    })
    await client.bulk({ index: 'web-1', body: [{ index: {} }, { status: 200, url: '/', host: '10.0.0.1' }] })
    const { body } = await client.indices.get({ index: 'web-1' })
    expect(body['web-1']).toMatchObject({
      aliases: { web: {} },
      mappings: { properties: { status: { type: 'short' }, url: { type: 'keyword' }, host: { type: 'ip' } } },
      settings: { index: { number_of_replicas: '1' } },
    })
    expect((await client.indices.getIndexTemplate({ name: 'web' })).body.index_templates).toMatchObject([
      {
        name: 'web',
        index_template: {
          index_patterns: ['web-*'],
          composed_of: ['fields'],
          priority: 10,
          template: { settings: { index: { number_of_replicas: '1' } } },
        },
      },
    ])
    const simulated = await client.indices.simulateIndexTemplate({ name: 'web-2' })
    expect(simulated.body.template).toMatchObject({ mappings: { properties: { status: { type: 'short' } } } })
    expect(await refusal(client.cluster.deleteComponentTemplate({ name: 'fields' }))).toMatchObject({
      status: 400,
      reason: expect.stringContaining('still in use by index templates [web]'),
    })
    expect(
      await refusal(
        client.indices.putIndexTemplate({
          name: 'other',
          body: { index_patterns: ['web-2*'], priority: 10 },
        }),
      ),
    ).toMatchObject({ status: 400, reason: expect.stringContaining('that have the same priority [10]') })
    await room.restart()
    expect((await room.client.indices.existsIndexTemplate({ name: 'web' })).statusCode).toBe(200)
    await room.client.indices.deleteIndexTemplate({ name: 'web' })
    expect(await refusal(room.client.indices.getIndexTemplate({ name: 'web' }))).toMatchObject({
      status: 404,
      type: 'resource_not_found_exception',
    })
  })

  test('legacy templates go together by their order', async () => {
    const { client } = room
    await client.indices.putTemplate({
      name: 'all',
      body: {
        index_patterns: ['*'],
        settings: { number_of_shards: 3 },
        mappings: { properties: { n: { type: 'long' } } },
      },
    })
    await client.indices.putTemplate({
      name: 'some',
      order: 5,
      body: {
        index_patterns: ['some-*'],
        settings: { 'index.number_of_shards': '1' },
        aliases: { them: {} },
      },
    })
    await client.indices.create({ index: 'some-1' })
    expect((await client.indices.get({ index: 'some-1' })).body['some-1']).toMatchObject({
      aliases: { them: {} },
      mappings: { properties: { n: { type: 'long' } } },
      settings: { index: { number_of_shards: '1' } },
    })
    expect((await client.indices.getTemplate({ name: 's*' })).body).toMatchObject({
      some: { order: 5, index_patterns: ['some-*'], settings: { index: { number_of_shards: '1' } } },
    })
    expect((await client.indices.existsTemplate({ name: 'nope' })).statusCode).toBe(404)
    expect((await refusal(client.indices.deleteTemplate({ name: 'nope' }))).status).toBe(404)
  })
})

describe('data streams', () => {
  test('are made by the first document, rolled over and deleted', async () => {
    const { client } = room
    await client.indices.putIndexTemplate({
      name: 'streams',
      body: {
        index_patterns: ['metrics-*'],
        data_stream: {},
        template: { mappings: { properties: { n: { type: 'long' } } } },
      },
    })
    const at = new Date().toISOString()
    const { body } = await client.bulk({
      body: [{ create: { _index: 'metrics-a' } }, { '@timestamp': at, n: 1 }],
    })
    expect(body.items[0].create).toMatchObject({ _index: '.ds-metrics-a-000001', status: 201 })
    expect(await refusal(client.index({ index: 'metrics-a', body: { '@timestamp': at } }))).toMatchObject({
      status: 400,
      reason: 'only write ops with an op_type of create are allowed in data streams',
    })
    expect(
      await refusal(client.index({ index: 'metrics-a', op_type: 'create', body: { n: 1 } })),
    ).toMatchObject({ status: 400, type: 'mapper_parsing_exception' })
    const rolled = await client.indices.rollover({
      alias: 'metrics-a',
      body: { conditions: { max_docs: 1 } },
    })
    expect(rolled.body).toMatchObject({
      rolled_over: true,
      old_index: '.ds-metrics-a-000001',
      new_index: '.ds-metrics-a-000002',
      conditions: { '[max_docs: 1]': true },
    })
    await client.index({ index: 'metrics-a', op_type: 'create', body: { '@timestamp': at, n: 2 } })
    expect((await client.count({ index: 'metrics-*' })).body.count).toBe(2)
    await room.restart()
    expect((await room.client.indices.getDataStream({ name: 'metrics-a' })).body.data_streams).toMatchObject([
      {
        name: 'metrics-a',
        generation: 2,
        template: 'streams',
        indices: [{}, {}],
        timestamp_field: { name: '@timestamp' },
      },
    ])
    expect((await refusal(room.client.indices.delete({ index: '.ds-metrics-a-000002' }))).status).toBe(400)
    await room.client.indices.deleteDataStream({ name: 'metrics-a' })
    expect((await refusal(room.client.count({ index: 'metrics-a' }))).status).toBe(404)
  })

  test('an alias is rolled over when its conditions are met', async () => {
    const { client } = room
    await client.indices.create({ index: 'app-000001', body: { aliases: { app: { is_write_index: true } } } })
    const not = await client.indices.rollover({
      alias: 'app',
      body: { conditions: { max_docs: 1, max_age: '7d' } },
    })
    expect(not.body).toMatchObject({
      rolled_over: false,
      conditions: { '[max_docs: 1]': false, '[max_age: 7d]': false },
    })
    const rolled = await client.indices.rollover({ alias: 'app' })
    expect(rolled.body).toMatchObject({ rolled_over: true, new_index: 'app-000002' })
    expect((await client.indices.getAlias({ name: 'app' })).body).toEqual({
      'app-000001': { aliases: { app: { is_write_index: false } } },
      'app-000002': { aliases: { app: { is_write_index: true } } },
    })
    expect((await client.index({ index: 'app', body: { a: 1 } })).body._index).toBe('app-000002')
  })
})

describe('names', () => {
  test('date math, exclusions, closed and hidden indices', async () => {
    const { client } = room
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '.')
    await client.index({ index: '<web-logs-{now/d}>', body: { a: 1 } })
    expect((await client.indices.exists({ index: `web-logs-${day}` })).statusCode).toBe(200)
    expect((await client.count({ index: '<web-logs-{now/d{yyyy.MM.dd|+00:00}}>' })).body.count).toBe(1)
    await client.indices.create({ index: 'web-hidden', body: { settings: { hidden: true } } })
    await client.index({ index: 'web-old', body: { a: 1 } })
    expect((await client.count({ index: 'web-*,-web-old' })).body.count).toBe(1)
    expect(Object.keys((await client.indices.get({ index: 'web-*' })).body)).not.toContain('web-hidden')
    expect(
      Object.keys((await client.indices.get({ index: 'web-*', expand_wildcards: 'all' })).body),
    ).toContain('web-hidden')
    await client.indices.close({ index: 'web-old' })
    expect(await refusal(client.count({ index: 'web-old' }))).toMatchObject({
      status: 400,
      type: 'index_closed_exception',
    })
    expect((await client.count({ index: 'web-*' })).body.count).toBe(1)
    expect((await client.count({ index: 'web-old,nowhere', ignore_unavailable: true })).body.count).toBe(0)
    expect(await refusal(client.count({ index: 'no-*', allow_no_indices: false }))).toMatchObject({
      status: 404,
    })
    await client.indices.open({ index: 'web-old' })
    expect((await client.count({ index: 'web-old' })).body.count).toBe(1)
  })

  test('what is hostile stays text', async () => {
    const { client } = room
    const evil = `x'); DROP TABLE catalogue_indices; --"\u0000\u202e`
    await client.indices.create({ index: 'safe', body: { settings: { 'index.lifecycle.name': evil } } })
    await client.indices.putTemplate({ name: 'evil', body: { index_patterns: [evil] } })
    await client.indices.putAlias({
      index: 'safe',
      name: "o'hare",
      body: { filter: { term: { [evil]: evil } } },
    })
    await client.index({
      index: 'safe',
      id: evil.replaceAll('\u0000', ''),
      routing: evil,
      body: { [evil]: evil },
    })
    expect((await client.count({ index: "o'hare" })).body.count).toBeLessThan(2)
    await room.restart()
    expect((await room.client.indices.getTemplate({ name: 'evil' })).body.evil.index_patterns).toEqual([evil])
    expect(
      (await room.client.indices.getSettings({ index: 'safe', flat_settings: true })).body.safe.settings,
    ).toMatchObject({
      'index.lifecycle.name': evil,
    })
    const gone = await room.client.deleteByQuery({
      index: 'safe',
      body: { query: { term: { [evil]: `' OR TRUE --` } } },
    })
    expect(gone.body).toMatchObject({ deleted: 0 })
  })
})

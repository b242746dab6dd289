import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenRoom, openRoom, refusal } from './opensearch-room.ts'

let room: OpenRoom
beforeAll(async () => {
  room = await openRoom()
  await room.client.ingest.putPipeline({
    id: 'lines',
    body: {
      description: 'lines of a log',
      processors: [
        { grok: { field: 'message', patterns: ['%{IPORHOST:client} %{NUMBER:status:int}'] } },
        { remove: { field: 'message' } },
      ],
    },
  })
})
afterAll(() => room.close())

test('pipelines are asked for by a request, an item or the index, and outlive the program', async () => {
  await room.restart()
  const { client } = room
  expect((await client.ingest.getPipeline({ id: 'lines' })).body.lines).toMatchObject({
    description: 'lines of a log',
  })
  await client.index({ index: 'logs', id: '1', pipeline: 'lines', body: { message: '10.0.0.7 404' } })
  expect((await client.get({ index: 'logs', id: '1' })).body._source).toEqual({
    client: '10.0.0.7',
    status: 404,
  })
  const bulk = await client.bulk({
    index: 'logs',
    body: [
      { index: { _id: '2', pipeline: 'lines' } },
      { message: '10.0.0.8 200' },
      { index: { _id: '3', pipeline: 'lines' } },
      { message: 'nothing of the kind' },
      { index: { _id: '4' } },
      { message: '10.0.0.9 200' },
      { index: { _id: '5', pipeline: 'nobody' } },
      { message: '10.0.0.9 200' },
    ],
  })
  expect(bulk.body.items.map(({ index }) => [index?.status, index?.error?.type])).toEqual([
    [201, undefined],
    [400, 'illegal_argument_exception'],
    [201, undefined],
    [400, 'illegal_argument_exception'],
  ])
  await client.indices.putSettings({ index: 'logs', body: { default_pipeline: 'lines' } as never })
  await client.index({ index: 'logs', id: '6', body: { message: '10.0.0.9 500' } })
  expect((await client.get({ index: 'logs', id: '6' })).body._source).toEqual({
    client: '10.0.0.9',
    status: 500,
  })
  expect((await client.count({ index: 'logs', body: { query: { term: { status: 500 } } } })).body.count).toBe(
    1,
  )
})

test('pipelines are tried out', async () => {
  const { body } = await room.client.ingest.simulate({
    id: 'lines',
    body: {
      docs: [{ _index: 'x', _id: '1', _source: { message: '1.2.3.4 200' } }, { _source: { message: 'no' } }],
    } as never,
  })
  expect(body.docs).toMatchObject([
    { doc: { _index: 'x', _source: { client: '1.2.3.4', status: 200 } } },
    { error: { type: 'illegal_argument_exception' } },
  ])
  const verbose = await room.client.ingest.simulate({
    verbose: true,
    body: {
      pipeline: { processors: [{ trim: { field: 'a', tag: 't' } }, { drop: {} }] },
      docs: [{ _source: { a: ' x' } }],
    } as never,
  })
  expect(verbose.body.docs).toMatchObject([
    {
      processor_results: [
        { processor_type: 'trim', tag: 't', status: 'success' },
        { processor_type: 'drop', status: 'dropped' },
      ],
    },
  ])
})

test('what is not served, or not there, is refused by name', async () => {
  const { client } = room
  expect(
    await refusal(
      client.ingest.putPipeline({ id: 'x', body: { processors: [{ script: { source: '1' } }] } }),
    ),
  ).toMatchObject({ status: 400, reason: expect.stringContaining('processor [script] is not served') })
  expect((await refusal(client.ingest.getPipeline({ id: 'nobody' }))).status).toBe(404)
  expect(await refusal(client.ingest.deletePipeline({ id: 'nobody' }))).toMatchObject({
    status: 404,
    reason: 'pipeline [nobody] missing',
  })
  expect((await client.ingest.processorGrok()).body.patterns).toMatchObject({ WORD: expect.any(String) })
  await client.ingest.deletePipeline({ id: '*' })
  expect((await client.ingest.getPipeline()).body).toEqual({})
})

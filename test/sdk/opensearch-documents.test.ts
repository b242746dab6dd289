import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenRoom, openRoom, refusal } from './opensearch-room.ts'

let room: OpenRoom
beforeAll(async () => {
  room = await openRoom()
})
afterAll(() => room.close())

describe('documents', () => {
  test('versions and sequence numbers', async () => {
    const { client } = room
    const first = await client.index({ index: 'books', id: '1', body: { title: 'Emma' }, refresh: true })
    expect(first.statusCode).toBe(201)
    expect(first.body).toMatchObject({
      _version: 1,
      result: 'created',
      _primary_term: 1,
      forced_refresh: true,
    })
    const { _seq_no } = first.body
    const second = await client.index({ index: 'books', id: '1', body: { title: 'Emma', year: 1815 } })
    expect(second.body).toMatchObject({ _version: 2, result: 'updated' })
    expect(second.body._seq_no).toBeGreaterThan(_seq_no)
    const got = await client.get({ index: 'books', id: '1', _source_includes: ['year'] })
    expect(got.body).toMatchObject({ _version: 2, _seq_no: second.body._seq_no, _source: { year: 1815 } })
    expect(
      await refusal(
        client.index({ index: 'books', id: '1', if_seq_no: _seq_no, if_primary_term: 1, body: {} }),
      ),
    ).toMatchObject({
      status: 409,
      type: 'version_conflict_engine_exception',
      reason: `[1]: version conflict, required seqNo [${_seq_no}], primary term [1]. current document has seqNo [${second.body._seq_no}] and primary term [1]`,
    })
    const third = await client.update({
      index: 'books',
      id: '1',
      if_seq_no: second.body._seq_no,
      if_primary_term: 1,
      _source: 'true',
      body: { doc: { year: 1816 } },
    })
    expect(third.body).toMatchObject({
      _version: 3,
      result: 'updated',
      get: { _source: { title: 'Emma', year: 1816 } },
    })
    const noop = await client.update({ index: 'books', id: '1', body: { doc: { year: 1816 } } })
    expect(noop.body).toMatchObject({ _version: 3, result: 'noop' })
    const gone = await client.delete({ index: 'books', id: '1' })
    expect(gone.body).toMatchObject({ _version: 4, result: 'deleted' })
    const again = await client.create({ index: 'books', id: '1', body: { title: 'Emma' } })
    expect(again.body).toMatchObject({ _version: 5, result: 'created' })
  })

  test('sequence numbers are never given twice, even when their documents are gone', async () => {
    const { body } = await room.client.index({ index: 'counted', id: 'a', body: { n: 1 } })
    const gone = await room.client.delete({ index: 'counted', id: 'a' })
    await room.restart()
    const next = await room.client.index({ index: 'counted', id: 'a', body: { n: 1 } })
    expect(gone.body._seq_no).toBeGreaterThan(body._seq_no)
    expect(next.body._seq_no).toBeGreaterThan(gone.body._seq_no)
  })

  test('external versions', async () => {
    const { client } = room
    const put = (version: number, version_type: 'external' | 'external_gte' = 'external') =>
      client.index({ index: 'outside', id: '1', version, version_type, body: { a: version } })
    expect((await put(5)).body._version).toBe(5)
    expect(await refusal(put(5))).toMatchObject({
      status: 409,
      reason: '[1]: version conflict, current version [5] is higher or equal to the one provided [5]',
    })
    expect((await put(5, 'external_gte')).body._version).toBe(5)
    expect(
      (await client.delete({ index: 'outside', id: '1', version: 9, version_type: 'external' })).body
        ._version,
    ).toBe(9)
    expect((await refusal(put(8))).status).toBe(409)
    expect(
      await refusal(
        client.create({ index: 'outside', id: '2', version: 1, version_type: 'external', body: {} }),
      ),
    ).toMatchObject({ status: 400, type: 'action_request_validation_exception' })
    expect(await refusal(client.get({ index: 'outside', id: '2' }))).toMatchObject({ status: 404 })
  })

  test('each item of a bulk has its own fate', async () => {
    const { client } = room
    await client.indices.create({
      index: 'mixed',
      body: { mappings: { properties: { n: { type: 'long' }, at: { type: 'ip' } } } },
    })
    const { body } = await client.bulk({
      body: [
        { index: { _index: 'mixed', _id: '1', routing: 'x' } },
        { n: 1 },
        { create: { _index: 'mixed', _id: '1' } },
        { n: 2 },
        { index: { _index: 'mixed', _id: '2' } },
        { n: 'many' },
        { update: { _index: 'mixed', _id: '3' } },
        { doc: { n: 3 } },
        { update: { _index: 'mixed', _id: '4' } },
        { doc: { n: 4 }, doc_as_upsert: true },
        { index: { _index: 'mixed', _id: '1', if_seq_no: 99999, if_primary_term: 1 } },
        { n: 5 },
        { delete: { _index: 'mixed', _id: 'nobody' } },
        { index: { _index: 'mixed', require_alias: true } },
        { n: 6 },
        { index: { _index: 'Mixed' } },
        { n: 7 },
      ],
    })
    expect(body.errors).toBe(true)
    const fates = body.items.map((item: Record<string, { status: number; error?: { type: string } }>) => {
      const [[action, { status, error }]] = Object.entries(item)
      return [action, status, error?.type]
    })
    expect(fates).toEqual([
      ['index', 201, undefined],
      ['create', 409, 'version_conflict_engine_exception'],
      ['index', 400, 'mapper_parsing_exception'],
      ['update', 404, 'document_missing_exception'],
      ['update', 201, undefined],
      ['index', 409, 'version_conflict_engine_exception'],
      ['delete', 404, undefined],
      ['index', 404, 'index_not_found_exception'],
      ['index', 400, 'invalid_index_name_exception'],
    ])
  })

  test('the engine keeps what it answered over a restart', async () => {
    await room.client.index({ index: 'kept', id: '1', body: { a: 1 } })
    await room.client.index({ index: 'kept', id: '1', body: { a: 2 } })
    await room.restart()
    expect((await room.client.get({ index: 'kept', id: '1' })).body).toMatchObject({
      _version: 2,
      _source: { a: 2 },
    })
  })
})

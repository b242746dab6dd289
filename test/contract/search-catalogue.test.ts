import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDuckDb } from '../../src/engines/search/duckdb/index.ts'
import type { SearchEngine } from '../../src/stages/search/ports.ts'

// What an index engine keeps besides documents, and how it writes under conditions.

let folder = ''
let now = Date.UTC(2026, 10, 20)
let engine: SearchEngine
const open = () => openDuckDb({ path: join(folder, 'index.duckdb'), now: () => now })
async function reopen(): Promise<void> {
  await engine.close()
  engine = await open()
}
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tailrace-catalogue-'))
  engine = await open()
})
afterEach(async () => {
  await engine.close()
  await rm(folder, { recursive: true })
})

const EVIL = `x'); DROP TABLE catalogue_state; --"\u0000\u202e`

describe('changes of the catalogue', () => {
  it('are kept, whatever their text', async () => {
    const attributes = { aliases: { [EVIL]: { filter: { term: { [EVIL]: EVIL } } } }, settings: { a: EVIL } }
    await engine.change({
      create: [{ index: EVIL, mapping: { [EVIL]: 'keyword' }, attributes }],
      state: { [EVIL]: { [EVIL]: [EVIL] }, other: 1 },
    })
    await reopen()
    expect(engine.indices()).toMatchObject([{ name: EVIL, mapping: { [EVIL]: 'keyword' }, attributes }])
    expect(engine.state().get(EVIL)).toEqual({ [EVIL]: [EVIL] })
    await engine.change({ remove: [EVIL], state: { other: null } })
    await reopen()
    expect(engine.indices()).toEqual([])
    expect([...engine.state().keys()]).toEqual([EVIL])
  })

  it('are done all or not at all', async () => {
    await engine.change({ create: [{ index: 'a', mapping: {}, attributes: {} }], state: { k: 1 } })
    await expect(
      engine.change({
        remove: ['a'],
        create: [{ index: 'b', mapping: { x: 'long' }, attributes: {} }],
        update: [{ index: 'nowhere', attributes: {} }],
        state: { k: 2 },
      }),
    ).rejects.toMatchObject({ type: 'index_not_found_exception' })
    expect(engine.indices().map(({ name }) => name)).toEqual(['a'])
    expect(engine.state().get('k')).toBe(1)
    await reopen()
    expect(engine.indices().map(({ name }) => name)).toEqual(['a'])
    expect(engine.state().get('k')).toBe(1)
  })

  it('attributes go with their index', async () => {
    await engine.change({ create: [{ index: 'a', mapping: {}, attributes: { closed: true } }] })
    await engine.deleteIndex('a')
    await engine.createIndex('a')
    await reopen()
    expect(engine.indices()[0].attributes).toBeUndefined()
  })
})

describe('documents', () => {
  const put = async (id: string, more: object = {}) =>
    (await engine.bulk([{ action: 'index', index: 'd', id, source: { n: Number(id) || 0 }, ...more }]))[0]

  it('are deleted by query, the oldest first up to a limit', async () => {
    for (const id of ['1', '2', '3', '4']) await put(id)
    const odd = { kind: 'terms', field: 'n', values: [1, 2, 3] } as const
    expect(await engine.deleteMatching(['d'], odd, 2)).toBe(2)
    expect(await engine.count(['d'], { kind: 'all' })).toBe(2)
    expect(await engine.get('d', '3')).toMatchObject({ version: 1 })
    expect(engine.indices()[0].documents).toBe(2)
    expect(
      await engine
        .deleteMatching(['d'], { kind: 'terms', field: 'n', values: ["' OR 1=1 --"] })
        .catch(() => 0),
    ).toBe(0)
    await expect(engine.deleteMatching(['nowhere'], odd)).rejects.toMatchObject({
      type: 'index_not_found_exception',
    })
    await reopen()
    expect(await engine.count(['d'], { kind: 'all' })).toBe(2)
  })

  it('a view ends where the sequence stood', async () => {
    await put('1')
    const before = await engine.nextSequence()
    await put('2')
    expect(await engine.count(['d'], { kind: 'arrived', before })).toBe(1)
    expect(await engine.count(['d'], { kind: 'index', names: ['d'] })).toBe(2)
    expect(await engine.count(['d'], { kind: 'index', names: ['e'] })).toBe(0)
  })

  it('a deleted id is remembered for a minute', async () => {
    await put('1')
    await engine.bulk([{ action: 'delete', index: 'd', id: '1' }])
    expect((await put('1')).version).toBe(3)
    await engine.bulk([{ action: 'delete', index: 'd', id: '1' }])
    now += 61_000
    expect((await put('1')).version).toBe(1)
  })

  it('conditions hold within one bulk as well', async () => {
    const first = await put('1')
    const outcomes = await engine.bulk([
      { action: 'index', index: 'd', id: '1', source: {}, ifSequence: first.sequence },
      { action: 'index', index: 'd', id: '1', source: {}, ifSequence: first.sequence },
      { action: 'delete', index: 'd', id: '1', ifSequence: first.sequence, ifTerm: 2 },
      { action: 'index', index: 'd', id: '9', source: {}, ifSequence: 0 },
    ])
    expect(outcomes.map(({ status }) => status)).toEqual([200, 409, 409, 409])
  })
})

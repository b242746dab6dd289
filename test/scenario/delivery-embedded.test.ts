import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bulkInto } from '../../src/bulk-into.ts'
import { openDuckDb } from '../../src/engines/search/duckdb/index.ts'
import { silentLog } from '../../src/observe/log.ts'
import { createSearch } from '../../src/stages/search/index.ts'
import { drained, errorsOf } from '../faults/delivery-end.ts'
import { createWorld, processor, toIndex, USERS } from './delivery-world.ts'

/** Records that no built-in function made documents of, in the embedded index: as a cluster would take them. */
test('JSON as it came, and what a user’s function made, by stable ids; crashes lose and double nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-embedded-'))
  const now = Date.now
  const engine = await openDuckDb({ path: join(folder, 'index.duckdb'), now })
  const marks = { read: () => undefined, write: async () => {}, remove: async () => {}, list: () => [] }
  const search = createSearch({ engine, marks, now, log: silentLog, endpoint: '127.0.0.1:9200' })
  const found = async (index: string) => {
    const { body } = await search.search(index, { size: 100 })
    const { hits } = JSON.parse(JSON.stringify(body)).hits as { hits: { _id: string; _source: unknown }[] }
    return hits.map(({ _id, _source }) => [_id, _source] as const).sort(([a], [b]) => (a < b ? -1 : 1))
  }
  const world = createWorld({ bulk: bulkInto(search) })
  world.room().start()
  await world.call('CreateDeliveryStream', toIndex({ ProcessingConfiguration: { Enabled: false } }))
  world.append(['{"user":{"name":"ann"},"tags":["x","y"],"n":1.5}', 'no JSON', '{"n":"text"}'])
  await drained(world)
  expect(await found('web-logs-2026-11-20')).toEqual([
    ['web-logs.0.0', { user: { name: 'ann' }, tags: ['x', 'y'], n: 1.5 }],
  ])
  expect(errorsOf(world).map(({ record, errorCode }) => [record, errorCode])).toEqual([
    ['no JSON', '400'],
    ['{"n":"text"}', '400'],
  ])
  world.marks.delete([...world.marks.keys()].find((key) => key.startsWith('firehose/outlet/')) as string)
  world.crash()
  await world.restart()
  world.append(['{"n":2}'])
  await drained(world)
  expect((await found('web-logs-2026-11-20')).map(([id]) => id)).toEqual(['web-logs.0.0', 'web-logs.0.3'])

  const input: Record<string, unknown> = { ...toIndex({ IndexName: 'made' }), DeliveryStreamName: 'made' }
  const users = processor('Lambda', { LambdaArn: USERS })
  Object.assign(input.AmazonopensearchserviceDestinationConfiguration as object, {
    ProcessingConfiguration: { Processors: [users] },
  })
  await world.call('CreateDeliveryStream', input)
  world.append(['{"n":1}', 'drop', 'fail'])
  await drained(world)
  expect(await found('made-2026-11-20')).toEqual([['web-logs.0.4', { N: 1 }]])
  await world.stop()
  await engine.close()
  rmSync(folder, { recursive: true })
})

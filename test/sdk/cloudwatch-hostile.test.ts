import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openMetricStore } from '../../src/engines/metrics/lmdb.ts'
import { ServiceError } from '../../src/record/index.ts'
import { cloudWatchService } from '../../src/stages/metrics/service.ts'
import { createDispatch } from '../../src/wire/dispatch.ts'

const NOW = Date.parse('2026-11-20T12:00:30Z')
const caller = { account: '000000000000', region: 'us-east-1', arn: 'arn' }

/** Mulberry32. */
function randomFrom(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function inputs(seed: number) {
  const random = randomFrom(seed)
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]
  const text = () =>
    pick([
      'm',
      'n',
      'Sum',
      'Count',
      '',
      ':',
      ' ',
      'AWS/x',
      '\0',
      '__proto__',
      'constructor',
      'ü',
      'x'.repeat(300),
    ])
  const number = () =>
    pick([0, -0, 1, -1, 1.5, 60, 30, 7, 1e300, -1e300, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
  const time = () =>
    pick([NOW, NOW - 60_000, NOW + 60_000, 0, -1, 8.64e15, -8.64e15, NOW - 86_400_000 * 20, Number.NaN])
  const dateNear = (near: number) => () => {
    const at = random()
    if (at < 0.9) return new Date(near)
    return at < 0.98 ? new Date(time()) : number()
  }
  const list = (make: () => unknown) => Array.from({ length: Math.floor(random() * 4) || 1 }, make)
  /** Most members are there, some are of another kind. */
  const shape = (members: Record<string, () => unknown>) => {
    const made: Record<string, unknown> = {}
    for (const [name, make] of Object.entries(members)) {
      if (random() < 0.96) made[name] = random() < 0.99 ? make() : pick([null, {}, [], 'x', 1, true])
    }
    return made
  }
  const many = (make: () => unknown) => () => list(make)
  const some = (members: Record<string, () => unknown>) => () => shape(members)
  const one =
    (...items: readonly unknown[]) =>
    () =>
      pick(items)
  const good =
    <Item>(item: Item, make: () => Item) =>
    () =>
      random() < 0.95 ? item : make()
  const dimensions = () => list(() => shape({ Name: good('Host', text), Value: good('a', text) }))
  const metric = {
    Namespace: good('n', text),
    MetricName: good('m', text),
    Dimensions: dimensions,
  }
  const set = () => shape({ SampleCount: number, Sum: number, Minimum: number, Maximum: number })
  const values = () =>
    pick<Record<string, () => unknown>>([
      { Value: good(1, number) },
      { Values: many(good(2, number)) },
      { StatisticValues: set },
      hostileValues,
    ])
  const hostileValues = { Value: number, StatisticValues: set, Values: many(number), Counts: many(number) }
  const datum = () =>
    shape({
      ...{ MetricName: metric.MetricName, Dimensions: dimensions, Timestamp: dateNear(NOW), ...values() },
      ...{ Unit: good('Count', text), StorageResolution: good(60, number) },
    })
  const stat = good('Sum', () =>
    pick([
      'p50',
      'p100',
      'tm90',
      'TM(1:2)',
      'TM(%:)',
      'PR(:1)',
      'IQM',
      'wm',
      'p1e5',
      'TS(99999999999:)',
      ...[text()],
    ]),
  )
  const query = () =>
    shape({
      ...{ Id: good('a', text), Label: one('${AVG}', '${', '${PROP(', '$${LABEL}}', 'x') },
      MetricStat: some({
        Metric: some(metric),
        Period: good(60, number),
        Stat: stat,
        Unit: good('Count', text),
      }),
      ...(random() < 0.1 ? { Expression: text, Period: number, AccountId: text } : {}),
      ReturnData: one(true, true, false),
    })
  const range = { StartTime: dateNear(NOW - 3_600_000), EndTime: dateNear(NOW) }
  const operations: Record<string, Record<string, () => unknown>> = {
    PutMetricData: { Namespace: metric.Namespace, MetricData: many(datum) },
    ListMetrics: { ...metric, NextToken: text, RecentlyActive: good('PT3H', text) },
    GetMetricStatistics: {
      ...{ ...metric, ...range, Period: good(60, number), Unit: good('Count', text) },
      ...{ Statistics: many(stat), ExtendedStatistics: many(stat) },
    },
    GetMetricData: {
      ...{
        ...range,
        MetricDataQueries: many(query),
        NextToken: good(undefined as never, text),
        ScanBy: good('TimestampAscending', text),
      },
      ...{ MaxDatapoints: number, LabelOptions: some({ Timezone: good('+0000', text) }) },
    },
    SetAlarmState: { AlarmName: text, Anything: number },
  }
  return (): [string, Record<string, unknown>] => {
    const operation = pick(Object.keys(operations))
    return [operation, shape(operations[operation])]
  }
}

test('whatever is asked is answered or refused; nothing breaks', async () => {
  const path = await mkdtemp(join(tmpdir(), 'cloudwatch-'))
  const troubles: unknown[] = []
  const store = await openMetricStore({ path, now: () => NOW, onTrouble: (error) => troubles.push(error) })
  const dispatch = createDispatch([cloudWatchService({ store, now: () => NOW })])
  const next = inputs(20_261_120)
  let answered = 0
  const refused = new Map<string, number>()
  for (let run = 0; run < 5000; run++) {
    const [operation, input] = next()
    try {
      JSON.stringify(await dispatch('cloudwatch', operation, input, caller))
      answered++
    } catch (error) {
      if (!(error instanceof ServiceError) || error.status >= 500) {
        throw new Error(`${operation} ${JSON.stringify(input)}`, { cause: error })
      }
      refused.set(error.type, (refused.get(error.type) ?? 0) + 1)
    }
  }
  await store.close()
  await rm(path, { recursive: true })
  expect(answered).toBeGreaterThan(200)
  expect([...refused.keys()]).toEqual(
    expect.arrayContaining(['ValidationError', 'InvalidParameterValueException']),
  )
  expect(troubles).toEqual([])
})

import {
  type CloudWatchClient,
  type Datapoint,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
  ListMetricsCommand,
  type MetricDatum,
  PutMetricDataCommand,
  paginateGetMetricData,
  paginateListMetrics,
} from '@aws-sdk/client-cloudwatch'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { refusedOperations } from '../../src/stages/metrics/refused.ts'
import { type CloudWatchWorld, openCloudWatchWorld } from './cloudwatch-world.ts'

let world: CloudWatchWorld
let client: CloudWatchClient
let namespace = ''
let tests = 0
const START = Date.parse('2026-11-20T12:00:30Z')
const MINUTE = 60_000

beforeAll(async () => {
  world = await openCloudWatchWorld()
  client = world.client()
})
afterAll(() => world.close())
afterEach(() => {
  expect(world.bench.failures).toEqual([])
  namespace = `test/${++tests}`
  world.now = START
})
namespace = 'test/0'

const put = (...MetricData: MetricDatum[]) =>
  client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }))

const stats = (more: Partial<GetMetricStatisticsCommandInput> = {}) =>
  client.send(
    new GetMetricStatisticsCommand({
      ...{ Namespace: namespace, MetricName: 'm', Period: 60, Statistics: ['Sum'] },
      ...{ StartTime: new Date(START - MINUTE), EndTime: new Date(START + MINUTE) },
      ...more,
    }),
  )

type Query = {
  Id?: string
  Stat?: string
  Period?: number
  Unit?: string
  MetricName?: string
  more?: object
}

const data = (queries: readonly Query[], more: Partial<GetMetricDataCommandInput> = {}) => ({
  ...{ StartTime: new Date(START - MINUTE), EndTime: new Date(START + MINUTE) },
  MetricDataQueries: queries.map(({ Id, Stat = 'Sum', Period = 60, Unit, MetricName = 'm', more }, at) => ({
    Id: Id ?? `q${at}`,
    MetricStat: { Metric: { Namespace: namespace, MetricName }, Period, Stat, Unit: Unit as 'Count' },
    ...more,
  })),
  ...more,
})
const getData = (...given: Parameters<typeof data>) => client.send(new GetMetricDataCommand(data(...given)))

const refusal = (name: string, message: string | RegExp) =>
  expect.objectContaining({
    name,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  })
const invalid = (message: string | RegExp) => refusal('InvalidParameterValueException', message)

test('all forms of a value', async () => {
  await put(
    { MetricName: 'm', Value: 1.5 },
    { MetricName: 'm', Values: [1, 10], Counts: [2, 4] },
    { MetricName: 'm', Values: [3, 4] },
    { MetricName: 'm', StatisticValues: { SampleCount: 10, Sum: 55, Minimum: 0.5, Maximum: 11 } },
  )
  const { Label, Datapoints } = await stats({
    Statistics: ['Sum', 'SampleCount', 'Average', 'Minimum', 'Maximum'],
  })
  expect(Label).toBe('m')
  expect(Datapoints).toEqual([
    {
      Timestamp: new Date('2026-11-20T12:00:00Z'),
      ...{ Sum: 105.5, SampleCount: 19, Average: 105.5 / 19, Minimum: 0.5, Maximum: 11, Unit: 'None' },
    },
  ])
})

test('percentiles, where the values are known', async () => {
  const Timestamp = new Date(START)
  await put(
    { MetricName: 'm', Timestamp, Values: [1, 2, 3, 4], Counts: [1, 1, 1, 97] },
    { MetricName: 'same', Timestamp, StatisticValues: { SampleCount: 5, Sum: 10, Minimum: 2, Maximum: 2 } },
    { MetricName: 'set', Timestamp, StatisticValues: { SampleCount: 5, Sum: 10, Minimum: 1, Maximum: 5 } },
    { MetricName: 'below', Timestamp, Values: [-1, 1] },
  )
  const ask = async (MetricName: string) => {
    const more = { MetricName, Statistics: undefined, ExtendedStatistics: ['p2', 'p99.5', 'tm99'] }
    return (await stats(more)).Datapoints?.map(({ ExtendedStatistics }) => ExtendedStatistics)
  }
  expect(await ask('m')).toEqual([{ p2: 2, 'p99.5': 4, tm99: 3.94 }])
  expect(await ask('same')).toEqual([{ p2: 2, 'p99.5': 2, tm99: 2 }])
  expect(await ask('set')).toEqual([])
  expect(await ask('below')).toEqual([])
  await expect(stats({ Statistics: undefined, ExtendedStatistics: ['p101'] })).rejects.toEqual(
    invalid('The value p101 for parameter ExtendedStatistics.member.1 is invalid.'),
  )
})

test('a unit is asked for, or each has its datapoints', async () => {
  await put(
    { MetricName: 'm', Value: 1, Unit: 'Seconds' },
    { MetricName: 'm', Value: 5, Unit: 'Count' },
    { MetricName: 'm', Value: 10 },
  )
  const found = (datapoints: readonly Datapoint[] = []) => datapoints.map(({ Sum, Unit }) => [Unit, Sum])
  expect(found((await stats()).Datapoints)).toEqual([
    ['Count', 5],
    ['Seconds', 1],
    ['None', 10],
  ])
  expect(found((await stats({ Unit: 'Seconds' })).Datapoints)).toEqual([['Seconds', 1]])
  expect(found((await stats({ Unit: 'Bytes' })).Datapoints)).toEqual([])
  const { MetricDataResults } = await getData([{}, { Unit: 'None' }])
  expect(MetricDataResults).toMatchObject([
    {
      Values: [5],
      Messages: [{ Code: 'MultipleUnits', Value: "Multiple units returned: '[Count, Seconds, None]'" }],
    },
    { Values: [10] },
  ])
  expect(MetricDataResults?.[1].Messages ?? []).toEqual([])
})

test('periods are counted from the start', async () => {
  world.now = START + 60 * MINUTE
  for (let at = 0; at < 60; at++) {
    await put({ MetricName: 'm', Value: 1, Timestamp: new Date(START + at * MINUTE) })
  }
  const sums = async (start: string, Period: number) => {
    const { Datapoints = [] } = await stats({
      ...{ StartTime: new Date(`2026-11-20T${start}Z`), EndTime: new Date('2026-11-20T13:00:00Z'), Period },
    })
    return Datapoints.map(({ Timestamp, Sum }) => [Timestamp?.toISOString().slice(11, 16), Sum])
  }
  expect(await sums('12:00:59', 1800)).toEqual([
    ['12:00', 30],
    ['12:30', 30],
  ])
  expect(await sums('12:07:00', 1800)).toEqual([
    ['12:07', 30],
    ['12:37', 23],
  ])
  expect(await sums('11:30:00', 3600)).toEqual([
    ['11:30', 30],
    ['12:30', 30],
  ])
})

test('what PutMetricData refuses, in its words', async () => {
  const datum = { MetricName: 'm', Value: 1 }
  const combination = (message: string) => refusal('InvalidParameterCombinationException', message)
  const missing = (message: string | RegExp) => refusal('MissingRequiredParameterException', message)
  const set = { SampleCount: 1, Sum: 1, Minimum: 1, Maximum: 1 }
  const exclusive = (other: string) =>
    combination(
      `The parameters MetricData.member.1.Value and MetricData.member.1.${other} are mutually exclusive and you have specified both.`,
    )
  await expect(put({ ...datum, Values: [1] })).rejects.toEqual(exclusive('Values'))
  await expect(put({ ...datum, StatisticValues: set })).rejects.toEqual(exclusive('StatisticValues'))
  await expect(put({ MetricName: 'm', Values: [1, 2], Counts: [1, 2, 3] })).rejects.toEqual(
    invalid(
      'The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.',
    ),
  )
  await expect(put(datum, { MetricName: 'm' })).rejects.toEqual(
    missing(/^At least one of .*member\.2\.Value,/),
  )
  await expect(put({ ...datum, MetricName: undefined })).rejects.toEqual(
    missing('The parameter MetricData.member.1.MetricName is required.'),
  )
  await expect(put()).rejects.toEqual(missing('The parameter MetricData is required.'))
  await expect(put(...Array(1001).fill(datum))).rejects.toEqual(
    invalid('The collection MetricData must not have a size greater than 1000.'),
  )
  await expect(put({ ...datum, Value: 2 ** 361 })).rejects.toEqual(
    invalid(/for parameter MetricData.member.1.Value is invalid/),
  )
  await expect(put({ ...datum, Value: Number.NaN })).rejects.toEqual(
    invalid('The value NaN for parameter MetricData.member.1.Value is invalid.'),
  )
  await expect(put({ ...datum, Unit: 'Furlongs' as 'Count' })).rejects.toEqual(
    invalid(/^The parameter MetricData.member.1.Unit must be a value in the set \[ Megabits, .*, None \]\.$/),
  )
  await expect(put({ ...datum, StorageResolution: 123 })).rejects.toEqual(invalid(/StorageResolution/))
  await expect(put({ ...datum, Timestamp: new Date(START - 15 * 1440 * MINUTE) })).rejects.toEqual(
    invalid('The parameter MetricData.member.1.Timestamp must specify a time within the past two weeks.'),
  )
  await expect(put({ ...datum, Timestamp: new Date(START + 121 * MINUTE) })).rejects.toEqual(
    invalid(/two hours/),
  )
  await expect(put({ ...datum, Dimensions: Array(31).fill({ Name: 'a', Value: 'b' }) })).rejects.toEqual(
    invalid('The collection MetricData.member.1.Dimensions must not have a size greater than 30.'),
  )
  await expect(put({ ...datum, Dimensions: [{ Name: ':a', Value: 'b' }] })).rejects.toEqual(
    invalid(/member.1.Name/),
  )
  await expect(put({ MetricName: 'm', StatisticValues: { ...set, Maximum: 0 } })).rejects.toEqual(
    invalid(/Maximum must be greater than/),
  )
  await expect(put({ MetricName: 'm', StatisticValues: { ...set, SampleCount: 0 } })).rejects.toEqual(
    invalid(/SampleCount must be greater than 0/),
  )
  const send = (input: object) => client.send(new PutMetricDataCommand({ Namespace: namespace, ...input }))
  await expect(send({ Namespace: 'AWS/Kinesis', MetricData: [datum] })).rejects.toEqual(
    invalid('The value AWS/ for parameter Namespace is invalid.'),
  )
  await expect(send({ Namespace: undefined, MetricData: [datum] })).rejects.toEqual(
    missing('The parameter Namespace is required.'),
  )
  await expect(send({ EntityMetricData: [{ MetricData: [datum] }] })).rejects.toEqual(
    invalid(/EntityMetricData/),
  )
  const long = (at: number) => ({ Name: `${at}`, Value: 'x'.repeat(1000) })
  const heavy = { ...datum, Dimensions: Array.from({ length: 30 }, (_, at) => long(at)) }
  await expect(put(...Array(40).fill(heavy))).rejects.toMatchObject({ name: 'RequestEntityTooLarge' })
  // Nothing of a refused request is kept.
  await expect(put({ ...datum, MetricName: 'x' }, { MetricName: 'y' })).rejects.toThrow()
  const { Metrics } = await client.send(new ListMetricsCommand({ Namespace: namespace }))
  expect(Metrics).toEqual([])
})

test('the agent’s own namespace may be written to', async () => {
  const MetricData = [{ MetricName: 'BytesSent', Value: 1 }]
  await client.send(new PutMetricDataCommand({ Namespace: 'AWSKinesisAgent', MetricData }))
})

test('ListMetrics: filters, pages, who was active', async () => {
  const host = (Value: string) => [{ Name: 'Host', Value }]
  await put(
    { MetricName: 'a', Value: 1 },
    { MetricName: 'b', Value: 1, Dimensions: host('one') },
    { MetricName: 'c', Value: 1, Dimensions: [...host('two'), { Name: 'Zone', Value: 'z' }] },
    {
      MetricName: 'c',
      Value: 1,
      Unit: 'Bytes',
      Dimensions: [{ Name: 'Zone', Value: 'z' }, ...host('two')],
    },
  )
  const list = async (more: object) => {
    const { Metrics } = await client.send(new ListMetricsCommand({ Namespace: namespace, ...more }))
    return Metrics?.map(({ MetricName }) => MetricName)
  }
  expect(await list({})).toEqual(['a', 'b', 'c'])
  expect(await list({ MetricName: 'b' })).toEqual(['b'])
  expect(await list({ Dimensions: [{ Name: 'Host' }] })).toEqual(['b', 'c'])
  expect(await list({ Dimensions: [{ Name: 'Host', Value: 'two' }] })).toEqual(['c'])
  expect(await list({ Dimensions: [{ Name: 'Host' }, { Name: 'Zone' }] })).toEqual(['c'])
  expect(await list({ OwningAccount: '111111111111' })).toEqual([])
  expect(
    await client.send(
      new ListMetricsCommand({ Namespace: namespace, MetricName: 'b', IncludeLinkedAccounts: true }),
    ),
  ).toMatchObject({
    Metrics: [{ Namespace: namespace, MetricName: 'b', Dimensions: [{ Name: 'Host', Value: 'one' }] }],
    OwningAccounts: ['000000000000'],
  })
  world.now = START + 4 * 60 * MINUTE
  await put({ MetricName: 'a', Value: 1 })
  expect(await list({ RecentlyActive: 'PT3H' })).toEqual(['a'])
  expect(await list({})).toEqual(['a', 'b', 'c'])
  world.now = START + 14 * 1440 * MINUTE + MINUTE
  expect(await list({})).toEqual(['a'])
  await expect(list({ NextToken: 'nonsense' })).rejects.toEqual(
    invalid('The value nonsense for parameter NextToken is invalid.'),
  )
  await expect(list({ RecentlyActive: 'PT1H' })).rejects.toEqual(
    invalid('The parameter RecentlyActive must be a value in the set [ PT3H ].'),
  )
})

test('ListMetrics pages by 500', async () => {
  const datum = (at: number) => ({ MetricName: `m${at}`, Value: 1 })
  await put(...Array.from({ length: 1000 }, (_, at) => datum(at)))
  await put(datum(1000))
  const pages: number[] = []
  const names = new Set<string | undefined>()
  for await (const { Metrics = [] } of paginateListMetrics({ client }, { Namespace: namespace })) {
    pages.push(Metrics.length)
    for (const { MetricName } of Metrics) names.add(MetricName)
  }
  expect(pages).toEqual([500, 500, 1])
  expect(names.size).toBe(1001)
})

test('GetMetricStatistics refuses', async () => {
  const combination = (message: string | RegExp) => refusal('InvalidParameterCombinationException', message)
  await expect(stats({ EndTime: new Date(START - MINUTE + 400) })).rejects.toEqual(
    invalid('The parameter StartTime must be less than the parameter EndTime.'),
  )
  await expect(stats({ Statistics: undefined })).rejects.toEqual(
    combination('At least one of the parameters Statistics and ExtendedStatistics must be specified.'),
  )
  await expect(stats({ Period: 90 })).rejects.toEqual(invalid(/Period/))
  await expect(stats({ Period: 0 })).rejects.toEqual(
    invalid('The parameter Period must be greater than or equal to 1.'),
  )
  await expect(
    stats({ StartTime: new Date(START - 1441 * MINUTE), EndTime: new Date(START) }),
  ).rejects.toEqual(
    combination(
      'You have requested up to 1441 datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
    ),
  )
  await expect(stats({ Statistics: ['Median' as 'Sum'] })).rejects.toEqual(
    invalid(
      'The parameter Statistics.member.1 must be a value in the set [ SampleCount, Average, Sum, Minimum, Maximum ].',
    ),
  )
})

test('GetMetricData: labels of its own and given ones', async () => {
  await put(...[0, 2, 4, 3.5, 7, 100].map((Value) => ({ MetricName: 'm', Value })))
  const labels = async (...queries: Query[]) =>
    (await getData(queries)).MetricDataResults?.map(({ Label, Values }) => [Label, ...(Values ?? [])])
  expect(await labels({ Stat: 'Average' }, { Stat: 'Sum' })).toEqual([
    ['m Average', 19.416666666666668],
    ['m Sum', 116.5],
  ])
  expect(await labels({}, { Period: 30 })).toEqual([
    ['m 60', 116.5],
    ['m 30', 116.5],
  ])
  expect(await labels({}, { MetricName: 'other' })).toEqual([['m', 116.5], ['other']])
  expect(await labels({ more: { Label: '${LABEL} up to ${MAX}' } }, { more: { ReturnData: false } })).toEqual(
    [['m up to 116.5', 116.5]],
  )
  expect(await labels({ Stat: 'p50' }, { Stat: 'tm50' })).toEqual([
    ['m p50', 3.5],
    ['m tm50', 5.5 / 3],
  ])
})

test('GetMetricData pages through all datapoints once, in either order', async () => {
  const at = (minute: number) => new Date(START + minute * MINUTE)
  for (const MetricName of ['m', 'n']) {
    await put(
      ...Array.from({ length: 20 }, (_, minute) => ({ MetricName, Value: minute, Timestamp: at(minute) })),
    )
  }
  const read = async (ScanBy: 'TimestampAscending' | 'TimestampDescending' | undefined) => {
    const input = data([{}, { MetricName: 'n' }], { ScanBy, EndTime: at(20), MaxDatapoints: 15 })
    const pages = []
    for await (const { MetricDataResults = [] } of paginateGetMetricData({ client }, input)) {
      pages.push(MetricDataResults.map(({ Id, StatusCode, Values }) => [Id, StatusCode, ...(Values ?? [])]))
    }
    return pages
  }
  const up = Array.from({ length: 20 }, (_, value) => value)
  expect(await read('TimestampAscending')).toEqual([
    [['q0', 'PartialData', ...up.slice(0, 15)]],
    [
      ['q0', 'Complete', ...up.slice(15)],
      ['q1', 'PartialData', ...up.slice(0, 10)],
    ],
    [['q1', 'Complete', ...up.slice(10)]],
  ])
  const down = [...up].reverse()
  expect((await read(undefined))[0]).toEqual([['q0', 'PartialData', ...down.slice(0, 15)]])
  const { NextToken } = await getData([{}], { EndTime: at(20), MaxDatapoints: 5 })
  expect(NextToken).toBeTruthy()
  await expect(getData([{ Stat: 'Average' }], { EndTime: at(20), NextToken })).rejects.toEqual(
    refusal('InvalidNextToken', /NextToken is invalid/),
  )
})

test('GetMetricData refuses', async () => {
  /** Its shape's name, and the code that older clients know. */
  const validation = (message: string | RegExp) =>
    expect.objectContaining({
      ...{ name: 'ValidationException', Code: 'ValidationError' },
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    })
  const path = 'MetricDataQueries.member.1'
  await expect(getData([{ more: { MetricStat: undefined } }])).rejects.toEqual(
    validation(`The parameter ${path}.MetricStat is required.\n`),
  )
  await expect(getData([{ Id: 'Upper' }])).rejects.toEqual(
    validation(
      `The value Upper for parameter ${path}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
    ),
  )
  await expect(getData([{ Id: 'a' }, { Id: 'a' }])).rejects.toEqual(
    validation('The values for parameter id in MetricDataQueries are not unique.'),
  )
  await expect(getData([{ more: { Period: 60 } }])).rejects.toEqual(
    validation(
      `The parameters ${path}.Period and ${path}.MetricStat are mutually exclusive and you have specified both.`,
    ),
  )
  await expect(getData([{ more: { Expression: 'q0', MetricStat: undefined } }])).rejects.toEqual(
    validation(`The parameter ${path}.Expression is not supported by this program.`),
  )
  await expect(getData([{ Stat: 'Most' }])).rejects.toEqual(
    validation(`The value Most for parameter ${path}.MetricStat.Stat is not a valid statistic.`),
  )
  await expect(getData([{}], { EndTime: new Date(START - MINUTE) })).rejects.toEqual(
    validation('The parameter StartTime must not equal parameter EndTime.'),
  )
  await expect(getData([{}], { EndTime: new Date(START - 2 * MINUTE) })).rejects.toEqual(
    validation('The parameter EndTime must be greater than StartTime.'),
  )
  await expect(getData([])).rejects.toEqual(validation('The parameter MetricDataQueries is required.\n'))
  await expect(getData([{ more: { Label: '${MAX_TIME}' } }])).rejects.toEqual(validation(/MAX_TIME/))
  await expect(getData([{}], { LabelOptions: { Timezone: 'Paris' } })).rejects.toEqual(validation(/Timezone/))
  await getData([{}], { LabelOptions: { Timezone: '+0130' } })
})

test('the program’s own metrics come from its meter', async () => {
  const requests = world.meter.metric('AWS/Kinesis', 'IncomingRecords', { StreamName: 's' }, 'Count')
  world.room.start()
  requests.add(500)
  requests.add(100)
  world.now = START + MINUTE
  world.look()
  await world.room.stop()
  const { Datapoints } = await stats({
    ...{ Namespace: 'AWS/Kinesis', MetricName: 'IncomingRecords', Statistics: ['Sum', 'SampleCount'] },
    ...{ Dimensions: [{ Name: 'StreamName', Value: 's' }], EndTime: new Date(START + 2 * MINUTE) },
  })
  expect(Datapoints).toMatchObject([{ Sum: 600, SampleCount: 2, Unit: 'Count' }])
  expect(world.room.health()).toMatchObject({ room: 'metrics', state: 'ok', detail: { written: 1, lost: 0 } })
})

test('everything else that CloudWatch has is refused by name', async () => {
  await expect(client.send(new DescribeAlarmsCommand({ AlarmNames: ['a'] }))).rejects.toEqual(
    refusal(
      'UnsupportedOperationException',
      'DescribeAlarms is not supported by this program: alarms are not served yet.',
    ),
  )
  const sdk = await import('@aws-sdk/client-cloudwatch')
  const all = Object.keys(sdk).flatMap((name) => (name.endsWith('Command') ? [name.slice(0, -7)] : []))
  const served = ['PutMetricData', 'ListMetrics', 'GetMetricStatistics', 'GetMetricData']
  expect([...Object.keys(refusedOperations), ...served].sort()).toEqual(
    all.filter((name) => name !== '$').sort(),
  )
})

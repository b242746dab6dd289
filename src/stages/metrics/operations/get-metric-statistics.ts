import type { Operation } from '../../../record/index.ts'
import { aggregate, type Datapoint } from '../core/aggregate.ts'
import { checkParameters, typesOf } from '../core/parameters.ts'
import { datapointsOf, isPeriod, resolutionOf, windowOf } from '../core/periods.ts'
import { parseStat, SIMPLE, type Stat } from '../core/statistics.ts'
import { inOrder } from '../core/units.ts'
import { errors, sentences } from '../errors.ts'
import * as shapes from '../shapes.ts'
import type { Room } from './room.ts'

interface Input extends shapes.MetricShape {
  readonly StartTime: Date | number
  readonly EndTime: Date | number
  readonly Period: number
  readonly Statistics?: readonly string[]
  readonly ExtendedStatistics?: readonly string[]
  readonly Unit?: string
}

interface Output {
  readonly Label: string
  readonly Datapoints: readonly Readonly<Record<string, unknown>>[]
}

const parameters = {
  ...shapes.metric,
  StartTime: { type: 'timestamp', required: true },
  EndTime: { type: 'timestamp', required: true },
  Period: { type: 'integer', required: true, min: 1 },
  Statistics: { type: 'list', max: 5, element: { type: 'string', values: [...SIMPLE.keys()] } },
  ExtendedStatistics: { type: 'list', max: 10, element: { type: 'string' } },
  Unit: shapes.unit,
} as const

const MOST_DATAPOINTS = 1440

export function getMetricStatistics({ store, now }: Room): Operation<Input, Output> {
  return {
    name: 'GetMetricStatistics',
    members: typesOf(parameters),
    async run(given) {
      const input = checkParameters(given, parameters)
      const window = checkedWindow(input, now())
      const stats = statsOf(input)
      const series = store.read(shapes.metricOf(input), {
        ...{ from: window.start, until: window.end, resolution: resolutionOf(window) },
        values: [...stats.values()].some((stat) => stat.values),
      })
      const wanted = inOrder(series).filter(({ unit }) => !input.Unit || unit === input.Unit)
      const datapoints = wanted.flatMap(({ unit, runs }) =>
        aggregate(runs, window).flatMap((datapoint) => datapointShape(datapoint, unit, stats)),
      )
      return { Label: input.MetricName, Datapoints: datapoints }
    },
  }
}

function checkedWindow({ StartTime, EndTime, Period }: Input, now: number) {
  const [start, end] = [shapes.millisOf(StartTime), shapes.millisOf(EndTime)]
  if (Math.floor(start / 1000) >= Math.floor(end / 1000)) throw errors.startNotBeforeEnd()
  if (!isPeriod(Period)) {
    throw errors.parameter('InvalidParameterValueException', sentences.period('Period'))
  }
  const asked = datapointsOf({ start, end, period: Period })
  if (asked > MOST_DATAPOINTS) throw errors.tooManyDatapoints(asked, MOST_DATAPOINTS)
  return windowOf(start, end, Period, now)
}

function statsOf({ Statistics = [], ExtendedStatistics = [] }: Input): ReadonlyMap<string, Stat> {
  if (Statistics.length + ExtendedStatistics.length === 0) throw errors.noStatistics()
  const stats = new Map(Statistics.map((name) => [name, parseStat(name) as Stat]))
  for (const [at, name] of ExtendedStatistics.entries()) {
    const stat = SIMPLE.has(name) ? undefined : parseStat(name)
    if (!stat) {
      const sentence = sentences.badValue(`ExtendedStatistics.member.${at + 1}`, name)
      throw errors.parameter('InvalidParameterValueException', sentence)
    }
    stats.set(name, stat)
  }
  return stats
}

/** Nothing where none of the statistics can be told. */
function datapointShape(datapoint: Datapoint, unit: string, stats: ReadonlyMap<string, Stat>) {
  const simple: Record<string, number> = {}
  const extended: Record<string, number> = {}
  for (const [name, stat] of stats) {
    const value = stat.of(datapoint)
    if (value !== undefined) (stat.values ? extended : simple)[name] = value
  }
  if (Object.keys(simple).length + Object.keys(extended).length === 0) return []
  const shape = { Timestamp: new Date(datapoint.at), ...simple, Unit: unit }
  return [Object.keys(extended).length > 0 ? { ...shape, ExtendedStatistics: extended } : shape]
}

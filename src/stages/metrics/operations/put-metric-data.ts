import { addValue, emptyStatistic, type Operation, type Statistic } from '../../../record/index.ts'
import { checkParameters, typesOf } from '../core/parameters.ts'
import { errors, sentences } from '../errors.ts'
import { type Reading, TooManyMetrics } from '../ports.ts'
import * as shapes from '../shapes.ts'
import type { Room } from './room.ts'

interface Input {
  readonly Namespace: string
  readonly MetricData: readonly Datum[]
}

interface Datum {
  readonly MetricName: string
  readonly Dimensions?: readonly shapes.DimensionShape[]
  readonly Timestamp?: Date | number
  readonly Value?: number
  readonly Values?: readonly number[]
  readonly Counts?: readonly number[]
  readonly StatisticValues?: StatisticSet
  readonly Unit?: string
  readonly StorageResolution?: number
}

interface StatisticSet {
  readonly SampleCount: number
  readonly Sum: number
  readonly Minimum: number
  readonly Maximum: number
}

const statisticSet = {
  Maximum: { type: 'number', required: true },
  Minimum: { type: 'number', required: true },
  SampleCount: { type: 'number', required: true },
  Sum: { type: 'number', required: true },
} as const

const parameters = {
  Namespace: shapes.namespace,
  MetricData: {
    type: 'list',
    required: true,
    min: 1,
    max: 1000,
    element: {
      type: 'structure',
      members: {
        MetricName: shapes.metricName,
        Dimensions: shapes.dimensions,
        Timestamp: { type: 'timestamp' },
        Value: { type: 'number' },
        StatisticValues: { type: 'structure', members: statisticSet },
        Values: { type: 'list', max: 150, element: { type: 'number' } },
        Counts: { type: 'list', max: 150, element: { type: 'number', min: 0 } },
        Unit: shapes.unit,
        StorageResolution: { type: 'integer' },
      },
    },
  },
  EntityMetricData: { type: 'list', refused: 'entities are not kept' },
  StrictEntityValidation: { type: 'boolean', refused: 'entities are not kept' },
} as const

const MINUTE = 60_000
const TWO_WEEKS = 14 * 24 * 60 * MINUTE
const TWO_HOURS = 120 * MINUTE
const LARGEST_REQUEST = 2 ** 20

export function putMetricData({ store, now }: Room): Operation<Input, object> {
  return {
    name: 'PutMetricData',
    members: typesOf(parameters),
    async run(given) {
      // Before the parameters, as there the missing `MetricData` would hide what is refused.
      if ('EntityMetricData' in given && given.EntityMetricData) refuse('EntityMetricData')
      const input = checkParameters(given, parameters)
      if (input.Namespace.startsWith('AWS/')) throw errors.reservedNamespace()
      if (leastSize(input) > LARGEST_REQUEST) throw errors.tooLarge(LARGEST_REQUEST)
      const readings = input.MetricData.map((datum, at) =>
        readingOf(input.Namespace, datum, `MetricData.member.${at + 1}`, now()),
      )
      try {
        await store.write(readings)
      } catch (error) {
        throw error instanceof TooManyMetrics ? errors.tooManyMetrics(error.message) : error
      }
      return {}
    },
  }
}

function refuse(path: string): never {
  throw errors.parameter('InvalidParameterValueException', sentences.notServed(path))
}

function readingOf(namespace: string, datum: Datum, path: string, now: number): Reading {
  const { MetricName, Dimensions, Timestamp, Unit = 'None', StorageResolution = 60 } = datum
  if (StorageResolution !== 1 && StorageResolution !== 60) {
    const sentence = sentences.notInSet(`${path}.StorageResolution`, ['1', '60'])
    throw errors.parameter('InvalidParameterValueException', sentence)
  }
  const at = Timestamp === undefined ? now : shapes.millisOf(Timestamp)
  if (at < now - TWO_WEEKS) throw errors.tooOld(`${path}.Timestamp`)
  if (at > now + TWO_HOURS) throw errors.tooNew(`${path}.Timestamp`)
  return {
    ...shapes.metricOf({ Namespace: namespace, MetricName, ...(Dimensions ? { Dimensions } : {}) }),
    unit: Unit,
    at,
    fine: StorageResolution === 1,
    statistic: statisticOf(datum, path),
  }
}

/** `Values` and `StatisticValues` together are taken, as CloudWatch does, and both count. */
function statisticOf({ Value, Values = [], Counts, StatisticValues }: Datum, path: string): Statistic {
  const exclude = (one: string, other: string) => {
    const sentence = sentences.exclusive(`${path}.${one}`, `${path}.${other}`)
    throw errors.parameter('InvalidParameterCombinationException', sentence)
  }
  if (Value !== undefined && Values.length > 0) exclude('Value', 'Values')
  if (Value !== undefined && StatisticValues) exclude('Value', 'StatisticValues')
  if (Value === undefined && Values.length === 0 && !StatisticValues) throw errors.noValue(path)
  if (Counts && Counts.length !== Values.length) {
    throw errors.differentSizes(`${path}.Values`, `${path}.Counts`)
  }
  const statistic = emptyStatistic()
  if (Value !== undefined) addValue(statistic, Value)
  for (const [at, value] of Values.entries()) {
    const count = Counts?.[at] ?? 1
    if (count > 0) addValue(statistic, value, count)
  }
  if (StatisticValues) addSet(statistic, StatisticValues, `${path}.StatisticValues`)
  if (statistic.count === 0) throw errors.noValue(path)
  return statistic
}

/** Of a set only the four numbers are known, unless all its values are the same. */
function addSet(statistic: Statistic, { SampleCount, Sum, Minimum, Maximum }: StatisticSet, path: string) {
  if (Maximum < Minimum) throw errors.maximumBelowMinimum(path)
  if (SampleCount <= 0) throw errors.sampleCount(path)
  statistic.sum += Sum
  statistic.count += SampleCount
  statistic.minimum = Math.min(statistic.minimum, Minimum)
  statistic.maximum = Math.max(statistic.maximum, Maximum)
  if (Minimum === Maximum) statistic.values?.counts.set(Minimum, SampleCount)
  else statistic.values = undefined
}

/** The request is at least that long in any protocol; CloudWatch takes 1 MB. */
function leastSize({ MetricData }: Input): number {
  let size = 0
  for (const { MetricName, Dimensions = [], Values = [] } of MetricData) {
    size += MetricName.length + Values.length
    for (const { Name, Value } of Dimensions) size += Name.length + Value.length
  }
  return size
}

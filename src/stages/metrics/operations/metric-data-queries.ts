import { unknownTokens } from '../core/labels.ts'
import { checkParameters } from '../core/parameters.ts'
import { isPeriod } from '../core/periods.ts'
import { parseStat, type Stat } from '../core/statistics.ts'
import { errors, sentences } from '../errors.ts'
import type { Metric } from '../ports.ts'
import * as shapes from '../shapes.ts'

export interface Input {
  readonly MetricDataQueries: readonly Query[]
  readonly StartTime: Date | number
  readonly EndTime: Date | number
  readonly NextToken?: string
  readonly ScanBy?: string
  readonly MaxDatapoints?: number
  readonly LabelOptions?: { readonly Timezone?: string }
}

interface Query {
  readonly Id: string
  readonly MetricStat?: {
    readonly Metric: shapes.MetricShape
    readonly Period: number
    readonly Stat: string
    readonly Unit?: string
  }
  readonly Expression?: string
  readonly Label?: string
  readonly ReturnData?: boolean
  readonly Period?: number
  readonly AccountId?: string
}

export const parameters = {
  MetricDataQueries: {
    type: 'list',
    required: true,
    min: 1,
    max: 500,
    element: {
      type: 'structure',
      members: {
        Id: { type: 'string', required: true, min: 1, max: 255 },
        MetricStat: {
          type: 'structure',
          members: {
            Metric: { type: 'structure', required: true, members: shapes.metric },
            Period: { type: 'integer', required: true, min: 1 },
            Stat: { type: 'string', required: true, min: 1 },
            Unit: shapes.unit,
          },
        },
        Expression: { type: 'string', max: 2048 },
        Label: { type: 'string', max: 1024 },
        ReturnData: { type: 'boolean' },
        Period: { type: 'integer', min: 1 },
        AccountId: { type: 'string', refused: 'there is one account' },
      },
    },
  },
  StartTime: { type: 'timestamp', required: true },
  EndTime: { type: 'timestamp', required: true },
  NextToken: { type: 'string' },
  ScanBy: { type: 'string', values: ['TimestampDescending', 'TimestampAscending'] },
  MaxDatapoints: { type: 'integer', min: 1 },
  LabelOptions: {
    type: 'structure',
    members: { Timezone: { type: 'string', pattern: '[+-](?:0\\d|1[0-4])[0-5]\\d' } },
  },
} as const

/** A query in the room's own words. */
export interface MetricStat {
  readonly id: string
  readonly metric: Metric
  readonly period: number
  readonly stat: string
  readonly of: Stat
  readonly unit?: string
  readonly label?: string
  readonly returned: boolean
}

const ID = '^[a-z][a-zA-Z0-9_]*$'

export function checkQueries(given: Input) {
  const input = checkParameters(given, parameters, 'ValidationError')
  const queries = input.MetricDataQueries.map((query, at) =>
    checkQuery(query, `MetricDataQueries.member.${at + 1}`),
  )
  if (new Set(queries.map(({ id }) => id)).size < queries.length) throw errors.idsNotUnique()
  const [start, end] = [input.StartTime, input.EndTime].map(shapes.millisOf)
  const seconds = (millis: number) => Math.floor(millis / 1000)
  if (seconds(start) > seconds(end)) throw errors.endBeforeStart()
  if (seconds(start) === seconds(end)) throw errors.startIsEnd()
  return { input, queries, start, end }
}

const refuse = (sentence: string) => {
  throw errors.parameter('ValidationError', sentence)
}

function checkQuery(query: Query, path: string): MetricStat {
  const { Id, MetricStat, Expression, Label, ReturnData = true, Period } = query
  if (!new RegExp(ID).test(Id)) refuse(sentences.notMatching(`${path}.Id`, Id, ID))
  if (Expression !== undefined && MetricStat) {
    refuse(sentences.exclusive(`${path}.Expression`, `${path}.MetricStat`))
  }
  if (Expression !== undefined) refuse(sentences.notServed(`${path}.Expression`))
  if (!MetricStat) throw errors.parameter('ValidationError', `${sentences.required(`${path}.MetricStat`)}\n`)
  if (Period !== undefined) refuse(sentences.exclusive(`${path}.Period`, `${path}.MetricStat`))
  if (!isPeriod(MetricStat.Period)) refuse(sentences.period(`${path}.MetricStat.Period`))
  const unknown = unknownTokens(Label ?? '')
  if (unknown.length > 0) throw errors.labelToken(`${path}.Label`, unknown[0])
  return {
    id: Id,
    metric: shapes.metricOf(MetricStat.Metric),
    period: MetricStat.Period,
    stat: MetricStat.Stat,
    of: statOf(MetricStat.Stat, `${path}.MetricStat.Stat`),
    ...(MetricStat.Unit === undefined ? {} : { unit: MetricStat.Unit }),
    ...(Label === undefined ? {} : { label: Label }),
    returned: ReturnData,
  }
}

function statOf(name: string, path: string): Stat {
  const stat = parseStat(name)
  if (!stat) throw errors.parameter('ValidationError', sentences.badStatistic(path, name))
  return stat
}

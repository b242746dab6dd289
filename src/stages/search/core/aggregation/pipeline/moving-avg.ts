import { illegal } from '../../../errors.ts'
import { integer, node, number, oneOf, only, text } from '../../json.ts'
import { members } from '../members.ts'
import { resolved } from './gap.ts'
import { ewma, holt, holtWinters, sum, unweightedAvg, type Values } from './moving-functions.ts'
import { needed, SHARED, simpleValue } from './parameters.ts'
import { type PipelineParser, withResult } from './pipeline.ts'

/** The older name of moving functions: a model of the values in the window before each bucket. */
export const parseMovingAvg: PipelineParser = ({ name, node: body }) => {
  const read = members(body, 'moving_avg', {
    ...SHARED,
    window: integer(1),
    model: oneOf('simple', 'linear', 'ewma', 'holt', 'holt_winters'),
    settings: node,
    predict: only(0),
    minimize: only(false),
  })
  const path = needed(read.buckets_path, name, body)
  const { window = 5, model = 'simple', gap_policy: policy = 'skip' } = read
  const settings = members(read.settings ?? { value: {}, path: body.path }, 'settings', {
    alpha: number,
    beta: number,
    gamma: number,
    period: integer(1),
    type: oneOf('add', 'mult'),
    pad: text,
  })
  const { alpha = 0.3, beta = 0.1, gamma = 0.3, period = 1, type = 'add' } = settings
  if (model === 'holt_winters' && window < 2 * period) {
    throw illegal(
      `Field [window] must be at least twice as large as the period when using Holt-Winters.  Value provided was [${window}], which is less than (2*period) == ${2 * period}`,
      body.path,
    )
  }
  const models: Readonly<Record<typeof model, (values: Values) => number | undefined>> = {
    simple: unweightedAvg,
    linear: linear,
    ewma: (values) => ewma(values, alpha),
    holt: (values) => holt(values, alpha, beta),
    holt_winters: (values) => holtWinters(values, [alpha, beta, gamma], period, type === 'mult'),
  }
  const show = simpleValue(read.format)
  return {
    place: 'parent',
    kind: 'moving_avg',
    name,
    paths: [path],
    inSequence: true,
    apply(buckets) {
      const values: number[] = []
      return buckets.map((shown) => {
        const value = resolved(shown.bucket, path, policy)
        if (Number.isNaN(value)) return shown
        const average = values.length > 0 ? models[model](values.slice(-window)) : undefined
        values.push(value)
        return average === undefined ? shown : withResult(shown, name, show(average))
      })
    },
  }
}

const linear = (values: Values) =>
  sum(values.map((value, at) => value * (at + 1))) / (1 + (values.length * (values.length + 1)) / 2)

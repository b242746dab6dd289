import { illegal, scriptNotServed } from '../../../errors.ts'
import { integer, isObject, type Node, node, type Reader } from '../../json.ts'
import { members } from '../members.ts'
import { resolved } from './gap.ts'
import {
  ewma,
  holt,
  holtWinters,
  linearWeightedAvg,
  max,
  min,
  stdDev,
  sum,
  unweightedAvg,
  type Values,
} from './moving-functions.ts'
import { needed, SHARED, simpleValue } from './parameters.ts'
import { type PipelineParser, withResult } from './pipeline.ts'

const window: Reader<number> = (value, key) => {
  if (Number.isInteger(value.value) && Number(value.value) > 0) return Number(value.value)
  throw illegal(`[${key}] must be a positive, non-zero integer.`, value.path)
}

/** A function of the values in a window before each bucket. */
export const parseMovingFn: PipelineParser = ({ name, node: body }) => {
  const read = members(body, 'moving_fn', { ...SHARED, window, shift: integer(-1e9, 1e9), script: node })
  const path = needed(read.buckets_path, name, body)
  if (read.window === undefined) throw illegal('[window] must be a positive, non-zero integer.', body.path)
  if (!read.script) throw illegal(`Required [script] of [moving_fn] aggregation [${name}]`, body.path)
  const { window: width, shift = 0, gap_policy: policy = 'skip' } = read
  const compute = movingFunction(read.script)
  const show = simpleValue(read.format)
  return {
    place: 'parent',
    kind: 'moving_fn',
    name,
    paths: [path],
    inSequence: true,
    apply(buckets) {
      const each = buckets.map(({ bucket }) => resolved(bucket, path, policy))
      const values = each.filter((value) => !Number.isNaN(value))
      const clamp = (at: number) => Math.min(Math.max(at, 0), values.length)
      let index = -1
      return buckets.map((shown, at) => {
        if (Number.isNaN(each[at])) return shown
        index++
        const inside = values.slice(clamp(index - width + shift), clamp(index + shift))
        return withResult(shown, name, show(compute(inside)))
      })
    },
  }
}

type Compute = (values: Values) => number

const NUMBER = '(-?\\d+(?:\\.\\d+)?)[dfDF]?'
const CALL = (name: string, ...more: readonly string[]) =>
  new RegExp(`^MovingFunctions\\.${name}\\(${['values', ...more].join(',')}\\)$`)

/** The calls that are understood; a script is never run. */
const FUNCTIONS: readonly (readonly [RegExp, (parts: readonly string[]) => Compute])[] = [
  [CALL('max'), () => max],
  [CALL('min'), () => min],
  [CALL('sum'), () => sum],
  [CALL('unweightedAvg'), () => unweightedAvg],
  [CALL('linearWeightedAvg'), () => linearWeightedAvg],
  [
    CALL('stdDev', 'MovingFunctions\\.unweightedAvg\\(values\\)'),
    () => (values) => stdDev(values, unweightedAvg(values)),
  ],
  [
    CALL('stdDev', NUMBER),
    ([average]) =>
      (values) =>
        stdDev(values, Number(average)),
  ],
  [
    CALL('ewma', NUMBER),
    ([alpha]) =>
      (values) =>
        ewma(values, Number(alpha)),
  ],
  [
    CALL('holt', NUMBER, NUMBER),
    ([alpha, beta]) =>
      (values) =>
        holt(values, Number(alpha), Number(beta)),
  ],
  [
    CALL('holtWinters', NUMBER, NUMBER, NUMBER, '(\\d+)', '(true|false)'),
    ([alpha, beta, gamma, period, multiplied]) =>
      (values) => {
        const settings = [Number(alpha), Number(beta), Number(gamma)] as const
        const seasons = holtWinters(values, settings, Number(period), multiplied === 'true')
        return seasons ?? tooFew(Number(period), values.length)
      },
  ],
]

function tooFew(period: number, values: number): never {
  throw illegal(
    `Holt-Winters aggregation requires at least (2 * period == ${2 * period}) data-points to function.  Only [${values}] were provided.`,
  )
}

function movingFunction(script: Node): Compute {
  const source = isObject(script.value) ? script.value.source : script.value
  const params = isObject(script.value) && isObject(script.value.params) ? script.value.params : {}
  const tidy = String(source)
    .replace(/^\s*return\s+/, '')
    .replace(/[\s;]/g, '')
    .replace(/params\.(\w+)/g, (whole, name: string) => {
      const value = Object.hasOwn(params, name) ? params[name] : undefined
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : whole
    })
  if (tidy.length < 500) {
    for (const [pattern, make] of FUNCTIONS) {
      const found = pattern.exec(tidy)
      if (found) return make(found.slice(1))
    }
  }
  throw scriptNotServed(
    'moving_fn',
    'a call such as MovingFunctions.unweightedAvg(values): max, min, sum, stdDev, unweightedAvg, linearWeightedAvg, ewma, holt or holtWinters',
    script.path,
  )
}

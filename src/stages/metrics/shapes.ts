import type { Member, Members } from '../../record/index.ts'
import { UNITS } from './core/units.ts'
import type { Dimension, Metric } from './ports.ts'

/** Printable ASCII that doesn't begin with a colon and isn't all blank. */
const NAME = '(?!:)(?=.*[!-~])[ -~]+'
const TEXT = '(?=.*[!-~])[ -~]+'

export const namespace: Member = { type: 'string', required: true, min: 1, max: 255, pattern: NAME }
export const metricName: Member = { type: 'string', required: true, min: 1, max: 255, pattern: TEXT }
export const unit: Member = { type: 'string', values: UNITS }

export const dimensions: Member = {
  type: 'list',
  max: 30,
  element: {
    type: 'structure',
    members: {
      Name: { type: 'string', required: true, min: 1, max: 255, pattern: NAME },
      Value: { type: 'string', required: true, min: 1, max: 1024, pattern: TEXT },
    },
  },
}

export const metric: Members = {
  Namespace: namespace,
  MetricName: metricName,
  Dimensions: dimensions,
}

export interface DimensionShape {
  readonly Name: string
  readonly Value: string
}

export interface MetricShape {
  readonly Namespace: string
  readonly MetricName: string
  readonly Dimensions?: readonly DimensionShape[]
}

export function metricOf({ Namespace, MetricName, Dimensions }: MetricShape): Metric {
  return { namespace: Namespace, name: MetricName, dimensions: dimensionsOf(Dimensions) }
}

export function dimensionsOf(shapes: readonly DimensionShape[] = []): readonly Dimension[] {
  return shapes.map(({ Name, Value }) => ({ name: Name, value: Value }))
}

export function metricShape({ namespace, name, dimensions }: Metric): MetricShape {
  return {
    Namespace: namespace,
    MetricName: name,
    Dimensions: dimensions.map((dimension) => ({ Name: dimension.name, Value: dimension.value })),
  }
}

/** The wire gives a `Date`; templates and the program itself may give seconds since 1970. */
export function millisOf(time: Date | number): number {
  return typeof time === 'number' ? time * 1000 : time.getTime()
}

import type { MetricAggregation, Query } from '../../../../stages/search/ports.ts'
import type { Value } from '../database.ts'
import { notNumeric } from '../errors.ts'
import { latitudeOf, longitudeOf } from '../model.ts'
import { type Assemble, asCount, type Env, type Level } from './level.ts'
import { unify } from './value.ts'

/** Points on both sides of the date line: the box that is narrower, over it or not. */
export function planBounds(
  metric: Extract<MetricAggregation, { kind: 'geo_bounds' }>,
  where: readonly Query[],
  level: Level,
  env: Env,
): Assemble {
  checkPoint(env, metric.field, metric.kind)
  const [lat, lon] = [latitudeOf(metric.field), longitudeOf(metric.field)]
  const east: Query = { kind: 'range', field: lon, gte: 0 }
  const west: Query = { kind: 'range', field: lon, lt: 0 }
  const slot = (operation: 'min' | 'max', field: string, side: readonly Query[] = []) =>
    level.add({ operation, field, where: [...where, ...side] })
  const slots = [
    ...[slot('max', lat), slot('min', lat)],
    ...[
      slot('min', lon, [east]),
      slot('max', lon, [east]),
      slot('min', lon, [west]),
      slot('max', lon, [west]),
    ],
  ]
  return ({ values }) => {
    const [top, bottom, eastLeft, eastRight, westLeft, westRight] = slots.map((at) => values[at] ?? null)
    if (top === null) return {}
    const box = (left: Value, right: Value) => ({
      bounds: { top_left: { lat: top, lon: left }, bottom_right: { lat: bottom, lon: right } },
    })
    if (eastLeft === null) return box(westLeft, westRight)
    if (westLeft === null) return box(eastLeft, eastRight)
    const plain = Number(eastRight) - Number(westLeft)
    const around = 360 - Number(eastLeft) + Number(westRight)
    return metric.wrapLongitude && around < plain ? box(eastLeft, westRight) : box(westLeft, eastRight)
  }
}

export function planCentroid(
  metric: Extract<MetricAggregation, { kind: 'geo_centroid' }>,
  where: readonly Query[],
  level: Level,
  env: Env,
): Assemble {
  checkPoint(env, metric.field, metric.kind)
  const [lat, lon] = [latitudeOf(metric.field), longitudeOf(metric.field)]
  const count = level.add({ operation: 'count', field: lat, where })
  const [north, east] = [lat, lon].map((field) => level.add({ operation: 'sum', field, where }))
  return ({ values }) => {
    const points = asCount(values[count])
    if (points === 0) return { count: 0 }
    const location = { lat: Number(values[north]) / points, lon: Number(values[east]) / points }
    return { location, count: points }
  }
}

function checkPoint(env: Env, field: string, kind: string): void {
  const { type } = unify(env.scopes, field)
  if (type !== undefined && type !== 'geo_point') throw notNumeric(field, type, kind)
}

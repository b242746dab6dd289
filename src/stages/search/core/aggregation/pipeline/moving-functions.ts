/** OpenSearch's `MovingFunctions`, oddities included (the linear weights begin at one more than their sum). */
export type Values = readonly number[]

export const max = (values: Values) =>
  values.reduce((best, value) => (value > best || Number.isNaN(best) ? value : best), Number.NaN)

export const min = (values: Values) =>
  values.reduce((best, value) => (value < best || Number.isNaN(best) ? value : best), Number.NaN)

export const sum = (values: Values) => values.reduce((total, value) => total + value, 0)

export const unweightedAvg = (values: Values) =>
  values.length === 0 ? Number.NaN : sum(values) / values.length

export function stdDev(values: Values, average: number): number {
  if (values.length === 0 || Number.isNaN(average)) return Number.NaN
  return Math.sqrt(sum(values.map((value) => (value - average) ** 2)) / values.length)
}

export function linearWeightedAvg(values: Values): number {
  if (values.length === 0) return Number.NaN
  const weighted = sum(values.map((value, at) => value * (at + 1)))
  return weighted / (1 + (values.length * (values.length + 1)) / 2)
}

export const ewma = (values: Values, alpha: number) =>
  values.reduce(
    (average, value) => (Number.isNaN(average) ? value : value * alpha + average * (1 - alpha)),
    Number.NaN,
  )

export function holt(values: Values, alpha: number, beta: number): number {
  if (values.length === 0) return Number.NaN
  let [level, trend] = [0, 0]
  values.forEach((value, at) => {
    const before = level
    if (at === 1) {
      level = value
      trend = 0
    } else {
      level = alpha * value + (1 - alpha) * (before + trend)
      trend = beta * (level - before) + (1 - beta) * trend
    }
  })
  return level
}

/** Undefined: fewer values than two periods. */
export function holtWinters(
  given: Values,
  [alpha, beta, gamma]: readonly [number, number, number],
  period: number,
  multiplicative: boolean,
): number | undefined {
  if (given.length === 0) return Number.NaN
  if (given.length < 2 * period) return undefined
  const values = given.map((value) => value + (multiplicative ? 1e-10 : 0))
  const first = values.slice(0, period)
  let level = sum(first) / period
  let trend = sum(first.map((value, at) => (values[at + period] - value) / period)) / period
  const season = first.map((value) => (level === 0 || Number.isNaN(level) ? 0 : value / level))
  let [lastLevel, lastTrend] = [level, 0]
  for (let at = period; at < values.length; at++) {
    const [value, before] = [values[at], season[at - period]]
    const plain = multiplicative ? value / before : value - before
    level = alpha * plain + (1 - alpha) * (lastLevel + lastTrend)
    trend = beta * (level - lastLevel) + (1 - beta) * lastTrend
    const seasonal = multiplicative ? value / (lastLevel + lastTrend) : value - (lastLevel - lastTrend)
    season[at] = gamma * seasonal + (1 - gamma) * before
    lastLevel = level
    lastTrend = trend
  }
  const seasonal = season[values.length - period]
  return multiplicative ? (level + trend) * seasonal : level + trend + seasonal
}

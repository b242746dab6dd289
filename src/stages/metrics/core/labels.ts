/** What a label can tell of a query's answer. */
export interface Labelled {
  readonly id: string
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly { readonly name: string; readonly value: string }[]
  readonly stat: string
  readonly period: number
  /** As the client gave it. */
  readonly label?: string
}

/**
 * The label of a query that brings none: the metric's name, with the statistic and the period where the request's
 * queries differ in them.
 */
export function ownLabel(query: Labelled, all: readonly Labelled[]): string {
  const differ = (key: 'stat' | 'period') => all.some((other) => other[key] !== query[key])
  return [
    query.name,
    ...(differ('stat') ? [query.stat] : []),
    ...(differ('period') ? [query.period] : []),
  ].join(' ')
}

const TOKEN = /\$\{([^{}]*)\}/g
const OF_VALUES = [
  ...['AVG', 'MIN', 'MAX', 'SUM', 'FIRST', 'LAST', 'DATAPOINT_COUNT'],
  ...['MIN_MAX_RANGE', 'FIRST_LAST_RANGE'],
] as const
const OF_QUERY = ['LABEL', 'PROP'] as const

/** The dynamic labels in a text that `fillLabel` can't fill: those of times, and what CloudWatch doesn't know. */
export function unknownTokens(label: string): string[] {
  return [...label.matchAll(TOKEN)].flatMap(([, token]) => {
    const known = ([...OF_VALUES, ...OF_QUERY] as string[]).includes(token.trim())
    return known || property(token) ? [] : [token]
  })
}

/**
 * Fills in dynamic labels:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html
 * `values` are the answer's, oldest first; a metric without data has `--` for what is told of them.
 */
export function fillLabel(query: Labelled, own: string, values: readonly number[], region: string): string {
  return (query.label ?? own).replace(TOKEN, (whole, token: string) => {
    if (token.trim() === 'LABEL') return own
    const named = property(token)
    if (named) return propertyOf(query, named, region)
    return ofValues(token.trim(), values) ?? whole
  })
}

function property(token: string): string | undefined {
  return /^\s*PROP\(\s*'([^']*)'\s*\)\s*$/.exec(token)?.[1]
}

function propertyOf(query: Labelled, name: string, region: string): string {
  if (name.startsWith('Dim.')) {
    return query.dimensions.find((dimension) => dimension.name === name.slice(4))?.value ?? ''
  }
  const known: Readonly<Record<string, string>> = {
    ...{ Namespace: query.namespace, MetricName: query.name, Stat: query.stat, Region: region },
    ...{ Period: String(query.period), Id: query.id },
  }
  return known[name] ?? ''
}

function ofValues(token: string, values: readonly number[]): string | undefined {
  if (token === 'DATAPOINT_COUNT') return String(values.length)
  if (!(OF_VALUES as readonly string[]).includes(token)) return undefined
  if (values.length === 0) return '--'
  const sum = values.reduce((one, two) => one + two, 0)
  const [first, last] = [show(values[0]), show(values[values.length - 1])]
  const minimum = show(values.reduce((one, two) => Math.min(one, two)))
  const maximum = show(values.reduce((one, two) => Math.max(one, two)))
  const told = new Map([
    ['AVG', show(sum / values.length)],
    ['SUM', show(sum)],
    ['MIN', minimum],
    ['MAX', maximum],
    ['FIRST', first],
    ['LAST', last],
    ['MIN_MAX_RANGE', `${minimum}-${maximum}`],
    ['FIRST_LAST_RANGE', `${first}-${last}`],
  ])
  return told.get(token)
}

/** Three digits after the point at most, as in CloudWatch's examples. */
function show(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}

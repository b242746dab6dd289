import type { Operation } from '../../../record/index.ts'
import { checkParameters, typesOf } from '../core/parameters.ts'
import { errors } from '../errors.ts'
import type { Dimension, ListedMetric } from '../ports.ts'
import * as shapes from '../shapes.ts'
import type { Room } from './room.ts'

interface Input {
  readonly Namespace?: string
  readonly MetricName?: string
  readonly Dimensions?: readonly { readonly Name: string; readonly Value?: string }[]
  readonly NextToken?: string
  readonly RecentlyActive?: string
  readonly IncludeLinkedAccounts?: boolean
  readonly OwningAccount?: string
}

interface Output {
  readonly Metrics: readonly shapes.MetricShape[]
  readonly OwningAccounts?: readonly string[]
  readonly NextToken?: string
}

const parameters = {
  Namespace: { ...shapes.namespace, required: false },
  MetricName: { ...shapes.metricName, required: false },
  Dimensions: {
    type: 'list',
    max: 10,
    element: {
      type: 'structure',
      members: {
        Name: { type: 'string', required: true, min: 1, max: 255 },
        Value: { type: 'string', min: 1, max: 1024 },
      },
    },
  },
  NextToken: { type: 'string' },
  RecentlyActive: { type: 'string', values: ['PT3H'] },
  IncludeLinkedAccounts: { type: 'boolean' },
  OwningAccount: { type: 'string', min: 1, max: 255 },
} as const

const PAGE = 500
const HOUR = 60 * 60_000
const TWO_WEEKS = 14 * 24 * HOUR

export function listMetrics({ store, now }: Room): Operation<Input, Output> {
  return {
    name: 'ListMetrics',
    members: typesOf(parameters),
    async run(given, { account }) {
      const input = checkParameters(given, parameters)
      // There is one account: another one has no metrics here.
      if (input.OwningAccount && input.OwningAccount !== account) return { Metrics: [] }
      const since = now() - (input.RecentlyActive ? 3 * HOUR : TWO_WEEKS)
      const found: ListedMetric[] = []
      let more = false
      for (const metric of store.list(numberOf(input.NextToken))) {
        if (metric.published < since || !matches(metric, input)) continue
        more = found.length === PAGE
        if (more) break
        found.push(metric)
      }
      return {
        Metrics: found.map(shapes.metricShape),
        ...(input.IncludeLinkedAccounts ? { OwningAccounts: found.map(() => account) } : {}),
        ...(more ? { NextToken: tokenOf(found[PAGE - 1].number) } : {}),
      }
    },
  }
}

function matches(metric: ListedMetric, { Namespace, MetricName, Dimensions = [] }: Input): boolean {
  if (Namespace !== undefined && metric.namespace !== Namespace) return false
  if (MetricName !== undefined && metric.name !== MetricName) return false
  return Dimensions.every(({ Name, Value }) => metric.dimensions.some((one) => fits(one, Name, Value)))
}

function fits(dimension: Dimension, name: string, value: string | undefined): boolean {
  return dimension.name === name && (value === undefined || dimension.value === value)
}

function tokenOf(number: number): string {
  return Buffer.from(`after:${number}`).toString('base64url')
}

function numberOf(token: string | undefined): number | undefined {
  if (token === undefined) return undefined
  const found = /^after:(\d{1,15})$/.exec(Buffer.from(token, 'base64url').toString())
  if (!found) throw errors.badListToken(token)
  return Number(found[1])
}

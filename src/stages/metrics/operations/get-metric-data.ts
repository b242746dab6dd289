import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Operation } from '../../../record/index.ts'
import { aggregate } from '../core/aggregate.ts'
import { fillLabel, type Labelled, ownLabel } from '../core/labels.ts'
import { type Place, placeOf, tokenOf } from '../core/page.ts'
import { typesOf } from '../core/parameters.ts'
import { resolutionOf, windowOf } from '../core/periods.ts'
import { inOrder } from '../core/units.ts'
import { errors } from '../errors.ts'
import * as shapes from '../shapes.ts'
import { checkQueries, type Input, type MetricStat, parameters } from './metric-data-queries.ts'
import type { Room } from './room.ts'

interface Output {
  readonly MetricDataResults: readonly Result[]
  readonly NextToken?: string
  readonly Messages: readonly []
}

interface Result {
  readonly Id: string
  readonly Label: string
  readonly Timestamps: readonly Date[]
  readonly Values: readonly number[]
  readonly StatusCode: 'Complete' | 'PartialData'
  readonly Messages?: readonly { readonly Code: string; readonly Value: string }[]
}

/** One metric's whole answer, oldest first. */
interface Answer {
  readonly times: readonly number[]
  readonly values: readonly number[]
  /** More than one where the query names none: then only the first one's data are told. */
  readonly units: readonly string[]
}

const MOST_DATAPOINTS = 100_800

export function getMetricData({ store, now }: Room): Operation<Input, Output> {
  function answer(query: MetricStat, { start, end }: { start: number; end: number }): Answer {
    const window = windowOf(start, end, query.period, now())
    const series = store.read(query.metric, {
      ...{ from: window.start, until: window.end, resolution: resolutionOf(window) },
      values: query.of.values,
    })
    const units = inOrder(series.filter(({ unit }) => query.unit === undefined || unit === query.unit))
      .map(({ unit, runs }) => ({ unit, datapoints: aggregate(runs, window) }))
      .filter(({ datapoints }) => datapoints.length > 0)
    const [times, values]: [number[], number[]] = [[], []]
    for (const datapoint of units[0]?.datapoints ?? []) {
      const value = query.of.of(datapoint)
      if (value === undefined) continue
      times.push(datapoint.at)
      values.push(value)
    }
    return { times, values, units: units.map(({ unit }) => unit) }
  }

  return {
    name: 'GetMetricData',
    members: typesOf(parameters),
    async run(given, { region }, signal) {
      const { input, queries, start, end } = checkQueries(given)
      const told = queries.filter(({ returned }) => returned)
      const labels = told.map(labelled)
      const digest = digestOf(input)
      const place = placeIn(input.NextToken, digest, told.length)
      const descending = input.ScanBy !== 'TimestampAscending'
      let room = Math.min(input.MaxDatapoints ?? MOST_DATAPOINTS, MOST_DATAPOINTS)
      const results: Result[] = []
      const dateOf = sharedDates()
      for (let at = place.query; at < told.length; at++) {
        const skip = at === place.query ? place.datapoint : 0
        if (room === 0) {
          return {
            MetricDataResults: results,
            Messages: [],
            NextToken: tokenOf({ query: at, datapoint: 0 }, digest),
          }
        }
        const whole = answer(told[at], { start, end })
        const page = pageOf(whole, descending, skip, room)
        const label = fillLabel(labels[at], ownLabel(labels[at], labels), whole.values, region)
        results.push(resultOf(told[at], label, whole.units, page, dateOf))
        room -= page.values.length
        if (page.more) {
          const next = tokenOf({ query: at, datapoint: skip + page.values.length }, digest)
          return { MetricDataResults: results, Messages: [], NextToken: next }
        }
        // A page may read a hundred metrics' weeks: others get their turn in between.
        await setImmediate()
        signal.throwIfAborted()
      }
      return { MetricDataResults: results, Messages: [] }
    },
  }
}

function placeIn(token: string | undefined, digest: string, queries: number): Place {
  if (token === undefined) return { query: 0, datapoint: 0 }
  const place = placeOf(token, digest, queries)
  if (!place) throw errors.badToken(token)
  return place
}

interface Page {
  readonly times: readonly number[]
  readonly values: readonly number[]
  readonly more: boolean
}

function pageOf({ times, values }: Answer, descending: boolean, skip: number, room: number): Page {
  const length = values.length
  const page = (items: readonly number[]) =>
    descending
      ? items.slice(Math.max(0, length - skip - room), Math.max(0, length - skip)).reverse()
      : items.slice(skip, skip + room)
  return { times: page(times), values: page(values), more: length > skip + room }
}

/** Queries of one request mostly have the same times: a date for each of 100,000 datapoints would cost half of it. */
function sharedDates() {
  const dates = new Map<number, Date>()
  return (time: number): Date => {
    const known = dates.get(time)
    if (known) return known
    const made = new Date(time)
    dates.set(time, made)
    return made
  }
}

function resultOf(
  query: MetricStat,
  label: string,
  units: readonly string[],
  page: Page,
  dateOf: (time: number) => Date,
): Result {
  const several = `Multiple units returned: '[${units.join(', ')}]'`
  return {
    Id: query.id,
    Label: label,
    Timestamps: page.times.map(dateOf),
    Values: page.values,
    StatusCode: page.more ? 'PartialData' : 'Complete',
    ...(units.length > 1 ? { Messages: [{ Code: 'MultipleUnits', Value: several }] } : {}),
  }
}

function labelled({ id, stat, period, metric, label }: MetricStat): Labelled {
  const { namespace, name, dimensions } = metric
  return { id, stat, period, namespace, name, dimensions, ...(label === undefined ? {} : { label }) }
}

/** What a token depends on: another request's token would skip data unseen. */
function digestOf({ MetricDataQueries, StartTime, EndTime, ScanBy }: Input): string {
  const times = [shapes.millisOf(StartTime), shapes.millisOf(EndTime)]
  const text = JSON.stringify([MetricDataQueries, times, ScanBy])
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}

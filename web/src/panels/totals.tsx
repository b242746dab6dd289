import { useDesk, useKnown } from '../data/desk.tsx'
import { bytes, change, duration, percent, short, whole } from '../format/numbers.ts'
import { span } from '../format/times.ts'
import { Sparkline } from '../parts/sparkline.tsx'
import type { QueryContext } from '../queries/context.ts'
import { OVERVIEW } from '../queries/overview.ts'
import { RATE_SECONDS } from '../queries/requests.ts'
import {
  type Bucket,
  bucketsOf,
  metricOf,
  percentileOf,
  type Results,
  type SearchAnswer,
} from '../queries/search-body.ts'
import classes from './totals.module.css'

interface Figure {
  readonly name: string
  readonly id: string
  readonly of: (results: Results | undefined) => number | undefined
  readonly show: (value: number) => string
  readonly exact?: (value: number) => string
  /** Whether more is worse: colours the change. */
  readonly worse?: boolean
  readonly colour?: string
  /** The answer that its sparkline is drawn from. */
  readonly from?: 'requests' | 'timeTrend'
}

/** Share of 4xx and 5xx among the lines that have a status. */
const errorRate = (results: Results | undefined) => {
  const counts = new Map(bucketsOf(results, 'class').map(({ key, doc_count }) => [key, doc_count]))
  const answered = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return answered > 0 ? ((counts.get('4xx') ?? 0) + (counts.get('5xx') ?? 0)) / answered : undefined
}

const FIGURES: readonly Figure[] = [
  {
    id: 'requests',
    name: 'Requests',
    of: (results) => (results as Bucket | undefined)?.doc_count,
    show: short,
    exact: whole,
    from: 'requests',
  },
  {
    id: 'visitors',
    name: 'Visitors',
    of: (results) => metricOf(results, 'visitors'),
    show: short,
    exact: whole,
  },
  {
    id: 'bytes',
    name: 'Sent',
    of: (results) => metricOf(results, 'bytes'),
    show: bytes,
    exact: (n) => `${whole(n)} B`,
  },
  {
    id: 'errors',
    name: 'Errors',
    of: errorRate,
    show: percent,
    worse: true,
    colour: 'var(--t-s5xx)',
    from: 'requests',
  },
  {
    id: 'time',
    name: 'Time, p95',
    of: (results) => percentileOf(results, 'time', 95),
    show: duration,
    worse: true,
    from: 'timeTrend',
  },
]

/** The strip: what happened in the window, how that compares with the window before, and how it moves. */
export function Totals() {
  const totals = useKnown('totals', OVERVIEW.totals)
  const trend = useKnown('trend', OVERVIEW.trend)
  const timeTrend = useKnown('timeTrend', OVERVIEW.timeTrend)
  const [current, previous] = bucketsOf(totals.answer?.aggregations, 'when')
  const requests = useKnown('requests', OVERVIEW.requests)
  const steps = {
    trend: bucketsOf(trend.answer?.aggregations, 'over_time'),
    timeTrend: bucketsOf(timeTrend.answer?.aggregations, 'over_time'),
    requests: thinned(requests.answer),
  }
  const { context } = totals
  const covered = useCovered(context)
  const before = context ? `the ${span(context.to - context.from)} before` : ''
  const state = totals.answer ? (totals.stale ? 'stale' : 'ready') : totals.error ? 'failed' : 'loading'
  return (
    <section className={classes.strip} data-testid="totals" data-state={state} aria-label="Totals">
      <Rate />
      {FIGURES.map((figure) => (
        <Tile
          key={figure.id}
          figure={figure}
          value={figure.of(current)}
          last={figure.of(previous)}
          compare={covered && (previous?.doc_count ?? 0) > 0}
          before={before}
          values={steps[figure.from ?? 'trend'].map((step) => figure.of(step) ?? 0)}
        />
      ))}
    </section>
  )
}

/** Whether the log reaches back through the window before; a half-covered one would compare with too little. */
function useCovered(context: QueryContext | undefined): boolean {
  const stored = useDesk().hub.stored()
  if (!context || !stored) return false
  const length = context.to - context.from
  return stored.from <= context.from - length * 0.9
}

/** Every third step or so, added up, for a line as calm as the others. */
function thinned(answer: SearchAnswer | undefined): readonly Bucket[] {
  const buckets = bucketsOf(answer?.aggregations, 'over_time')
  const every = Math.max(1, Math.ceil(buckets.length / 40))
  const groups = Array.from({ length: Math.floor(buckets.length / every) }, (_, at) =>
    buckets.slice(at * every, (at + 1) * every),
  )
  return groups.map((group) => ({
    key: group[0].key,
    doc_count: group.reduce((sum, { doc_count }) => sum + doc_count, 0),
    class: { buckets: group.flatMap((bucket) => bucketsOf(bucket, 'class')).reduce(addClass, []) },
  }))
}

function addClass(sums: Bucket[], { key, doc_count }: Bucket): Bucket[] {
  const known = sums.find((sum) => sum.key === key)
  if (!known) return [...sums, { key, doc_count }]
  return sums.map((sum) => (sum === known ? { key, doc_count: sum.doc_count + doc_count } : sum))
}

interface TileProps {
  readonly figure: Figure
  readonly value: number | undefined
  readonly last: number | undefined
  readonly compare: boolean
  readonly before: string
  readonly values: readonly number[]
}

function Tile({ figure, value, last, compare, before, values }: TileProps) {
  const { id, name, show, exact, worse, colour } = figure
  const moved = compare ? change(value, last) : undefined
  const mood =
    moved && worse ? (moved.startsWith('−') ? 'good' : /^(\+[1-9]\d|×)/.test(moved) ? 'bad' : '') : ''
  return (
    <div className={classes.tile} data-testid={`total-${id}`}>
      <div className={classes.name}>{name}</div>
      <div className={classes.value} title={value === undefined ? undefined : (exact ?? show)(value)}>
        {value === undefined ? '–' : show(value)}
      </div>
      <div className={classes.change} data-mood={mood}>
        {moved ? (
          <span title={`${show(last ?? 0)} in ${before}`}>
            {moved} <span className={classes.than}>vs {before}</span>
          </span>
        ) : (
          <span className={classes.than}>{before ? 'no earlier data to compare' : ' '}</span>
        )}
      </div>
      <div className={classes.spark}>
        <Sparkline values={values} colour={colour} />
      </div>
    </div>
  )
}

/** Requests a second over the last ten whole seconds, whatever window is looked at. */
function Rate() {
  const { answer } = useKnown('rate', OVERVIEW.rate)
  const counts = bucketsOf(answer?.aggregations, 'seconds')
    .slice(-RATE_SECONDS)
    .map(({ doc_count }) => doc_count)
  const recent = counts.slice(-11, -1)
  const rate = recent.length > 0 ? recent.reduce((sum, count) => sum + count, 0) / recent.length : undefined
  return (
    <div className={classes.tile} data-testid="total-rate">
      <div className={classes.name}>Now</div>
      <div className={classes.value}>
        {rate === undefined ? '–' : short(Math.round(rate * 10) / 10)}
        <span className={classes.unit}>/s</span>
      </div>
      <div className={classes.change}>
        <span className={classes.than}>last minute, by the second</span>
      </div>
      <div className={classes.spark}>
        <Sparkline values={counts.slice(0, -1)} />
      </div>
    </div>
  )
}

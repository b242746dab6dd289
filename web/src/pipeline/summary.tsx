import { short } from '../format/numbers.ts'
import { clock, span } from '../format/times.ts'
import { useViewer } from '../view/use-view.ts'
import type { Meter } from './counters.ts'
import { type RoomNode, windowOf } from './nodes.ts'
import classes from './pipeline.module.css'
import { rateOf, type Sample } from './rates.ts'
import { deliveriesOf, type PipelineReport } from './report.ts'
import { StateMark } from './state-mark.tsx'

const WORDS: Readonly<Record<PipelineReport['status'], string>> = {
  ok: 'Every room works',
  starting: 'Starting',
  failing: 'A room is in trouble',
}

interface SummaryProps {
  readonly report: PipelineReport
  readonly samples: readonly Sample<Meter>[]
  readonly nodes: readonly RoomNode[]
  readonly stale: boolean
}

/** The whole journey in a line; each figure has a place of a fixed width. */
export function Summary({ report, samples, nodes, stale }: SummaryProps) {
  const { view } = useViewer()
  const into = rateOf(samples, 'stream', windowOf('stream'))
  const searched = deliveriesOf(report).filter(({ destination }) => destination === 'index')
  const late = Math.max(0, ...searched.map(({ lagMillis }) => lagMillis))
  const state = report.status === 'ok' ? 'works' : report.status === 'starting' ? 'starts' : 'trouble'
  return (
    <header className={classes.summary} data-testid="pipeline-summary">
      <span className={classes.verdict}>
        <StateMark state={state} />
        <b>{WORDS[report.status]}</b>
      </span>
      {nodes.length > 0 && (
        <dl className={classes.figures}>
          <div>
            <dt>into the stream</dt>
            <dd className={classes.figure}>{into === undefined ? '–' : `${short(into)}/s`}</dd>
          </div>
          {searched.length > 0 && (
            <div>
              <dt>waiting to be searchable</dt>
              <dd className={classes.figure}>{late > 0 ? span(late) : 'none'}</dd>
            </div>
          )}
        </dl>
      )}
      <span className={classes.clock}>
        {stale ? 'last seen' : view.refresh === 'off' ? 'stands since' : 'as of'} {clock(report.at)}
      </span>
    </header>
  )
}

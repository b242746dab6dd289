import { useRef, useState } from 'react'
import { TimeChart } from '../charts/time-chart.tsx'
import { useKnown } from '../data/desk.tsx'
import { whole } from '../format/numbers.ts'
import { ClassLegend } from '../panels/requests.tsx'
import { Nothing, Skeleton } from '../parts/panel.tsx'
import { linesHistogramQuery, unparsedQuery } from '../queries/lines.ts'
import { bucketsOf } from '../queries/search-body.ts'
import { useViewer } from '../view/use-view.ts'
import { FieldSidebar } from './field-sidebar.tsx'
import type { Line } from './line.ts'
import { LineDrawer } from './line-drawer.tsx'
import { LINE_COLUMNS, LineTable } from './line-table.tsx'
import classes from './lines-view.module.css'
import { useLines } from './use-lines.ts'

/** Search the lines themselves, open one, see all of it. */
export default function LinesView() {
  const [open, setOpen] = useState<Line>()
  return (
    <div className={classes.view}>
      <FieldSidebar />
      <div className={classes.main}>
        <Histogram />
        <LineList open={open} onOpen={setOpen} />
      </div>
      <LineDrawer line={open} onClose={() => setOpen(undefined)} />
    </div>
  )
}

function Histogram() {
  const { answer, context } = useKnown('requests', linesHistogramQuery)
  return (
    <section className={classes.card} data-testid="lines-histogram" aria-label="Lines over time">
      <div className={classes.head}>
        <h2 data-testid="lines-count">
          {answer ? `${whole(answer.hits.total?.value ?? 0)} lines` : 'Lines'}
        </h2>
        <Unparsed />
        <div className={classes.legend}>
          {answer && context && <ClassLegend answer={answer} context={context} />}
        </div>
      </div>
      {answer && context ? (
        <TimeChart buckets={bucketsOf(answer.aggregations, 'over_time')} context={context} height={104} />
      ) : (
        <Skeleton height={104} />
      )}
    </section>
  )
}

/** One click to the lines that no format fits; they are kept, whole. */
function Unparsed() {
  const { answer } = useKnown('unparsed', unparsedQuery)
  const { add } = useViewer()
  const count = answer?.hits.total?.value ?? 0
  if (count === 0) return null
  return (
    <button
      type="button"
      className={classes.unparsed}
      data-testid="unparsed"
      onClick={() => add({ field: 'parse_error', test: { kind: 'exists' } })}
    >
      {whole(count)} {count === 1 ? 'line' : 'lines'} did not parse
    </button>
  )
}

function LineList({ open, onOpen }: { open: Line | undefined; onOpen: (line: Line) => void }) {
  const { lines, total, more, loading, failure, newer, showNewest } = useLines()
  const scroll = useRef<HTMLElement>(null)
  if (!lines) {
    return (
      <section className={classes.card}>
        {failure ? <Nothing>{failure}</Nothing> : <Skeleton height={600} />}
      </section>
    )
  }
  return (
    <section className={`${classes.card} ${classes.list}`} data-testid="lines" aria-label="Lines">
      {newer > 0 && (
        <button
          type="button"
          className={classes.newer}
          data-testid="lines-newer"
          onClick={() => {
            showNewest()
            scroll.current?.scrollTo({ top: 0 })
          }}
        >
          {whole(newer)} new {newer === 1 ? 'line' : 'lines'}, show
        </button>
      )}
      <section
        ref={scroll}
        className={classes.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
        tabIndex={0}
        aria-label="Lines, newest first"
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          if (scrollHeight - scrollTop - clientHeight < 600) more()
        }}
      >
        {lines.length === 0 ? (
          <Nothing>No lines match.</Nothing>
        ) : (
          <LineTable lines={lines} columns={LINE_COLUMNS} onOpen={onOpen} open={open?.id} />
        )}
        <p className={classes.end} role="status">
          {failure ??
            (loading
              ? 'Loading more…'
              : lines.length >= total && lines.length > 0
                ? 'That is all of them.'
                : '')}
        </p>
      </section>
    </section>
  )
}

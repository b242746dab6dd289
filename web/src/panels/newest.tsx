import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { lineOf } from '../lines/line.ts'
import { LIVE_COLUMNS, LineTable } from '../lines/line-table.tsx'
import { type Answered, Nothing, Panel } from '../parts/panel.tsx'
import { OVERVIEW } from '../queries/overview.ts'
import type { SearchAnswer } from '../queries/search-body.ts'
import { useViewer } from '../view/use-view.ts'
import classes from './newest.module.css'

/** The newest lines as they come in; can be stopped to read. */
export function Newest({ span }: { span: number }) {
  const [held, setHeld] = useState<SearchAnswer>()
  const { change } = useViewer()
  return (
    <Panel
      id="newest"
      title="Live requests"
      build={OVERVIEW.newest}
      span={span}
      height={392}
      aside={({ answer }) => (
        <>
          <button
            type="button"
            className={classes.button}
            data-testid="live-pause"
            aria-pressed={held !== undefined}
            onClick={() => setHeld(held ? undefined : answer)}
          >
            {held ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
            {held ? 'Go on' : 'Pause'}
          </button>
          <button type="button" className={classes.button} onClick={() => change({ tab: 'lines' })}>
            All lines
          </button>
        </>
      )}
    >
      {({ answer }) => <Stream answer={held ?? answer} />}
    </Panel>
  )
}

function Stream({ answer }: Pick<Answered, 'answer'>) {
  const lines = answer.hits.hits.map(lineOf)
  const fresh = useFresh(lines.map(({ id }) => id))
  if (lines.length === 0) return <Nothing />
  return (
    <section
      className={classes.scroll}
      data-testid="live-table"
      aria-label="Newest lines"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
      tabIndex={0}
    >
      <LineTable lines={lines} columns={LIVE_COLUMNS} fresh={fresh} />
    </section>
  )
}

/** Which of the ids were not there at the last turn; none at the first. */
function useFresh(ids: readonly string[]): (id: string) => boolean {
  const seen = useRef<ReadonlySet<string>>(undefined)
  const before = seen.current
  const key = ids.join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the ids.
  useEffect(() => {
    seen.current = new Set(ids)
  }, [key])
  return (id) => before !== undefined && !before.has(id)
}

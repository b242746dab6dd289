import { Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useDesk, useKnown } from '../data/desk.tsx'
import type { Build } from '../data/hub.ts'
import type { QueryContext } from '../queries/context.ts'
import type { SearchAnswer } from '../queries/search-body.ts'
import classes from './panel.module.css'
import { PanelTools, useFullScreen } from './panel-tools.tsx'

export interface Answered {
  readonly answer: SearchAnswer
  readonly context: QueryContext
}

interface PanelProps {
  readonly id: string
  readonly title: string
  readonly hint?: string
  readonly build: Build
  /** Columns of twelve on a wide screen. */
  readonly span: number
  /** Height of the body in px: the same while loading, so that nothing jumps. */
  readonly height: number
  readonly aside?: (answered: Answered) => ReactNode
  readonly children: (answered: Answered) => ReactNode
}

/** A card with one search behind it: skeleton, then the answer; the old answer stays while a new one loads. */
export function Panel({ id, title, hint, build, span, height, aside, children }: PanelProps) {
  const { answer, context, error, stale } = useKnown(id, build)
  const card = useVisibility(id)
  const [full, setFull] = useFullScreen(card)
  const answered = answer && context ? { answer, context } : undefined
  const state = answered ? (stale ? 'stale' : 'ready') : error ? 'failed' : 'loading'
  return (
    <section
      ref={card}
      className={classes.card}
      style={{ '--span': span, '--span-middle': span > 6 ? 12 : 6 } as React.CSSProperties}
      data-testid={`panel-${id}`}
      data-state={state}
      data-full={full || undefined}
      aria-label={title}
      aria-busy={state === 'loading'}
    >
      <header className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        {hint && (
          <Tooltip label={hint} multiline w={260} withArrow openDelay={200}>
            <IconInfoCircle size={14} className={classes.hint} tabIndex={0} aria-label={hint} />
          </Tooltip>
        )}
        <div className={classes.aside}>{answered && aside?.(answered)}</div>
        <PanelTools {...{ id, title, card, full }} answer={answer} onFull={setFull} />
      </header>
      <div className={classes.body} style={{ minHeight: height }}>
        {answered ? (
          children(answered)
        ) : error ? (
          <Failed reason={error.reason} />
        ) : (
          <Skeleton height={height} />
        )}
      </div>
    </section>
  )
}

/** Tells the hub whether anybody can see the panel. */
function useVisibility(id: string) {
  const { hub } = useDesk()
  const ref = useRef<HTMLElement>(null)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new IntersectionObserver(([entry]) => hub.setVisible(id, entry.isIntersecting), {
      rootMargin: '160px',
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [hub, id])
  return ref
}

function Failed({ reason }: { reason: string }) {
  const { hub } = useDesk()
  return (
    <div className={classes.failed} role="alert">
      <IconAlertTriangle size={18} />
      <p>{reason}</p>
      <button type="button" className={classes.retry} onClick={hub.reload}>
        Try again
      </button>
    </div>
  )
}

export function Skeleton({ height }: { height: number }) {
  return <div className={classes.skeleton} style={{ height }} aria-hidden="true" />
}

export function Nothing({ children = 'No lines in this window.' }: { children?: ReactNode }) {
  return <p className={classes.nothing}>{children}</p>
}

import { IconAlertTriangle, IconPlugConnectedX, IconZoomQuestion } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useDesk, useRound } from '../data/desk.tsx'
import { whole } from '../format/numbers.ts'
import { moment } from '../format/times.ts'
import { useViewer } from '../view/use-view.ts'
import classes from './notices.module.css'

/** What stands in the way of an answer, in words, with the next step. */
export function Notices() {
  const hub = useRound()
  const { view, change } = useViewer()
  const { link } = useDesk()
  const trouble = hub.trouble()
  const refusal = hub.refusal()
  const stored = hub.stored()
  if (trouble?.lost || (trouble && link === 'lost')) {
    return (
      <Notice tone="bad" icon={<IconPlugConnectedX size={18} />} id="notice-lost">
        <b>No connection.</b> {trouble.reason} <Step onClick={hub.reload}>Try now</Step>
      </Notice>
    )
  }
  if (refusal && view.query.trim() !== '') {
    return (
      <Notice tone="warn" icon={<IconAlertTriangle size={18} />} id="notice-query">
        <b>The query was refused.</b> {refusal.reason}{' '}
        <Step onClick={() => change({ query: '' })}>Clear the query</Step>
      </Notice>
    )
  }
  const total = hub.known('requests')
  const nothing = !total.stale && total.answer?.hits.total?.value === 0
  if (!nothing || !stored || view.range?.kind === 'all') return null
  const narrowed = view.query.trim() !== '' || view.filters.some(({ disabled }) => !disabled)
  return (
    <Notice tone="soft" icon={<IconZoomQuestion size={18} />} id="notice-nothing">
      <b>No lines in this window{narrowed ? ' match the query and filters' : ''}.</b> {whole(stored.lines)}{' '}
      lines are stored, from {moment(stored.from)} to {moment(stored.to)}.{' '}
      {narrowed && <Step onClick={() => change({ query: '', filters: [] })}>Clear query and filters</Step>}{' '}
      <Step onClick={() => change({ range: { kind: 'all' } })}>Show all time</Step>
    </Notice>
  )
}

interface NoticeProps {
  readonly tone: 'bad' | 'warn' | 'soft'
  readonly icon: ReactNode
  readonly id: string
  readonly children: ReactNode
}

function Notice({ tone, icon, id, children }: NoticeProps) {
  return (
    <div className={classes.notice} data-tone={tone} data-testid={id} role="status">
      {icon}
      <p>{children}</p>
    </div>
  )
}

function Step({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className={classes.step} onClick={onClick}>
      {children}
    </button>
  )
}

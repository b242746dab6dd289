import {
  IconBook2,
  IconDatabaseSearch,
  IconFileText,
  IconFunction,
  IconRipple,
  IconStack2,
  IconTruckDelivery,
  IconWorldShare,
} from '@tabler/icons-react'
import { short } from '../format/numbers.ts'
import { Sparkline } from '../parts/sparkline.tsx'
import classes from './node-card.module.css'
import { type JourneyRoom, type RoomNode, SERIES, STATE_WORDS, sentenceOf } from './nodes.ts'
import { StateMark } from './state-mark.tsx'

const ICONS: Readonly<Record<JourneyRoom, typeof IconStack2>> = {
  bookstore: IconBook2,
  agent: IconFileText,
  stream: IconRipple,
  functions: IconFunction,
  delivery: IconTruckDelivery,
  lake: IconStack2,
  search: IconDatabaseSearch,
  elsewhere: IconWorldShare,
}

/** A room. Every line has its height before its text: figures change, the card does not. */
export function NodeCard({ node, onOpen }: { node: RoomNode; onOpen: (room: string) => void }) {
  const { room, title, state, rate, unit, series, facts, error } = node
  const Icon = ICONS[room]
  return (
    <button
      type="button"
      className={classes.card}
      data-testid={`node-${room}`}
      data-node-state={state}
      aria-label={`${sentenceOf(node)} Show details`}
      aria-haspopup="dialog"
      onClick={() => onOpen(room)}
    >
      <span className={classes.head}>
        <Icon size={17} stroke={1.6} aria-hidden="true" data-part="icon" />
        <b>{title}</b>
        <span className={classes.state}>
          <StateMark state={state} size={14} />
          <span data-part="word">{STATE_WORDS[state]}</span>
        </span>
      </span>
      <span className={classes.rate}>
        <b data-testid={`rate-${room}`}>{rate === undefined ? '–' : short(rate)}</b> <i>{unit}</i>
      </span>
      <span className={classes.spark}>
        <Sparkline values={series} length={SERIES} height={24} />
      </span>
      {facts.map(({ label, value }) => (
        <span key={label} className={classes.fact}>
          <i>{label}</i>
          <span>{value}</span>
        </span>
      ))}
      <span className={classes.error} data-past={error?.past ?? true} title={error?.message}>
        {error ? `${error.past ? 'Earlier: ' : ''}${error.message}` : 'No errors'}
      </span>
    </button>
  )
}

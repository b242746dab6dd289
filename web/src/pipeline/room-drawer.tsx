import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { moment } from '../format/times.ts'
import type { Meter } from './counters.ts'
import { AgentDetail } from './details/agent.tsx'
import { DeliveryStreams, Elsewhere } from './details/delivery.tsx'
import { Functions } from './details/functions.tsx'
import { Plain } from './details/plain.tsx'
import { LakeDetail, SearchDetail } from './details/stores.tsx'
import { Streams } from './details/streams.tsx'
import { type NodeState, STATE_WORDS, stateOf } from './nodes.ts'
import type { Sample } from './rates.ts'
import { detailOf, type PipelineReport, roomOf } from './report.ts'
import classes from './room-drawer.module.css'
import { StateMark } from './state-mark.tsx'

export interface DetailProps {
  readonly report: PipelineReport
  readonly samples: readonly Sample<Meter>[]
}

const DETAILS: Readonly<Record<string, (props: DetailProps) => ReactNode>> = {
  agent: AgentDetail,
  stream: Streams,
  functions: Functions,
  delivery: DeliveryStreams,
  lake: LakeDetail,
  search: SearchDetail,
  elsewhere: Elsewhere,
}

interface RoomDrawerProps extends DetailProps {
  readonly room: string | undefined
  readonly onClose: () => void
}

/** One room, all that it tells; it lives on while it is open. */
export function RoomDrawer({ room, onClose, ...detail }: RoomDrawerProps) {
  // Other people's services have no health of their own here: delivery knows.
  const health = roomOf(detail.report, room === 'elsewhere' ? 'delivery' : (room ?? ''))
  const Detail = room === undefined ? undefined : DETAILS[room]
  return (
    <Drawer
      opened={room !== undefined}
      onClose={onClose}
      position="right"
      size={760}
      title={room && <span className={classes.title}>{room}</span>}
      overlayProps={{ backgroundOpacity: 0.2 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {room && (
        <div data-testid="room-detail" data-room={room}>
          {!health ? (
            <p className={classes.nothing}>
              This program has no room “{room}”. Close this, and choose one of those in the picture.
            </p>
          ) : (
            <>
              <State state={stateOf(health.state, 1)} />
              {health.lastError && (
                <p className={classes.error} data-past={health.state === 'ok'}>
                  {health.state === 'ok' ? 'Earlier: ' : ''}
                  {health.lastError.message}{' '}
                  <span className="faint">{moment(Date.parse(health.lastError.at))}</span>
                </p>
              )}
              {Detail ? <Detail {...detail} /> : <Plain detail={detailOf(detail.report, room)} />}
            </>
          )}
        </div>
      )}
    </Drawer>
  )
}

export function State({ state }: { state: NodeState }) {
  return (
    <span className={classes.state}>
      <StateMark state={state} />
      {STATE_WORDS[state]}
    </span>
  )
}

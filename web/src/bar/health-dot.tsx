import { Popover } from '@mantine/core'
import { useDesk } from '../data/desk.tsx'
import type { HouseHealth, RoomHealth } from '../data/house.ts'
import { short } from '../format/numbers.ts'
import { full, span } from '../format/times.ts'
import classes from './health-dot.module.css'
import icon from './icon-button.module.css'

const WORDS: Readonly<Record<HouseHealth['status'], string>> = {
  ok: 'Everything works',
  starting: 'Starting',
  failing: 'Something needs attention',
  lost: 'Tailrace does not answer',
}

const STATES: Readonly<Record<RoomHealth['state'], string>> = {
  ok: 'works',
  starting: 'is starting',
  failing: 'is failing and tries again',
  stopped: 'has stopped',
}

/** Green, amber or red; a click tells room by room. */
export function HealthDot() {
  const { health, info } = useDesk()
  const status = health?.status ?? 'starting'
  return (
    <Popover position="bottom-end" shadow="md" width={360} trapFocus>
      <Popover.Target>
        <button
          type="button"
          className={icon.button}
          data-testid="health"
          data-status={status}
          aria-label={`Health: ${WORDS[status]}`}
          title={WORDS[status]}
        >
          <i className={classes.dot} data-status={status} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} data-testid="health-rooms">
        <strong>{WORDS[status]}</strong>
        <ul className={classes.rooms}>
          {health?.rooms.map((room) => (
            <Room key={room.room} {...room} />
          ))}
        </ul>
        {info && (
          <p className={classes.info}>
            Tailrace {info.version} · data in <span className="mono">{info.dataFolder}</span>
            {info.tailed.length > 0 && (
              <>
                <br />
                follows <span className="mono">{info.tailed.join(', ')}</span>
              </>
            )}
          </p>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

function Room({ room, state, lagMillis, lagRecords, lastError }: RoomHealth) {
  const lag = [
    lagMillis ? `${span(lagMillis)} behind` : '',
    lagRecords ? `${short(lagRecords)} lines to go` : '',
  ].filter(Boolean)
  return (
    <li data-testid={`room-${room}`} data-state={state}>
      <i className={classes.dot} data-status={state === 'stopped' ? 'failing' : state} />
      <span>
        <b>{room}</b> {STATES[state]}
        {lag.length > 0 && <span className="faint">, {lag.join(', ')}</span>}
        {lastError && (
          <span className={classes.error} data-past={state === 'ok'}>
            {state === 'ok' ? 'Earlier: ' : ''}
            {lastError.message}
            <span className="faint"> {full(Date.parse(lastError.at))}</span>
          </span>
        )}
      </span>
    </li>
  )
}

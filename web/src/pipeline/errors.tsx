import type { RoomHealth } from '../data/house.ts'
import { moment } from '../format/times.ts'
import classes from './pipeline.module.css'
import { StateMark } from './state-mark.tsx'

interface RoomsProps {
  readonly rooms: readonly RoomHealth[]
  readonly onOpen: (room: string) => void
}

/** The newest error of each room, those that still hurt first. */
export function Errors({ rooms, onOpen }: RoomsProps) {
  const hurting = ({ state }: RoomHealth) => state === 'failing' || state === 'stopped'
  const found = rooms
    .filter((room) => room.lastError || hurting(room))
    .sort(
      (a, b) =>
        Number(hurting(b)) - Number(hurting(a)) ||
        ((a.lastError?.at ?? '') < (b.lastError?.at ?? '') ? 1 : -1),
    )
  return (
    <section className={classes.card} aria-label="Last errors" data-testid="pipeline-errors">
      <h2>Last errors</h2>
      {found.length === 0 ? (
        <p>No room has met an error since Tailrace was started.</p>
      ) : (
        <ul>
          {found.map((room) => (
            <li key={room.room}>
              <button type="button" className={classes.row} onClick={() => onOpen(room.room)}>
                <StateMark state={hurting(room) ? 'trouble' : 'works'} />
                <b>{room.room}</b>
                <span>
                  {room.lastError?.message ?? 'It has stopped.'}{' '}
                  {room.lastError && (
                    <span className={classes.when}>
                      {moment(Date.parse(room.lastError.at))}
                      {hurting(room) ? ', it is tried again' : ', over since'}
                    </span>
                  )}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

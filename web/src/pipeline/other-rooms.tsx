import type { RoomHealth } from '../data/house.ts'
import { JOURNEY, STATE_WORDS, stateOf } from './nodes.ts'
import classes from './pipeline.module.css'
import { StateMark } from './state-mark.tsx'

interface OtherRoomsProps {
  readonly rooms: readonly RoomHealth[]
  readonly onOpen: (room: string) => void
}

const PURPOSE: Readonly<Record<string, string>> = {
  stack: 'deploys the template',
  metrics: "keeps CloudWatch's figures",
  access: 'checks keys',
  console: 'serves this page',
}

/** Rooms that no record goes through. */
export function OtherRooms({ rooms, onOpen }: OtherRoomsProps) {
  const others = rooms.filter(({ room }) => !(JOURNEY as readonly string[]).includes(room))
  if (others.length === 0) return null
  return (
    <section className={classes.card} aria-label="Other rooms" data-testid="pipeline-others">
      <h2>Beside the journey</h2>
      <ul>
        {others.map(({ room, state }) => {
          const shown = stateOf(state, 1)
          return (
            <li key={room}>
              <button
                type="button"
                className={classes.row}
                data-testid={`other-${room}`}
                onClick={() => onOpen(room)}
              >
                <StateMark state={shown} />
                <b>{room}</b>
                <span>
                  {STATE_WORDS[shown]}
                  {PURPOSE[room] && <span className={classes.when}>, {PURPOSE[room]}</span>}
                </span>
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

import { Fragment } from 'react'
import type { Meter } from './counters.ts'
import { Edge, Fork } from './edge.tsx'
import { NodeCard } from './node-card.tsx'
import { type RoomNode, windowOf } from './nodes.ts'
import classes from './picture.module.css'
import { rateOf, type Sample } from './rates.ts'

interface PictureProps {
  readonly nodes: readonly RoomNode[]
  readonly samples: readonly Sample<Meter>[]
  readonly onOpen: (room: string) => void
}

const ARMS: Readonly<Partial<Record<string, Meter>>> = { lake: 'toLake', search: 'toSearch' }
const STORES: readonly string[] = ['lake', 'search', 'elsewhere']

/** Rooms in a row (in a column on a narrow screen), joined by edges; behind delivery the way forks. */
export function Picture({ nodes, samples, onOpen }: PictureProps) {
  const trunk = nodes.filter(({ room }) => !STORES.includes(room))
  const stores = nodes.filter(({ room }) => STORES.includes(room))
  return (
    <section className={classes.picture} aria-label="The journey of the records, room by room">
      {trunk.map((node, at) => (
        <Fragment key={node.room}>
          {at > 0 && (
            <Edge
              rate={trunk[at - 1].room === 'bookstore' ? node.rate : edgeRate(trunk[at - 1], node)}
              hurt={hurts(node)}
            />
          )}
          <NodeCard node={node} onOpen={onOpen} />
        </Fragment>
      ))}
      {stores.length > 0 && (
        <>
          <Fork
            arms={stores.map((node) => {
              const meter = ARMS[node.room] ?? 'elsewhere'
              return { key: node.room, rate: rateOf(samples, meter, windowOf(meter)), hurt: hurts(node) }
            })}
          />
          <div className={classes.stores}>
            {stores.map((node) => (
              <NodeCard key={node.room} node={node} onOpen={onOpen} />
            ))}
          </div>
        </>
      )}
    </section>
  )
}

const hurts = ({ state }: RoomNode) => state === 'trouble' || state === 'stopped'

/** What leaves the stream is what functions and delivery take; before it, what the agent sends. */
const edgeRate = (from: RoomNode, to: RoomNode) => (from.room === 'agent' ? from.rate : to.rate)

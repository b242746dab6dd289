import type { Caller } from '../../../record/index.ts'
import { recordNumbers } from '../core/record-number.ts'
import type { ShardLimits } from '../core/shard-limits.ts'
import { shardGone } from '../errors.ts'
import type { ShardDescription, StreamDescription, StreamEngine } from '../ports.ts'
import type { Control } from './control.ts'

/** What the operations that put and read records share. */
export interface Data {
  readonly control: Control
  readonly engine: StreamEngine
  readonly now: () => number
  readonly limits: ShardLimits
  readonly iteratorKey: () => Promise<Uint8Array>
  /** Resolves after so many ms, or rejects when `signal` aborts. */
  readonly pause: (millis: number, signal: AbortSignal) => Promise<unknown>
}

/** The shard with this index, closed or not; refuses one that was never there or whose records are all gone. */
export function shardAt(
  { engine }: Pick<Data, 'engine'>,
  name: string,
  id: string,
  { account }: Caller,
): { stream: StreamDescription; shard: ShardDescription } {
  const stream = engine.describe(name)
  const shard = stream?.shards.find((each) => each.id === id)
  if (!stream || !shard) throw shardGone(id, name, account)
  return { stream, shard }
}

/** A name for a shard's limits that no later stream of the same name shares. */
export function limitsKey(stream: StreamDescription, shard: string): string {
  return `${stream.name}/${stream.createdAt}/${shard}`
}

/** Sequence numbers of any of the stream's shards, by their ids. */
export function numbersOf(
  stream: StreamDescription,
): (shard: string, counter: number, time: number) => string {
  const made = new Map<string, (counter: number, time: number) => string>()
  return (id, counter, time) => {
    let numbers = made.get(id)
    if (!numbers) {
      const shard = stream.shards.find((each) => each.id === id)
      numbers = recordNumbers(shard ?? { id, createdAt: stream.createdAt })
      made.set(id, numbers)
    }
    return numbers(counter, time)
  }
}

/** The shards that took over from a closed one, as GetRecords and SubscribeToShard show them at its end. */
export function childShards(stream: StreamDescription, id: string) {
  const children = stream.shards.filter(
    ({ parent, adjacentParent }) => parent === id || adjacentParent === id,
  )
  return children.map((child) => ({
    ShardId: child.id,
    ParentShards: [child.parent, child.adjacentParent].filter((parent) => parent !== undefined),
    HashKeyRange: {
      StartingHashKey: child.startingHash.toString(),
      EndingHashKey: child.endingHash.toString(),
    },
  }))
}

/** A closed shard that has nothing at `counter` or after it. */
export function isAtEnd({ closedAt, next }: ShardDescription, counter: number): boolean {
  return closedAt !== undefined && counter >= next
}

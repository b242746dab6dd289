import { setTimeout as sleep } from 'node:timers/promises'
import type { StreamEngine } from './stages/stream/ports.ts'

/** A delivery stream to search, and the consumer that it reads its stream as. */
export interface SearchConsumer {
  readonly stream: string
  readonly consumer: string
}

const POLL_MILLIS = 20

/** Resolves when the consumers have acknowledged all that is in their streams at the time of the call. */
export async function searchable(
  engine: StreamEngine,
  consumers: readonly SearchConsumer[],
  signal: AbortSignal,
): Promise<void> {
  const goals = consumers.flatMap(({ stream, consumer }) =>
    (engine.describe(stream)?.shards ?? []).map(({ id, next }) => ({ stream, consumer, shard: id, next })),
  )
  for (const { stream, consumer, shard, next } of goals) {
    // A closed shard is listed no more, and no position has it, once its records are gone.
    const isListed = () => engine.describe(stream)?.shards.some(({ id }) => id === shard)
    const reached = () => (engine.position(stream, consumer)?.[shard] ?? 0) >= next || !isListed()
    while (!reached()) await sleep(POLL_MILLIS, undefined, { signal })
  }
}

import type { Reshard } from '../../../stages/stream/ports.ts'
import type { Catalog } from './catalog.ts'
import { newShard, withShards } from './stored-stream.ts'
import { byHash, type ShardState, type StreamState, shardStateOf } from './stream-state.ts'

interface Range {
  readonly start: bigint
  readonly end: bigint
}

/**
 * Closes and opens shards in one transaction. Writes ahead of it in that transaction still go to the old shards,
 * those after it to the new ones (the writer looks at `stream.open`); readers see it after them, when it is durable.
 */
export async function reshard(
  catalog: Catalog,
  stream: StreamState,
  { close, open }: Reshard,
  at: number,
): Promise<readonly string[]> {
  let problem: string | undefined
  let closing: readonly ShardState[] = []
  let opened: readonly ShardState[] = []
  let undo = () => {}
  await catalog.change(stream, {
    edit(entry) {
      closing = stream.open.filter(({ id }) => close.includes(id))
      problem = problemOf(stream, { close, open }, closing)
      if (problem) return entry
      const made = open.map(({ startingHash, endingHash, parent, adjacentParent }, i) => ({
        ...newShard(entry.nextShard + i, { start: startingHash, end: endingHash }, at),
        parents: [parent, adjacentParent].flatMap(
          (id) => closing.find((shard) => shard.id === id)?.index ?? [],
        ),
      }))
      opened = made.map(shardStateOf)
      const before = stream.open
      undo = () => {
        stream.open = before
      }
      stream.open = byHash([...before.filter((shard) => !closing.includes(shard)), ...opened])
      const closed = new Set(closing.map(({ index }) => index))
      const rest = withShards(entry, (shard) =>
        closed.has(shard.index) ? { ...shard, closedAt: at } : shard,
      )
      return { ...rest, nextShard: entry.nextShard + made.length, shards: [...rest.shards, ...made] }
    },
    publish() {
      for (const shard of closing) if (!problem) shard.closedAt = at
      stream.shards = [...stream.shards, ...opened]
    },
    undo: () => undo(),
  })
  if (problem) throw new Error(problem)
  return opened.map(({ id }) => id)
}

function problemOf(stream: StreamState, { close, open }: Reshard, closing: readonly ShardState[]) {
  const missing = close.find((id) => !closing.some((shard) => shard.id === id))
  if (missing) return `Shard ${missing} of stream ${stream.name} is not open.`
  const stranger = open.flatMap(({ parent, adjacentParent }) =>
    [parent, adjacentParent].filter((id) => id !== undefined && !close.includes(id)),
  )
  if (stranger.length > 0)
    return `Shard ${stranger[0]} of stream ${stream.name} is to be a parent and stay open.`
  const spaces = open.map(({ startingHash, endingHash }) => ({ start: startingHash, end: endingHash }))
  if (joined(closing) === joined(spaces)) return undefined
  return `The shards to open in stream ${stream.name} do not hold the hash space of those to close.`
}

/** The space that the ranges cover, as text; undefined where they overlap or are none. */
function joined(ranges: readonly Range[]): string | undefined {
  const covered: Range[] = []
  for (const { start, end } of ranges.toSorted((a, b) => (a.start < b.start ? -1 : 1))) {
    const last = covered.at(-1)
    if (start > end || (last && start <= last.end)) return undefined
    if (last && last.end + 1n === start) covered[covered.length - 1] = { start: last.start, end }
    else covered.push({ start, end })
  }
  return covered.map(({ start, end }) => `${start}-${end}`).join(' ')
}

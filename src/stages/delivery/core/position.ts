/** A place in a stream: the next counter to read, a shard. */
export type Position = Readonly<Record<string, number>>

export function formatPosition(position: Position): string {
  return JSON.stringify(position)
}

/** Throws when the text is no position. */
export function parsePosition(text: string): Position {
  const position = JSON.parse(text) as unknown
  const isPosition =
    typeof position === 'object' &&
    position !== null &&
    Object.values(position).every((counter) => Number.isSafeInteger(counter))
  if (!isPosition) throw new Error(`'${text.slice(0, 100)}' is no position in a stream.`)
  return position as Position
}

/** The larger of both, shard by shard. */
export function further(a: Position, b: Position): Position {
  const shards = [...Object.keys(a), ...Object.keys(b)]
  return Object.fromEntries(shards.map((shard) => [shard, Math.max(a[shard] ?? 0, b[shard] ?? 0)]))
}

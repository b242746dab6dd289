import type { Caller } from '../../../record/index.ts'
import { batchOfEntries, type Entry, sizeOf } from '../core/entries.ts'
import { hashOfKey, rangeOfHash } from '../core/hash-range.ts'
import { blobTooLong, streamNotFound } from '../errors.ts'
import type { Placed, StreamDescription } from '../ports.ts'
import { openShards } from '../shapes.ts'
import { type Data, limitsKey, numbersOf } from './data.ts'

export interface PutEntry extends Entry {
  /** Decides the shard instead of the key. */
  readonly hash?: bigint | undefined
  /** Where the request has the data, for a sentence. */
  readonly place: string
}

/** Where a record is, or the shard that has no throughput left for it. */
export type Put =
  | { readonly shard: string; readonly number: string }
  | { readonly throttled: true; readonly shard: string }

/** Refuses the whole request when a record is larger than the stream takes. */
export function checkSizes(stream: StreamDescription, entries: readonly PutEntry[]): void {
  const most = stream.attributes.maxRecordKib * 1024
  for (const entry of entries) {
    if (sizeOf(entry) > most) throw blobTooLong(entry.place, most)
  }
}

/** Puts what the shards' limits let through, in one batch; answers for each entry, in their order. */
export async function putEntries(
  data: Data,
  stream: StreamDescription,
  entries: readonly PutEntry[],
  caller: Caller,
  signal: AbortSignal,
): Promise<readonly Put[]> {
  const throttled = throttledShards(data, stream, entries)
  const kept = throttled ? entries.filter((_, at) => throttled[at] === undefined) : entries
  const placed = await data.control.unlessGone(stream, caller, () => append(data, stream.name, kept, signal))
  const current = data.engine.describe(stream.name)
  if (!current) throw streamNotFound(stream.name, caller.account)
  const number = numbersOf(current)
  const puts = placed.map(
    ({ shard, counter, time }): Put => ({ shard, number: number(shard, counter, time) }),
  )
  if (!throttled) return puts
  let taken = 0
  return throttled.map((shard): Put => (shard === undefined ? puts[taken++] : { throttled: true, shard }))
}

async function append(
  { engine }: Data,
  stream: string,
  entries: readonly PutEntry[],
  signal: AbortSignal,
): Promise<readonly Placed[]> {
  if (entries.length === 0) return []
  const given = entries.some(({ hash }) => hash !== undefined)
  const hashes = given ? entries.map(({ hash }) => hash) : undefined
  return engine.append(stream, batchOfEntries(entries), signal, hashes)
}

/** The shard of each entry that its shard has no throughput left for; undefined when all may be put. */
function throttledShards({ limits, now }: Data, stream: StreamDescription, entries: readonly PutEntry[]) {
  if (limits.unlimited) return undefined
  const shards = openShards(stream).toSorted((a, b) => (a.startingHash < b.startingHash ? -1 : 1))
  const ranges = shards.map(({ startingHash, endingHash }) => ({ start: startingHash, end: endingHash }))
  const at = now()
  return entries.map((entry) => {
    const { id } = shards[rangeOfHash(ranges, entry.hash ?? hashOfKey(entry.key))]
    return limits.mayWrite(limitsKey(stream, id), sizeOf(entry), at) ? undefined : id
  })
}

/** EncryptionType of what is put now; absent where the stream is not marked as encrypted. */
export function encryptionOf({ attributes }: StreamDescription) {
  return attributes.encryptionKey === undefined ? {} : { EncryptionType: 'KMS' }
}

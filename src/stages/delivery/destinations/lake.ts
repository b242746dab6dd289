import type { Receipt } from '../conveyor.ts'
import { isDue, isOvergrown, MOST_HELD } from '../core/buffer.ts'
import type { Schema } from '../core/json-schema.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { LakeSettings, Settings } from '../settings.ts'
import { type Destination, type DestinationContext, markOf } from './context.ts'
import { type LakeMark, type PendingKeys, readLakeMark, slotOfErrors } from './lake-mark.ts'
import { createFiller, type Growing, measure, type Shelf } from './lake-objects.ts'
import { compress } from './object-body.ts'
import { errorObjectKey, objectKey } from './object-key.ts'
import { removeObject } from './object-removal.ts'

/**
 * Objects of records, every record in exactly one of them, whenever the program is killed.
 *
 * The stream keeps all records; what was delivered is told by one mark, not by the consumer's own position
 * (acks only let the stream know what it may call behind):
 *
 *   { position: {shard: next counter}, pending?: { keys: {slot: key} } }
 *
 *   1. Objects grow in memory. Killed here: reading begins again at `position`.
 *   2. Before one is put, its key joins the mark: `pending`. Killed here: begin again at `position`; the first
 *      object of the same slot then is put under that key, whatever it holds. That replaces, in one step, the object
 *      that may or may not have been put under that key before, and both begin at `position`: no record twice.
 *   3. It is put: whole or not at all.
 *   4. When all records since `position` are in objects, pending keys that turned out not to be needed this time are
 *      removed, and the mark moves to the new `position`, without `pending`. This is the commit. Then the batches
 *      are acked.
 *
 * A slot is a kind of records: the good ones, those of a partition (which may fill several objects between two
 * commits, a slot each), the failed ones by their kind of failure. If retention took records behind `position`
 * meanwhile, the pending keys stay as they are, and new ones are used: better twice than not at all.
 *
 * After an update of the destination pending keys may name another bucket, or another kind of object: what lies
 * under them is removed before the same records are put by the new configuration.
 */
export function openLake(ports: DeliveryPorts, settings: Settings): Destination {
  return lakeOf(ports, settings.destination as LakeSettings, markOf('lake', settings))
}

export function lakeOf(ports: DeliveryPorts, destination: LakeSettings, mark: string): Destination {
  return {
    async position() {
      const { position } = readLakeMark(ports, mark)
      return Object.keys(position).length === 0 ? undefined : position
    },
    run: (context) => runLake(context, destination, mark, readLakeMark(ports, mark)),
  }
}

async function runLake(
  context: DestinationContext,
  destination: LakeSettings,
  mark: string,
  start: LakeMark,
): Promise<void> {
  const { ports, settings, conveyor, bell, tally, patience } = context
  const { hints, partitioning } = destination
  const schemaMark = markOf('schema', settings)
  let writtenSchema: Schema = JSON.parse(ports.marks.read(schemaMark) ?? '{}')
  const filler = createFiller(ports, settings, destination, writtenSchema)
  let { position, pending } = start
  /** What failed is JSON, whatever the others become. */
  const errorBucket = destination.conversion ? { ...destination, extension: '' } : destination
  /** Slots that were put since the last commit. */
  const used = new Set<string>()
  const reading: Record<string, number> = { ...position }
  let growing: Growing | undefined
  let putting: Promise<void> | undefined
  let putFailure: Error | undefined
  let timer = new AbortController()

  try {
    await takeLoads()
    await putting
    if (growing && !putFailure) beginPut(growing)
    await putting
  } finally {
    timer.abort()
  }
  if (putFailure) {
    for (const { body } of growing?.shelves.values() ?? []) await body.discard?.()
    throw putFailure
  }

  /** Until the conveyor ends or an object can't be put. */
  async function takeLoads() {
    while (!putFailure) {
      const filled = growing && measure(growing)
      if (growing && filled && !putting && putWhatIsDue(growing, filled)) continue
      if (!filled || !(partitioning ? filled.held >= MOST_HELD : isOvergrown(filled, hints))) {
        const load = conveyor.take()
        if (load) {
          watchGap(load.receipt)
          growing ??= begin()
          await filler.add(growing, load)
          tally.bufferBytes = measure(growing).bytes
          continue
        }
        if (conveyor.ended()) return
      }
      await bell.heard()
    }
  }

  /** A partition's buffer is its own; its age is that of all of them since the last commit. */
  function putWhatIsDue(object: Growing, filled: { bytes: number; held: number }): boolean {
    const bytes = partitioning ? 0 : filled.bytes
    if (isDue({ bytes, isOld: object.isOld }, hints)) {
      beginPut(object)
      return true
    }
    const full = partitioning && fullShelf(object, filled.held)
    if (!full) return false
    const [partition, shelf] = full
    object.shelves.delete(partition)
    follow(putEarly(shelf))
    return true
  }

  /** The first that is full, or the largest when all of them together are too much. */
  function fullShelf({ shelves }: Growing, held: number): [string, Shelf] | undefined {
    const largest = [...shelves].reduce<[string, Shelf] | undefined>(
      (most, each) => (most && most[1].body.size() >= each[1].body.size() ? most : each),
      undefined,
    )
    return largest && (largest[1].body.size() >= hints.bytes || held >= MOST_HELD) ? largest : undefined
  }

  function begin(): Growing {
    timer = new AbortController()
    const begun = filler.begin()
    const grown = () => {
      begun.isOld = true
      bell.ring()
    }
    ports.sleep(hints.millis, timer.signal).then(grown, () => {})
    return begun
  }

  /** Are records missing between what was committed and what the stream still has? */
  function watchGap({ shard, first, next }: Receipt) {
    if (position[shard] === undefined) position = { ...position, [shard]: first }
    if (first > (reading[shard] ?? first)) pending = undefined
    reading[shard] = next
  }

  function beginPut(object: Growing) {
    timer.abort()
    growing = undefined
    tally.bufferBytes = 0
    follow(put(object))
  }

  function follow(work: Promise<void>) {
    putting = work
      .catch((error) => {
        putFailure = error as Error
      })
      .finally(() => {
        putting = undefined
        bell.ring()
      })
  }

  async function putEarly(shelf: Shelf) {
    const body = await finished(shelf)
    await dropForeign()
    const keys = await announce([[shelf.slot, () => keyOf(shelf)]])
    await putObject(keys[shelf.slot], body)
    used.add(shelf.slot)
  }

  async function put({ shelves, failed, oldest, outcomes }: Growing) {
    const bodies: [slot: string, makeKey: () => string, body: readonly Uint8Array[]][] = []
    for (const [type, { documents }] of failed) {
      const makeKey = () => errorObjectKey(settings, errorBucket, type, moment(oldest))
      bodies.push([slotOfErrors(type), makeKey, await compress(documents, destination.compression)])
    }
    for (const shelf of shelves.values()) {
      const body = await finished(shelf)
      if (shelf.body.size() > 0) bodies.push([shelf.slot, () => keyOf(shelf), body])
    }
    await dropForeign()
    if (bodies.length > 0 || pending) {
      const keys = await announce(bodies.map(([slot, makeKey]) => [slot, makeKey]))
      for (const [slot, , body] of bodies) {
        await putObject(keys[slot], body)
        used.add(slot)
      }
      for (const [slot, key] of Object.entries(keys)) {
        if (!used.has(slot)) await removeObject(context, destination.bucketArn, key)
      }
    }
    const moved = { ...position }
    for (const { receipt } of outcomes) moved[receipt.shard] = receipt.next
    await writeMark({ position: moved })
    position = moved
    pending = undefined
    used.clear()
    context.settle(outcomes)
    await context.acknowledge(outcomes)
  }

  /** Makes the keys durable before anything lies under them; a slot that has one keeps it. */
  async function announce(slots: readonly (readonly [string, () => string])[]) {
    const keys: Record<string, string> = { ...pending?.keys }
    for (const [slot, makeKey] of slots) keys[slot] ??= makeKey()
    const { version } = settings
    const next = { keys, version, bucketArn: destination.bucketArn }
    await writeMark({ position, pending: next })
    pending = next
    return keys
  }

  /** What another configuration announced. */
  async function dropForeign() {
    const {
      version = settings.version,
      bucketArn = destination.bucketArn,
      keys,
    } = pending ?? ({} as PendingKeys)
    if (!pending || version === settings.version) return
    for (const key of Object.values(keys)) await removeObject(context, bucketArn, key)
    pending = undefined
  }

  async function finished({ body }: Shelf): Promise<readonly Uint8Array[]> {
    if (destination.conversion) {
      await rememberSchema()
      return patience.insist(() => body.finish())
    }
    const pieces = await body.finish()
    return partitioning ? compress([Buffer.concat(pieces)], destination.compression) : pieces
  }

  /** Before the first object that has a column: a later one has it too. */
  async function rememberSchema() {
    const schema = filler.schema() ?? {}
    if (schema === writtenSchema) return
    await patience.insist(() => ports.marks.write(schemaMark, JSON.stringify(schema)))
    writtenSchema = schema
  }

  function keyOf({ oldest, values }: Shelf): string {
    return objectKey(settings, destination, { ...moment(oldest), values })
  }

  function moment(time: number) {
    return { time, now: ports.now(), uuid: ports.uuid }
  }

  async function putObject(key: string, body: readonly Uint8Array[]) {
    await patience.insist(() => ports.objects.put(destination.bucketArn, key, body))
    tally.objects++
    for (const piece of body) tally.bytes += piece.length
  }

  function writeMark(value: LakeMark) {
    return patience.insist(() => ports.marks.write(mark, JSON.stringify(value)))
  }
}

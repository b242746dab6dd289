import { createFragments } from '../../../record/json-fragments.ts'
import { jsonLines } from '../../../record/json-lines.ts'
import type { Load, Receipt } from '../conveyor.ts'
import { isDue, isOvergrown } from '../core/buffer.ts'
import { processingFailed } from '../core/error-document.ts'
import { type Position, parsePosition } from '../core/position.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { LakeSettings, Settings } from '../settings.ts'
import type { Outcome } from '../tally.ts'
import { type Destination, type DestinationContext, markOf } from './context.ts'
import { compress, createObjectBody, type ObjectBody } from './object-body.ts'
import { errorObjectKey, objectKey } from './object-key.ts'
import { removeObject } from './object-removal.ts'
import { delimited } from './raw-records.ts'

/**
 * Objects of JSON lines, every record in exactly one of them, whenever the program is killed.
 *
 * The stream keeps all records; what was delivered is told by one mark, not by the consumer's own position
 * (acks only let the stream know what it may call behind):
 *
 *   { position: {shard: next counter}, pending?: { key, errorKey } }
 *
 *   1. An object grows in memory. Killed here: reading begins again at `position`.
 *   2. Before it is put, its key joins the mark: `pending`. Killed here: begin again at `position`; the first
 *      object then is put under `pending.key`, whatever it holds. That replaces, in one step, the object that
 *      may or may not have been put under that key before, and both begin at `position`: no record twice.
 *   3. It is put: whole or not at all.
 *   4. The mark moves to the new `position`, without `pending`. This is the commit. Then the batches are acked.
 *
 * Failed records go to an object of their own in the same steps, under `errorKey`; a pending key that turns out
 * not to be needed this time is removed before the commit. If retention took records behind `position` meanwhile,
 * the pending keys stay as they are, and new ones are used: better twice than not at all.
 *
 * After an update of the destination pending keys may name another bucket, or another kind of object: what lies
 * under them is removed before the same records are put by the new configuration.
 */
interface LakeMark {
  readonly position: Position
  readonly pending?: PendingKeys
}

interface PendingKeys {
  readonly key: string
  readonly errorKey: string
  /** Of the delivery stream when the keys were made, and its bucket then. Absent in marks of earlier programs. */
  readonly version?: string
  readonly bucketArn?: string
}

/** An object on its way. */
interface Growing {
  /** Of this object alone: the one before may still be compressing its last lines. */
  readonly scratch: (size: number) => Uint8Array
  readonly body: ObjectBody
  readonly failed: Uint8Array[]
  failedBytes: number
  /** ms since 1970: when it got its first record, and when its oldest record arrived. */
  readonly since: number
  oldest: number
  readonly outcomes: Outcome[]
}

export function openLake(ports: DeliveryPorts, settings: Settings): Destination {
  const mark = markOf('lake', settings)
  const read = (): LakeMark => {
    const text = ports.marks.read(mark)
    return text === undefined ? { position: {} } : (JSON.parse(text) as LakeMark)
  }
  return {
    async position() {
      const { position } = read()
      return Object.keys(position).length === 0 ? undefined : parsePosition(JSON.stringify(position))
    },
    run: (context) => runLake(context, settings.destination as LakeSettings, mark, read()),
  }
}

/** Two pieces of memory in turn: one is being compressed while the next lines are written to the other. */
function takingTurns(): (size: number) => Uint8Array {
  const pieces = [new Uint8Array(0), new Uint8Array(0)]
  let turn = 0
  return (size) => {
    turn = 1 - turn
    if (pieces[turn].length < size) pieces[turn] = new Uint8Array(Math.ceil(size * 1.25))
    return pieces[turn]
  }
}

function measure({ body, failedBytes }: Growing) {
  return { bytes: body.size() + failedBytes, held: body.held() + failedBytes }
}

async function runLake(
  context: DestinationContext,
  destination: LakeSettings,
  mark: string,
  start: LakeMark,
): Promise<void> {
  const { ports, settings, conveyor, bell, tally, patience } = context
  const { hints } = destination
  let { position, pending } = start
  const reading: Record<string, number> = { ...position }
  const fragments = createFragments()
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
  if (putFailure) throw putFailure

  /** Until the conveyor ends or an object can't be put. */
  async function takeLoads() {
    while (!putFailure) {
      const filled = growing && { ...measure(growing), since: growing.since }
      if (growing && filled && !putting && isDue(filled, hints, ports.now())) {
        beginPut(growing)
        continue
      }
      if (!filled || !isOvergrown(filled, hints)) {
        const load = conveyor.take()
        if (load) {
          await add(load)
          continue
        }
        if (conveyor.ended()) return
      }
      await bell.heard()
    }
  }

  async function add({ parts, receipt }: Load) {
    watchGap(receipt)
    growing ??= begin()
    const counts = { rows: 0, unparsed: 0, failed: 0 }
    for (const { batch, documents, failure } of parts) {
      growing.oldest = Math.min(growing.oldest, batch.times[0])
      if (failure) {
        const documents = processingFailed(batch, failure, settings.processor?.functionArn ?? '')
        growing.failed.push(documents)
        growing.failedBytes += documents.length
        counts.failed += batch.ends.length
      } else if (documents) {
        counts.rows += documents.rows
        counts.unparsed += documents.unparsed
        await growing.body.write(
          jsonLines(documents, fragments, growing.body.keeps ? undefined : growing.scratch),
        )
      } else {
        counts.rows += batch.ends.length
        await growing.body.write(delimited(batch, destination.delimiter))
      }
    }
    growing.outcomes.push({ receipt, ...counts })
    tally.bufferBytes = measure(growing).bytes
  }

  function begin(): Growing {
    timer = new AbortController()
    ports.sleep(hints.millis, timer.signal).then(bell.ring, () => {})
    const body = createObjectBody(destination.compression)
    return {
      body,
      scratch: takingTurns(),
      failed: [],
      failedBytes: 0,
      since: ports.now(),
      oldest: Number.POSITIVE_INFINITY,
      outcomes: [],
    }
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
    putting = put(object)
      .catch((error) => {
        putFailure = error as Error
      })
      .finally(() => {
        putting = undefined
        bell.ring()
      })
  }

  async function put({ body, failed, oldest, outcomes }: Growing) {
    const pieces = await body.finish()
    const hasRows = body.size() > 0
    if (pending && isForeign(pending)) await removePending(pending)
    const stale = pending
    const keys = pending ?? newKeys(oldest)
    if (hasRows || failed.length > 0 || stale) await writeMark({ position, pending: keys })
    if (failed.length > 0) await putObject(keys.errorKey, await compress(failed, destination.compression))
    else if (stale) await removeObject(context, destination.bucketArn, keys.errorKey)
    if (hasRows) await putObject(keys.key, pieces)
    else if (stale) await removeObject(context, destination.bucketArn, keys.key)
    const moved = { ...position }
    for (const { receipt } of outcomes) moved[receipt.shard] = receipt.next
    await writeMark({ position: moved })
    position = moved
    pending = undefined
    context.settle(outcomes)
    await context.acknowledge(outcomes)
  }

  function isForeign({ version = settings.version }: PendingKeys) {
    return version !== settings.version
  }

  async function removePending({ key, errorKey, bucketArn = destination.bucketArn }: PendingKeys) {
    await removeObject(context, bucketArn, key)
    await removeObject(context, bucketArn, errorKey)
    pending = undefined
  }

  function newKeys(oldest: number): PendingKeys {
    const moment = { time: oldest, now: ports.now(), uuid: ports.uuid }
    return {
      key: objectKey(settings, destination, moment),
      errorKey: errorObjectKey(settings, destination, 'processing-failed', moment),
      version: settings.version,
      bucketArn: destination.bucketArn,
    }
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

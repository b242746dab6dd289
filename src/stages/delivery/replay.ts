import type { Log } from '../../observe/log.ts'
import { batchOf, type RecordBatch } from '../../record/index.ts'
import { type FailedBefore, failedRecords } from './core/failed-records.ts'
import { runDeliveryStream } from './delivery-stream.ts'
import { unpacked } from './destinations/bodies/unpacked.ts'
import { KINDS, markOf } from './destinations/context.ts'
import type { DeliveryPorts, StreamSource } from './ports.ts'
import type { Settings } from './settings.ts'

/** What became of records that were sent again. `delivered` + `failed` + dropped ones = `records`. */
export interface Replayed {
  readonly records: number
  readonly delivered: number
  /** Again, with the new reason of each where it can be told. */
  readonly failed: readonly { readonly body: Uint8Array; readonly reason: string }[]
  /** Those that a function dropped. */
  readonly dropped: number
  /** Keys of the new error objects. */
  readonly errorKeys: readonly string[]
}

/**
 * Sends records through a delivery stream's processing to its destination once more, past its source: nobody else
 * who reads that source gets them again. Resolves when all are at the destination or in the error output.
 */
export async function replayRecords(
  ports: DeliveryPorts,
  settings: Settings,
  log: Log,
  records: readonly FailedBefore[],
  signal: AbortSignal,
): Promise<Replayed> {
  const createdAt = replayMoment(ports.now())
  const failed: { body: Uint8Array; reason: string }[] = []
  const errorKeys: string[] = []
  let counts = { delivered: 0, failed: 0 }
  const batch = batchFor(records, `${settings.name}-replay-${createdAt}`)
  let tellDone = () => {}
  const done = new Promise<void>((resolve) => {
    tellDone = resolve
  })
  const source = sourceOf(batch, () => tellDone())
  const objects: DeliveryPorts['objects'] = {
    ...ports.objects,
    async put(bucket, key, body) {
      await ports.objects.put(bucket, key, body)
      const again = await failedIn(body)
      if (again.length === 0) return
      errorKeys.push(key)
      failed.push(...again)
    },
  }
  const running = runDeliveryStream(
    { ...ports, objects, directStream: () => ({ sink: { push: async () => [] }, source }) },
    { ...atOnce(settings), createdAt, sourceArn: undefined },
    log,
    ({ rows, failed: lost }) => {
      counts = { delivered: counts.delivered + rows, failed: counts.failed + lost }
    },
  )
  const given = new Promise<void>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason)),
  )
  try {
    await Promise.race([done, given])
  } finally {
    await running.stop()
    for (const kind of KINDS) await ports.marks.remove(markOf(kind, { name: settings.name, createdAt }))
  }
  const dropped = Math.max(0, records.length - counts.delivered - counts.failed)
  // Delivered records may look like error documents themselves.
  const again = counts.failed > 0 ? { failed, errorKeys } : { failed: [], errorKeys: [] }
  return { records: records.length, delivered: counts.delivered, dropped, ...again }
}

/** A replay's own places and marks must not be taken for those of the delivery stream, nor of another replay. */
let last = 0
function replayMoment(now: number): number {
  last = Math.max(now, last + 1)
  return last
}

/** Nothing to wait for; and the source records were backed up when they first came. */
function atOnce({ backup: _, ...settings }: Settings): Settings {
  const { destination } = settings
  const hints = { ...destination.hints, millis: 0 }
  return { ...settings, destination: { ...destination, hints } }
}

function batchFor(records: readonly FailedBefore[], stream: string): RecordBatch {
  const batch = batchOf(records.map(({ body }) => body))
  batch.times.set(records.map(({ arrived }) => arrived))
  return { ...batch, origin: { stream, shard: 'shardId-000000000000', first: 0 } }
}

/** Gives the batch again to whoever begins anew, until it is acknowledged. */
function sourceOf(batch: RecordBatch, done: () => void): StreamSource {
  let isGiven = false
  return {
    async pull(signal) {
      if (!isGiven) {
        isGiven = true
        return { batch, ack: async () => done() }
      }
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return undefined
    },
    async seek(position) {
      isGiven = (position['shardId-000000000000'] ?? 0) > 0
    },
    lag: () => ({ records: 0, millis: 0 }),
    close() {
      isGiven = false
    },
  }
}

/** None when it is an object of delivered records. */
async function failedIn(pieces: readonly Uint8Array[]): Promise<{ body: Uint8Array; reason: string }[]> {
  try {
    const text = (await unpacked(Buffer.concat(pieces))).toString()
    return failedRecords(text).map(({ body, reason }) => ({ body, reason }))
  } catch {
    return []
  }
}

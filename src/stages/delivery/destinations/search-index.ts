import type { Load } from '../conveyor.ts'
import { isDue } from '../core/buffer.ts'
import { type Position, parsePosition } from '../core/position.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { Process } from '../processing.ts'
import type { IndexSettings, Settings } from '../settings.ts'
import type { Outcome } from '../tally.ts'
import type { Destination, DestinationContext } from './context.ts'
import { createErrorOutput } from './error-output.ts'
import { createAppend } from './index-append.ts'
import { createWriter, type IndexWriter } from './index-writer.ts'

/** Most of one append; what arrives while one is in flight waits for the next, merged. */
const GROUP_RECORDS = 24_576
const GROUP_BYTES = 8 << 20

/**
 * An index that keeps the stream's position in the same transaction as the rows: after a crash reading begins
 * where the index says, so that no row is lost and none comes twice.
 */
export function openIndex(ports: DeliveryPorts, settings: Settings, process: Process): Destination {
  const destination = settings.destination as IndexSettings
  const index = ports.index(destination.domain)
  if (!index) throw new Error(`There is no domain ${destination.domain}.`)
  // The time of creation tells a delivery stream from an earlier one of the same name, which had its own place.
  const key = `firehose/${settings.name}/${settings.createdAt}`
  let start: Position | undefined
  return {
    async position() {
      const text = await index.position(key)
      start = text === undefined ? undefined : parsePosition(text)
      return start
    },
    async run(context) {
      const errorOutput = createErrorOutput(context, destination.bucket)
      await errorOutput.recover(start ?? {})
      const append = createAppend(context, destination, index, key)
      const writer = createWriter({ settings, append, errorOutput, process, start: start ?? {} })
      await deliverGroups(context, destination, writer)
    },
  }
}

/** Zero buffering delivers whatever is there; otherwise loads gather until size or age is reached. */
async function deliverGroups(
  context: DestinationContext,
  { hints }: IndexSettings,
  writer: IndexWriter,
): Promise<void> {
  const { ports, conveyor, bell, tally } = context
  let group: Load[] = []
  let [records, bytes, since] = [0, 0, 0]
  let timer = new AbortController()
  // The consumer's own position must not run ahead of the index's, which is the one to begin again from.
  const unacknowledged: Outcome[] = []

  try {
    await deliverAll()
  } finally {
    timer.abort()
  }

  async function deliverAll() {
    for (;;) {
      const isFull = records >= GROUP_RECORDS || bytes >= Math.max(GROUP_BYTES, hints.bytes)
      const load = isFull ? undefined : conveyor.take()
      if (load) {
        if (group.length === 0) begin()
        add(load)
        continue
      }
      const isLast = isFull || conveyor.ended()
      if (group.length > 0 && (isLast || isDue({ bytes, since }, hints, ports.now()))) {
        await deliver()
        continue
      }
      if (conveyor.ended()) return
      await bell.heard()
    }
  }

  function begin() {
    since = ports.now()
    timer = new AbortController()
    if (hints.millis > 0) ports.sleep(hints.millis, timer.signal).then(bell.ring, () => {})
  }

  function add(load: Load) {
    group.push(load)
    records += load.receipt.records
    for (const { batch } of load.parts) bytes += batch.bytes.length
    tally.bufferBytes = bytes
  }

  async function deliver() {
    timer.abort()
    const loads = group
    group = []
    records = bytes = 0
    const outcomes = await writer.write(loads)
    context.settle(outcomes)
    unacknowledged.push(...outcomes)
    if (writer.isCommitted()) await context.acknowledge(unacknowledged.splice(0))
    tally.bufferBytes = 0
  }
}

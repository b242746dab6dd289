import type { Load } from '../conveyor.ts'
import { type BufferingHints, isDue } from '../core/buffer.ts'
import type { Outcome } from '../tally.ts'
import type { DestinationContext } from './context.ts'

/** Most of one delivery; what arrives while one is under way waits for the next, merged. */
const GROUP_RECORDS = 24_576
const GROUP_BYTES = 8 << 20

/** Delivers loads in groups. */
export interface GroupWriter {
  write(loads: readonly Load[]): Promise<Outcome[]>
  /** Does the destination's own position cover all that was written? Acks wait until it does. */
  isCommitted(): boolean
}

/** Zero buffering delivers whatever is there; otherwise loads gather until size or age is reached. */
export async function deliverGroups(
  context: DestinationContext,
  hints: BufferingHints,
  writer: GroupWriter,
): Promise<void> {
  const { ports, conveyor, bell, tally } = context
  let group: Load[] = []
  let [records, bytes] = [0, 0]
  // A timer tells: it may fire a little before the clock says so.
  let isOld = false
  let timer = new AbortController()
  // The consumer's own position must not run ahead of the destination's, which is the one to begin again from.
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
      if (group.length > 0 && (isLast || isDue({ bytes, isOld }, hints))) {
        await deliver()
        continue
      }
      if (conveyor.ended()) return
      await bell.heard()
    }
  }

  function begin() {
    isOld = false
    timer = new AbortController()
    const grown = () => {
      isOld = true
      bell.ring()
    }
    if (hints.millis > 0) ports.sleep(hints.millis, timer.signal).then(grown, () => {})
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

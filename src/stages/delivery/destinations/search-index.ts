import { further, type Position, parsePosition } from '../core/position.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { Process } from '../processing.ts'
import type { IndexSettings, Settings } from '../settings.ts'
import { type Destination, markOf } from './context.ts'
import { createErrorOutput } from './error-output.ts'
import { deliverGroups } from './groups.ts'
import { createAppend } from './index-append.ts'
import { createWriter } from './index-writer.ts'

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
      const sent = ports.marks.read(markOf('outlet', settings))
      if (text === undefined && sent === undefined) return undefined
      // Another function may have made records for `_bulk` before an update: then that mark is further.
      start = further(parsePosition(text ?? '{}'), parsePosition(sent ?? '{}'))
      return start
    },
    async run(context) {
      const errorOutput = createErrorOutput(context, destination.bucket)
      await errorOutput.recover(start ?? {})
      const append = createAppend(context, destination, index, key)
      const writer = createWriter({ settings, append, errorOutput, process, start: start ?? {} })
      await deliverGroups(context, destination.hints, writer)
    },
  }
}

import { illegal } from '../../../errors.ts'
import { sizeOf } from '../../rollover.ts'
import { textProcessor } from '../processor.ts'

export const bytes = textProcessor('bytes', {}, () => (value, field) => {
  const size = sizeOf(value.trim())
  if (size === undefined)
    throw illegal(
      `failed to parse setting [Ingest Field] with value [${value}] of field [${field}] as a size in bytes`,
    )
  return Math.floor(size)
})

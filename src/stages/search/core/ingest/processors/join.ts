import { illegal } from '../../../errors.ts'
import { text } from '../../json.ts'
import { required, valueProcessor } from '../processor.ts'

export const join = valueProcessor('join', { separator: text }, ({ separator }) => {
  const between = required(separator, 'join', 'separator')
  return (value, field) => {
    if (Array.isArray(value)) return value.join(between)
    throw illegal(`field [${field}] of type [${typeof value}] cannot be cast to [java.util.List]`)
  }
})

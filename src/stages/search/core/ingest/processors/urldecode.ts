import { illegal } from '../../../errors.ts'
import { textProcessor } from '../processor.ts'

export const urldecode = textProcessor('urldecode', {}, () => (value, field) => {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '))
  } catch {
    throw illegal(`field [${field}] is not a valid URL encoding: [${value.slice(0, 100)}]`)
  }
})

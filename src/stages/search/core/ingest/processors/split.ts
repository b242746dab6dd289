import { flag, text } from '../../json.ts'
import { checkLength, patternOf } from '../pattern.ts'
import { required, textProcessor } from '../processor.ts'

export const split = textProcessor(
  'split',
  { separator: text, preserve_trailing: flag },
  ({ separator, preserve_trailing }) => {
    const pattern = patternOf(required(separator, 'split', 'separator'), 'split', 'g')
    return (value, field) => {
      checkLength(value, field)
      const parts = value.split(pattern)
      while (!preserve_trailing && parts.length > 1 && parts[parts.length - 1] === '') parts.pop()
      return parts
    }
  },
)

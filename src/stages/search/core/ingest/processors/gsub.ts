import { text } from '../../json.ts'
import { checkLength, patternOf } from '../pattern.ts'
import { required, textProcessor } from '../processor.ts'

export const gsub = textProcessor('gsub', { pattern: text, replacement: text }, (options) => {
  const pattern = patternOf(required(options.pattern, 'gsub', 'pattern'), 'gsub', 'g')
  const replacement = required(options.replacement, 'gsub', 'replacement')
  return (value, field) => {
    checkLength(value, field)
    return value.replace(pattern, replacement)
  }
})

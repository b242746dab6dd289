import { illegal } from '../../../errors.ts'
import { flag, text } from '../../json.ts'
import { filled, removeAt, setAt, valueAt } from '../document.ts'
import { optionsOf, type ProcessorKind, required } from '../processor.ts'

export const rename: ProcessorKind = (options) => {
  const read = optionsOf(options, 'rename', {
    field: text,
    target_field: text,
    ignore_missing: flag,
    override_target: flag,
  })
  const field = required(read.field, 'rename', 'field')
  const target = required(read.target_field, 'rename', 'target_field')
  return (document) => {
    const from = filled(field, document)
    const to = filled(target, document)
    const value = valueAt(document, from)
    if (value === undefined) {
      if (read.ignore_missing) return undefined
      throw illegal(`field [${from}] doesn't exist`)
    }
    if (valueAt(document, to) !== undefined && !read.override_target)
      throw illegal(`field [${to}] already exists`)
    removeAt(document, from)
    setAt(document, to, value)
    return undefined
  }
}

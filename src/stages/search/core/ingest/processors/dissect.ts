import { illegal } from '../../../errors.ts'
import { flag, text } from '../../json.ts'
import { compileDissect } from '../dissect.ts'
import { requiredAt, setAt, valueAt } from '../document.ts'
import { optionsOf, type ProcessorKind, required } from '../processor.ts'

export const dissect: ProcessorKind = (options) => {
  const read = optionsOf(options, 'dissect', {
    field: text,
    pattern: text,
    append_separator: text,
    ignore_missing: flag,
  })
  const field = required(read.field, 'dissect', 'field')
  const pattern = required(read.pattern, 'dissect', 'pattern')
  const cut = compileDissect(pattern, read.append_separator)
  return (document) => {
    const value = read.ignore_missing ? valueAt(document, field) : requiredAt(document, field)
    if (value === undefined || value === null) return undefined
    const found = cut(String(value))
    if (!found)
      throw illegal(
        `Unable to find match for dissect pattern: ${pattern} against source: ${String(value).slice(0, 1000)}`,
      )
    for (const [name, part] of Object.entries(found)) setAt(document, name, part)
    return undefined
  }
}

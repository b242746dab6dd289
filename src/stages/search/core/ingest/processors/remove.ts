import { flag, listOf, text } from '../../json.ts'
import { filled, pathMissing, removeAt } from '../document.ts'
import { optionsOf, type ProcessorKind, required } from '../processor.ts'

export const remove: ProcessorKind = (options) => {
  const read = optionsOf(options, 'remove', { field: listOf(text), ignore_missing: flag })
  const fields = required(read.field, 'remove', 'field')
  return (document) => {
    for (const field of fields) {
      const path = filled(field, document)
      if (!removeAt(document, path) && !read.ignore_missing) throw pathMissing(path)
    }
    return undefined
  }
}

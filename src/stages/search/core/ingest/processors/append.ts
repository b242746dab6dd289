import { flag, items, node, text } from '../../json.ts'
import { filled, setAt, valueAt } from '../document.ts'
import { optionsOf, type ProcessorKind, required } from '../processor.ts'

export const append: ProcessorKind = (options) => {
  const read = optionsOf(options, 'append', { field: text, value: node, allow_duplicates: flag })
  const field = required(read.field, 'append', 'field')
  const values = items(required(read.value, 'append', 'value')).map(({ value }) => value)
  return (document) => {
    const target = filled(field, document)
    const present = valueAt(document, target)
    const list: readonly unknown[] = present === undefined ? [] : [present].flat()
    const more = values.map((value) => (typeof value === 'string' ? filled(value, document) : value))
    const kept = read.allow_duplicates === false ? more.filter((value) => !list.includes(value)) : more
    setAt(document, target, [...list, ...kept])
    return undefined
  }
}

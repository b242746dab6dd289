import { illegal } from '../../../errors.ts'
import { flag, node, text } from '../../json.ts'
import { filled, setAt, valueAt } from '../document.ts'
import { optionsOf, type ProcessorKind, required } from '../processor.ts'

export const set: ProcessorKind = (options) => {
  const read = optionsOf(options, 'set', {
    field: text,
    value: node,
    copy_from: text,
    override: flag,
    ignore_empty_value: flag,
    media_type: text,
  })
  const field = required(read.field, 'set', 'field')
  const { value, copy_from, override = true, ignore_empty_value = false } = read
  if ((value === undefined) === (copy_from === undefined))
    throw illegal('[set] exactly one of [value] and [copy_from] must be set')
  return (document) => {
    const target = filled(field, document)
    const given = copy_from === undefined ? value?.value : valueAt(document, copy_from)
    const made =
      typeof given === 'string' && copy_from === undefined ? filled(given, document) : structuredClone(given)
    if (ignore_empty_value && (made === undefined || made === null || made === '')) return undefined
    const present = valueAt(document, target)
    if (override || present === undefined || present === null) setAt(document, target, made ?? null)
    return undefined
  }
}

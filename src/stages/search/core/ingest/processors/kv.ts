import { flag, listOf, text } from '../../json.ts'
import { requiredAt, setAt, valueAt } from '../document.ts'
import { checkLength, patternOf } from '../pattern.ts'
import { optionsOf, type ProcessorKind, required } from '../processor.ts'

export const kv: ProcessorKind = (options) => {
  const read = optionsOf(options, 'kv', {
    field: text,
    field_split: text,
    value_split: text,
    target_field: text,
    include_keys: listOf(text),
    exclude_keys: listOf(text),
    ignore_missing: flag,
    prefix: text,
    trim_key: text,
    trim_value: text,
    strip_brackets: flag,
  })
  const field = required(read.field, 'kv', 'field')
  const between = patternOf(required(read.field_split, 'kv', 'field_split'), 'kv', 'g')
  const inside = patternOf(required(read.value_split, 'kv', 'value_split'), 'kv')
  const trimmed = (value: string, signs = '') => {
    let from = 0
    let to = value.length
    while (from < to && signs.includes(value[from])) from++
    while (to > from && signs.includes(value[to - 1])) to--
    return value.slice(from, to)
  }
  return (document) => {
    const value = read.ignore_missing ? valueAt(document, field) : requiredAt(document, field)
    if (value === undefined || value === null) return undefined
    const line = String(value)
    checkLength(line, field)
    for (const part of line.split(between)) {
      const found = inside.exec(part)
      if (!found) continue
      const key = trimmed(part.slice(0, found.index), read.trim_key)
      if (
        key === '' ||
        (read.include_keys && !read.include_keys.includes(key)) ||
        read.exclude_keys?.includes(key)
      )
        continue
      const inner = trimmed(part.slice(found.index + found[0].length), read.trim_value)
      const shown = read.strip_brackets ? inner.replace(/^[([<"'](.*)[)\]>"']$/s, '$1') : inner
      const target = `${read.target_field === undefined ? '' : `${read.target_field}.`}${read.prefix ?? ''}${key}`
      const before = valueAt(document, target)
      setAt(document, target, before === undefined ? shown : [before, shown].flat())
    }
    return undefined
  }
}

import { illegal } from '../../../errors.ts'
import { entries, flag, listOf, node, text } from '../../json.ts'
import { requiredAt, setAt, valueAt } from '../document.ts'
import { compileGrok } from '../grok.ts'
import { checkLength } from '../pattern.ts'
import { optionsOf, type ProcessorKind, required } from '../processor.ts'

export const grok: ProcessorKind = (options) => {
  const read = optionsOf(options, 'grok', {
    field: text,
    patterns: listOf(text),
    pattern_definitions: node,
    ignore_missing: flag,
    trace_match: flag,
    capture_all_matches: flag,
  })
  const field = required(read.field, 'grok', 'field')
  const patterns = required(read.patterns, 'grok', 'patterns')
  if (patterns.length === 0) throw illegal('[grok] List of patterns must not be empty')
  if (read.trace_match || read.capture_all_matches)
    throw illegal('[grok] [trace_match] and [capture_all_matches] are not served')
  const more = read.pattern_definitions
    ? Object.fromEntries(
        entries(read.pattern_definitions, 'grok').map(([name, value]) => [name, text(value, name, 'grok')]),
      )
    : {}
  const compiled = patterns.map((pattern) => compileGrok(pattern, more))
  return (document) => {
    const value = read.ignore_missing ? valueAt(document, field) : requiredAt(document, field)
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'string')
      throw illegal(`field [${field}] of type [${typeof value}] cannot be cast to [java.lang.String]`)
    checkLength(value, field)
    for (const pattern of compiled) {
      const found = pattern.match(value)
      if (!found) continue
      for (const [name, part] of Object.entries(found)) setAt(document, name, part)
      return undefined
    }
    throw illegal(`Provided Grok expressions do not match field value: [${value.slice(0, 1000)}]`)
  }
}

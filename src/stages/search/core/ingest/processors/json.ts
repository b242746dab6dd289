import { illegal } from '../../../errors.ts'
import { parseJson } from '../../body.ts'
import { flag, isObject, text } from '../../json.ts'
import { requiredAt, setAt } from '../document.ts'
import { optionsOf, type ProcessorKind, required } from '../processor.ts'

export const json: ProcessorKind = (options) => {
  const read = optionsOf(options, 'json', { field: text, target_field: text, add_to_root: flag })
  const field = required(read.field, 'json', 'field')
  if (read.add_to_root && read.target_field !== undefined)
    throw illegal('[json] Cannot set a target field while also setting `add_to_root` to true')
  return (document) => {
    const value = requiredAt(document, field)
    const made = typeof value === 'string' ? parseJson(value) : value
    if (!read.add_to_root) setAt(document, read.target_field ?? field, made)
    else if (isObject(made)) for (const [key, inner] of Object.entries(made)) setAt(document, key, inner)
    else throw illegal('cannot add non-map fields to root of document')
    return undefined
  }
}

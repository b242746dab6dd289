import { illegal } from '../../../errors.ts'
import { dateFormat } from '../../date/format.ts'
import { UTC, zoneOf } from '../../date/zone.ts'
import { listOf, text } from '../../json.ts'
import { filled, requiredAt, setAt } from '../document.ts'
import { optionsOf, type ProcessorKind, required } from '../processor.ts'

const NAMES: Readonly<Record<string, string>> = {
  ISO8601: 'strict_date_optional_time',
  UNIX: 'epoch_second',
  UNIX_MS: 'epoch_millis',
}

export const date: ProcessorKind = (options) => {
  const read = optionsOf(options, 'date', {
    field: text,
    formats: listOf(text),
    target_field: text,
    timezone: text,
    locale: text,
    output_format: text,
  })
  const field = required(read.field, 'date', 'field')
  const formats = required(read.formats, 'date', 'formats')
  const parsers = formats.map((name) => dateFormat(NAMES[name] ?? name))
  const output = dateFormat(read.output_format ?? 'strict_date_optional_time')
  return (document) => {
    const value = String(requiredAt(document, field))
    const zone = read.timezone === undefined ? UTC : zoneOf(filled(read.timezone, document))
    if (!zone) throw illegal(`Unknown time-zone ID: ${read.timezone}`)
    const found = parsers.map((parser) => parser.parse(value, zone)).find((span) => span !== undefined)
    if (!found) throw illegal(`unable to parse date [${value}]`)
    setAt(document, read.target_field ?? '@timestamp', output.print(found.from, zone))
    return undefined
  }
}

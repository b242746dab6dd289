import { type Convert, type JsonFormat, jsonFields, textOf } from './converter.ts'

export interface CsvToJsonOptions {
  readonly fieldNames: readonly string[]
  readonly delimiter: RegExp
  readonly format: JsonFormat
}

/** CSVTOJSON: no quoting, no trimming; missing columns are null, those too many are left out. */
export function createCsvToJson(options: CsvToJsonOptions): Convert {
  return (record) => {
    const columns = splitBy(textOf(record), options.delimiter)
    // As Java's split does: empty columns at the end count as missing.
    while (columns.length > 1 && columns.at(-1) === '') columns.pop()
    return jsonFields(
      options.fieldNames,
      options.fieldNames.map((_, at) => columns[at] ?? null),
      options.format,
    )
  }
}

/** String.split without what capturing groups would add. */
function splitBy(text: string, delimiter: RegExp): string[] {
  const columns: string[] = []
  let from = 0
  for (const match of text.matchAll(delimiter)) {
    if (match[0] === '') continue
    columns.push(text.slice(from, match.index))
    from = match.index + match[0].length
  }
  columns.push(text.slice(from))
  return columns
}

import type { Convert } from './converter.ts'

export interface SingleLineOptions {
  readonly trim: boolean
  readonly escapeNewLine: boolean
}

/** SINGLELINE: the lines of a record, trimmed and joined; one newline at the end. */
export function createSingleLine(options: SingleLineOptions): Convert {
  const joint = options.escapeNewLine ? '\\n' : ''
  return (record) => {
    // latin1 keeps every byte as it is; what is trimmed is below 0x21 in both encodings.
    const lines = record.toString('latin1').split('\n')
    while (lines.length > 1 && lines.at(-1) === '') lines.pop()
    const kept = options.trim ? lines.map(trimmed) : lines
    return Buffer.from(`${kept.join(joint)}\n`, 'latin1')
  }
}

// Java's trim: everything up to and including the space character.
function trimmed(line: string): string {
  let start = 0
  let stop = line.length
  while (start < stop && line.charCodeAt(start) <= 32) start++
  while (stop > start && line.charCodeAt(stop - 1) <= 32) stop--
  return line.slice(start, stop)
}

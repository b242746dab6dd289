/** How one record holds several: JSON objects one behind the other, or texts between delimiters. */
export type SubRecords =
  | { readonly kind: 'JSON' }
  | { readonly kind: 'DELIMITED'; readonly delimiter: Uint8Array }

/** More than so many in a record are not taken apart: it passes whole, as in Firehose. */
export const MOST_SUB_RECORDS = 500

/** Undefined when the record is to pass whole. Line breaks and blanks between JSON objects go. */
export function subRecords(body: Uint8Array, how: SubRecords): Uint8Array[] | undefined {
  const found = how.kind === 'JSON' ? jsonObjects(body) : between(body, how.delimiter)
  return found && found.length > 0 && found.length <= MOST_SUB_RECORDS ? found : undefined
}

const [QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = Buffer.from('"\\{}[]')

/** Only brackets are counted here: whether an object is good JSON is for whoever parses it to say. */
function jsonObjects(body: Uint8Array): Uint8Array[] | undefined {
  const found: Uint8Array[] = []
  let [depth, start, quoted] = [0, 0, false]
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]
    if (quoted) {
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) quoted = false
    } else if (byte === OPEN || byte === OPEN_LIST) {
      if (depth++ === 0) {
        if (byte === OPEN_LIST) return undefined
        start = at
      }
    } else if (byte === CLOSE || byte === CLOSE_LIST) {
      if (--depth < 0) return undefined
      if (depth === 0) found.push(body.subarray(start, at + 1))
    } else if (depth === 0) {
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return undefined
    } else if (byte === QUOTE) quoted = true
  }
  return depth === 0 && !quoted ? found : undefined
}

function between(body: Uint8Array, delimiter: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length)
  const found: Uint8Array[] = []
  let from = 0
  for (let at = bytes.indexOf(delimiter); at >= 0; at = bytes.indexOf(delimiter, from)) {
    found.push(body.subarray(from, at))
    from = at + delimiter.length
  }
  found.push(body.subarray(from))
  return found.filter(({ length }) => length > 0)
}

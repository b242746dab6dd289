import { randomUUID } from 'node:crypto'

/** Where a string's text begins and ends in the body, without its quotes. */
export type Span = readonly [start: number, end: number]

/** Shorter ones are no slower for JSON.parse than for us. */
export const LONG = 16_384

/** Nobody outside knows it: no text of a client's can pass for one of ours. */
const MARK = `${randomUUID()}:`

/**
 * JSON.parse looks at every character of a string; of a megabyte of base64 that is a quarter of what the whole request
 * costs. Long strings (of ASCII, without escapes) are therefore cut out of the text before and put back after. A
 * control character in one, which JSON forbids, passes here; base64 refuses it.
 */
export function parseAround(body: Buffer, spans: readonly Span[]): unknown {
  let text = ''
  let from = 0
  spans.forEach(([start, end], at) => {
    text += `${body.toString('latin1', from, start)}${MARK}${at}`
    from = end
  })
  const parsed = JSON.parse(text + body.toString('latin1', from))
  return withStrings({ parsed }, (at) => body.toString('latin1', ...spans[at])).parsed
}

/** Puts the strings back. Without recursion: a hostile body may be nested a million deep. */
function withStrings<Root extends object>(root: Root, stringAt: (at: number) => string): Root {
  const left: object[] = [root]
  for (let each = left.pop(); each !== undefined; each = left.pop()) {
    const holder = each as Record<string, unknown>
    for (const key in holder) {
      const value = holder[key]
      if (typeof value === 'string' && value.startsWith(MARK))
        holder[key] = stringAt(Number(value.slice(MARK.length)))
      else if (typeof value === 'object' && value !== null) left.push(value)
    }
  }
  return root
}

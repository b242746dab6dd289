import { bodyOf, countOf } from '../../../record/index.ts'
import { jsonLines } from '../../../record/json-lines.ts'
import type { Load } from '../conveyor.ts'
import type { Part } from '../processing.ts'
import type { Outcome } from '../tally.ts'

/** One record on its way to a destination beyond the network. */
export interface Outgoing {
  /** `web-logs.0.17`, the same in every attempt; a record made of another has its own number behind it. */
  readonly id: string
  /** What is delivered. */
  readonly body: Uint8Array
  /** What the error output keeps, so that it can be sent again: as it came from the source where that is known. */
  readonly raw: Uint8Array
  /** ms since 1970 */
  readonly arrived: number
  /** It is JSON on one line, because we wrote it. */
  readonly isJson: boolean
  readonly outcome: Counts
}

export type Counts = { -readonly [Name in keyof Outcome]: Outcome[Name] }

/** The records of a load that did not fail before. */
export function outgoingOf({ parts }: Load, outcome: Counts, delimiter: Uint8Array): Outgoing[] {
  return parts.flatMap((part) => (part.failure ? [] : recordsOf(part, outcome, delimiter)))
}

function recordsOf(part: Part, outcome: Counts, delimiter: Uint8Array): Outgoing[] {
  const { batch, made, documents } = part
  const given = made?.made ?? batch
  const prefix = idPrefix(batch.origin)
  const first = batch.origin?.first ?? 0
  const isApart = made ? new Set(made.places).size < made.places.length : false
  const places = documents?.records ?? Uint32Array.from({ length: countOf(given) }, (_, at) => at)
  const bodies = documents ? linesOf(jsonLines(documents)) : undefined
  let [last, sub] = [-1, 0]
  return Array.from(places, (at, row) => {
    const place = made?.places[at] ?? at
    sub = place === last ? sub + 1 : 0
    last = place
    const body = bodies ? bodies[row] : withDelimiter(bodyOf(given, at), delimiter)
    return {
      id: `${prefix}${first + place}${isApart ? `.${sub}` : ''}`,
      body,
      raw: isApart ? bodyOf(given, at) : bodyOf(batch, place),
      arrived: given.times[at],
      isJson: bodies !== undefined,
      outcome,
    }
  })
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at) + 1
    lines.push(bytes.subarray(at, end))
    at = end
  }
  return lines
}

function withDelimiter(body: Uint8Array, delimiter: Uint8Array): Uint8Array {
  return delimiter.length === 0 ? body : Buffer.concat([body, delimiter])
}

/** `web-logs.0.` before the counter. */
function idPrefix(origin: { readonly stream: string; readonly shard: string } | undefined): string {
  return origin ? `${origin.stream}.${Number(origin.shard.replace(/^\D*/, ''))}.` : ''
}

import { type Head, headOf, printOf, type Rung, type Trail } from './fingerprint.ts'
import { joined, type Range, without } from './ranges.ts'

/** Where a file stands. `dev` and `ino` are decimal text: they may exceed 2^53. */
export interface Place {
  readonly path: string
  readonly dev: string
  readonly ino: string
}

/**
 * How far one content was read for one destination. Each push in flight has a mark of its own (a slot), which
 * the sink keeps together with the records; what was sent is the union of the slots. So a crash is exact
 * whichever of the pushes in flight had become durable.
 */
export interface Book {
  readonly id: string
  /** `stream:NAME` or `deliveryStream:NAME`. */
  readonly to: string
  place: Place
  head: Head
  rungs: readonly Rung[]
  /** All before it was acknowledged. */
  offset: number
  /** Ranges acknowledged beyond `offset` (only after a crash or a refusal). */
  sent: readonly Range[]
  /** End of the last of them, and the print of the bytes before it. */
  end: number
  tail: string
  lines: number | undefined
  /** The last so many bytes before `offset` are a line that had no newline when its file was final. */
  half: number
  /** `offset` lies within a line that was cut for its length: skip to the next newline. */
  mid: boolean
  header: string | undefined
  at: number
  /** Mark keys in use. */
  slots: readonly number[]
}

/** One slot's mark, as it is stored (JSON). */
interface MarkValue {
  v: 1
  to: string
  path: string
  dev: string
  ino: string
  head: [number, string]
  rungs: Rung[]
  /** All before `base` was acknowledged when this was pushed; the push itself holds `from` to `end`. */
  base: number
  from: number
  end: number
  tail: string
  lines?: number
  half?: number
  mid?: true
  header?: string
  holes?: Range[]
  at: number
}

export interface Advance {
  readonly trail: Trail
  readonly base: number
  readonly from: number
  readonly half: number
  readonly mid: boolean
  readonly header: string | undefined
  /** Ranges between `from` and the trail's position that the sink refused. */
  readonly holes?: readonly Range[]
}

export const PREFIX = 'agent/book/'

export const slotKey = (id: string, slot: number): string => `${PREFIX}${id}/${slot}`

export function markValue(to: string, place: Place, advance: Advance, at: number): string {
  const { trail, holes } = advance
  const head = headOf(trail.head)
  const value: MarkValue = {
    v: 1,
    to,
    ...place,
    head: [head.length, head.print],
    rungs: [...trail.rungs],
    base: advance.base,
    from: advance.from,
    end: trail.position,
    tail: printOf(trail.last),
    ...(trail.lines === undefined ? {} : { lines: trail.lines }),
    ...(advance.half ? { half: advance.half } : {}),
    ...(advance.mid ? { mid: true } : {}),
    ...(advance.header === undefined ? {} : { header: advance.header }),
    ...(holes?.length ? { holes: [...holes] } : {}),
    at,
  }
  return JSON.stringify(value)
}

/** Books from their marks; a mark that can't be read is answered in `damaged` and otherwise left alone. */
export function readBooks(marks: Iterable<readonly [string, string]>): { books: Book[]; damaged: string[] } {
  const slots = new Map<string, [number, MarkValue][]>()
  const damaged: string[] = []
  for (const [key, text] of marks) {
    const [id, slot] = key.slice(PREFIX.length).split('/')
    const value = readMark(text)
    if (!value || !/^\d+$/.test(slot ?? '')) damaged.push(key)
    else slots.set(id, [...(slots.get(id) ?? []), [Number(slot), value]])
  }
  return { books: [...slots].map(([id, values]) => bookOf(id, values)), damaged }
}

function readMark(text: string): MarkValue | undefined {
  try {
    const value = JSON.parse(text) as MarkValue
    const numbers = [value.base, value.from, value.end, value.head[0]]
    return value.v === 1 && numbers.every(Number.isSafeInteger) ? value : undefined
  } catch {
    return undefined
  }
}

function bookOf(id: string, slots: readonly [number, MarkValue][]): Book {
  const values = slots.map(([, value]) => value)
  const covered = joined(
    values.flatMap((value) => [
      [0, value.base] as const,
      ...without([[value.from, value.end]], value.holes ?? []),
    ]),
  )
  const last = values.reduce((a, b) => (b.end > a.end || (b.end === a.end && b.at > a.at) ? b : a))
  const offset = covered[0]?.[0] === 0 ? covered[0][1] : 0
  const whole = offset === last.end
  const { path, dev, ino } = last
  return {
    id,
    to: last.to,
    place: { path, dev, ino },
    head: { length: last.head[0], print: last.head[1] },
    rungs: last.rungs,
    offset,
    sent: covered.filter(([from]) => from > offset),
    end: last.end,
    tail: last.tail,
    lines: whole ? last.lines : undefined,
    half: whole ? (last.half ?? 0) : 0,
    mid: whole ? last.mid === true : false,
    header: last.header,
    at: Math.max(...values.map((value) => value.at)),
    slots: slots.map(([slot]) => slot),
  }
}

import { describe, expect, it } from 'vitest'
import { type Advance, markValue, readBooks, slotKey } from './book.ts'
import { advance, countNewlines, headOf, isWeak, printOf, START, type Trail } from './fingerprint.ts'
import { joined, without } from './ranges.ts'

const text = (length: number) =>
  Buffer.from(
    Array.from({ length }, (_, at) => 33 + ((at * 7 + (at >> 8)) % 90))
      .map((code) => String.fromCharCode(code))
      .join(''),
  )
const place = { path: '/var/log/a.log', dev: '1', ino: '2' }

function trailOf(bytes: Buffer, steps: readonly number[]): Trail {
  let trail = START
  let at = 0
  for (const step of [...steps, bytes.length]) {
    const upTo = Math.min(bytes.length, at + step)
    trail = advance(trail, bytes.subarray(at, upTo), 0)
    at = upTo
  }
  return trail
}

describe('a trail', () => {
  it('is the same however the content was cut', () => {
    const bytes = text(20_000)
    const whole = trailOf(bytes, [])
    for (const steps of [[1, 2, 3, 1000, 5000], [2048, 2048, 4096], Array.from({ length: 3_000 }, () => 5)]) {
      expect(trailOf(bytes, steps)).toEqual(whole)
    }
    expect(whole.rungs.map(([at]) => at)).toEqual([2048, 4096, 8192, 16384])
    expect(whole.rungs[1][1]).toBe(printOf(bytes.subarray(4096 - 256, 4096)))
    expect(whole.last).toEqual(bytes.subarray(20_000 - 256))
    expect(headOf(whole.head)).toEqual({ length: 1024, print: printOf(bytes.subarray(0, 1024)) })
  })

  it('has a head that grows with a short file', () => {
    expect(headOf(trailOf(text(10), []).head)).toEqual({ length: 10, print: printOf(text(10)) })
  })

  it('is weak if it says too little', () => {
    expect(isWeak(Buffer.from('GET /\n'))).toBe(true)
    expect(isWeak(Buffer.from('the same line again and again\n'.repeat(30)))).toBe(true)
    expect(isWeak(Buffer.from(`${'the same line again and again\n'.repeat(3)}and then another one\n`))).toBe(
      false,
    )
    expect(isWeak(Buffer.from('one single line that is long enough to be told from others'))).toBe(false)
  })

  it('counts newlines', () => {
    expect([countNewlines(Buffer.from('')), countNewlines(Buffer.from('\na\n\nb'))]).toEqual([0, 3])
  })
})

describe('ranges', () => {
  it('are joined and cut', () => {
    expect(
      joined([
        [5, 9],
        [0, 2],
        [2, 3],
        [8, 12],
        [4, 4],
      ]),
    ).toEqual([
      [0, 3],
      [5, 12],
    ])
    expect(
      without(
        [
          [0, 10],
          [20, 30],
        ],
        [
          [3, 5],
          [8, 22],
          [40, 50],
        ],
      ),
    ).toEqual([
      [0, 3],
      [5, 8],
      [22, 30],
    ])
    expect(without([[0, 10]], [[0, 10]])).toEqual([])
  })
})

describe('a book', () => {
  const bytes = text(4_000)
  const mark = (slot: number, end: number, more: Partial<Advance>): [string, string] => {
    const trail = advance(START, bytes.subarray(0, end), 0)
    const step = { trail, base: 0, from: 0, half: 0, mid: false, header: undefined, ...more }
    return [slotKey('id', slot), markValue('stream:web', place, step, 1000 + end)]
  }

  it('is what its slots say together', () => {
    const { books } = readBooks([
      mark(0, 3000, { base: 1000, from: 2000 }),
      mark(1, 2000, { base: 1000, from: 1000 }),
    ])
    expect(books).toHaveLength(1)
    expect(books[0]).toMatchObject({
      id: 'id',
      to: 'stream:web',
      place,
      offset: 3000,
      sent: [],
      end: 3000,
      slots: [0, 1],
    })
    expect(books[0].tail).toBe(printOf(bytes.subarray(3000 - 256, 3000)))
  })

  it('knows what is missing between pushes, and refused records', () => {
    const [gap] = readBooks([mark(0, 3000, { base: 1000, from: 2000 })]).books
    expect([gap.offset, gap.sent, gap.end]).toEqual([1000, [[2000, 3000]], 3000])
    const [holes] = readBooks([
      mark(0, 3000, {
        base: 1000,
        from: 1000,
        holes: [
          [1500, 1600],
          [2900, 3000],
        ],
      }),
    ]).books
    expect([holes.offset, holes.sent, holes.end]).toEqual([1500, [[1600, 2900]], 3000])
  })

  it('keeps half lines, cut lines and the W3C head', () => {
    const [book] = readBooks([mark(0, 500, { half: 12, mid: true, header: '#Fields: a' })]).books
    expect(book).toMatchObject({ half: 12, mid: true, header: '#Fields: a', lines: 0 })
  })

  it('does not trust a damaged mark', () => {
    const { books, damaged } = readBooks([
      ['agent/book/x/0', '{'],
      ['agent/book/y/0', '{"v":2}'],
      ['agent/book/z/q', mark(0, 10, {})[1]],
    ])
    expect(books).toEqual([])
    expect(damaged).toHaveLength(3)
  })
})

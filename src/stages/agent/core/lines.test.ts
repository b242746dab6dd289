import { describe, expect, it } from 'vitest'
import { backoff, slowly } from './backoff.ts'
import { groupCount, javaPattern, wholeLine } from './java-pattern.ts'
import { createLineCutter, findFields } from './lines.ts'
import { filePattern, stemOf } from './pattern.ts'

const cutter = createLineCutter({ maxRecordBytes: 20, terminator: Buffer.from('~\n') })
const state = {
  atStart: false,
  mid: false,
  final: false,
  force: false,
  now: 0,
  maxRecords: 100,
  maxBytes: 1_000,
}

function cutAll(text: string, changes: Partial<typeof state> = {}) {
  const records: string[] = []
  let rest = Buffer.from(text, 'latin1')
  let mid = changes.mid ?? false
  for (;;) {
    const cut = cutter(rest, { ...state, ...changes, mid })
    let start = 0
    for (const end of cut.ends) {
      records.push(Buffer.from(cut.bytes.subarray(start, end)).toString('latin1'))
      start = end
    }
    mid = cut.mid
    rest = rest.subarray(cut.consumed)
    if (cut.consumed === 0) return { records, rest: rest.toString('latin1'), mid }
  }
}

describe('lines', () => {
  it('keep their newline and every byte; a last one without newline waits', () => {
    expect(cutAll('a\r\n\n\0\xff\nhal')).toEqual({
      records: ['a\r\n', '\n', '\0\xff\n'],
      rest: 'hal',
      mid: false,
    })
    expect(cutAll('a\nhal', { final: true }).records).toEqual(['a\n', 'hal'])
    expect(cutAll('')).toEqual({ records: [], rest: '', mid: false })
  })

  it('longer than the limit are cut and end with the terminator', () => {
    const long = 'x'.repeat(40)
    expect(cutAll(`a\n${long}\nb\n`).records).toEqual(['a\n', `${'x'.repeat(18)}~\n`, 'b\n'])
    expect(cutAll(`${'y'.repeat(19)}\n`).records).toEqual([`${'y'.repeat(19)}\n`])
    const open = cutAll(long)
    expect(open).toEqual({ records: [`${'x'.repeat(18)}~\n`], rest: '', mid: true })
    expect(cutAll('rest of it\nnext\n', { mid: true }).records).toEqual(['next\n'])
  })

  it('fill a buffer up to its room, at least one', () => {
    const first = cutter(Buffer.from('aa\nbb\ncc\n'), { ...state, maxBytes: 7 })
    expect([...first.ends]).toEqual([3, 6])
    expect([...cutter(Buffer.from('aa\nbb\ncc\n'), { ...state, maxRecords: 1, maxBytes: 1 }).ends]).toEqual([
      3,
    ])
  })

  it('end a cut before a #Fields line, which holds for what follows', () => {
    const chunk = Buffer.from('a\n#Fields: x y\r\nb\n')
    const first = cutter(chunk, state)
    expect([first.consumed, first.header]).toEqual([2, undefined])
    const second = cutter(chunk.subarray(2), state)
    expect([second.ends.length, second.header]).toEqual([2, '#Fields: x y'])
    expect(findFields(Buffer.from('#Version: 1.0\n#Fields: a\nx\n#Fields: b\ny\n#Fiel'))).toBe('#Fields: b')
    expect(findFields(Buffer.from('x\n#Fields: a\n'))).toBeUndefined()
  })
})

describe('a filePattern', () => {
  it('has wildcards in its file name', () => {
    const { folder, name, matches } = filePattern('/var/log/{access,error}.log*', false)
    expect([folder, name]).toEqual(['/var/log', undefined])
    const names = ['access.log', 'error.log.1.gz', 'other.log', '.access.log']
    expect(names.filter(matches)).toEqual(['access.log', 'error.log.1.gz'])
    expect(filePattern('/logs/a[1].log', true).matches('a[1].log')).toBe(true)
    expect(filePattern('/a.log', false)).toMatchObject({ folder: '/', name: 'a.log' })
  })
  it('has none in its folders', () => {
    expect(() => filePattern('/var/*/a.log', false)).toThrow('wildcards are possible in the file name only')
    expect(() => filePattern('/var/log/', false)).toThrow('names a folder')
  })
  it('has a stem that rotated names share', () => {
    expect(['access.log', 'access.log.1.gz', 'access', '.hidden.log'].map(stemOf)).toEqual([
      'access',
      'access',
      'access',
      '.hidden',
    ])
  })
})

it('Java patterns become JavaScript patterns', () => {
  expect(javaPattern('(?i)^get').test('GET /')).toBe(true)
  expect(javaPattern('\\p{Alpha}+\\h\\p{Digit}').test('ab\t1')).toBe(true)
  expect(wholeLine('a|b').test('ab')).toBe(false)
  expect(groupCount(javaPattern('(a)(?:b)(?<c>c)|(d)'))).toBe(3)
  expect(() => javaPattern('a++')).toThrow()
})

it('waiting times are drawn from a bound that doubles up to the largest', () => {
  expect([1, 2, 3, 8, 50].map((attempt) => backoff(attempt, 100, 10_000, 1))).toEqual([
    100, 200, 400, 10_000, 10_000,
  ])
  expect(backoff(3, 100, 10_000, 0)).toBe(0)
  expect(backoff(3, 100, 10_000, 0.5)).toBe(200)
  expect([slowly(10_000, 0), slowly(10_000, 1)]).toEqual([7_500, 10_000])
})

import { describe, expect, test } from 'vitest'
import type { SearchError } from '../../errors.ts'
import { rootNode } from '../json.ts'
import { compilePipeline, pipelinesOf } from './pipeline.ts'

const NOW = Date.UTC(2026, 10, 20, 12)
const { env } = pipelinesOf(() => new Map())

function run(processors: readonly object[], source: Record<string, unknown>): unknown {
  const document = { source: structuredClone(source), meta: { _index: 'i', _id: '1' }, now: NOW }
  const done = compilePipeline(rootNode({ processors }), env).run(document)
  return done === 'drop' ? 'dropped' : document.source
}
function failure(make: () => unknown): string {
  try {
    make()
  } catch (error) {
    return (error as SearchError).message
  }
  return 'nothing failed'
}

const COMBINED =
  '10.0.0.7 - frank [10/Oct/2000:13:55:36 -0700] "GET /a.gif?x=1 HTTP/1.0" 200 2326 "http://e.com/" "Mozilla/4.08 [en]"'

describe('processors', () => {
  test.each([
    [{ set: { field: 'a.b', value: 'x-{{n}}' } }, { n: 1 }, { n: 1, a: { b: 'x-1' } }],
    [{ set: { field: 'at', value: '{{_ingest.timestamp}}' } }, {}, { at: '2026-11-20T12:00:00.000Z' }],
    [{ set: { field: 'a', value: 2, override: false } }, { a: 1 }, { a: 1 }],
    [{ set: { field: 'b', copy_from: 'a' } }, { a: [1] }, { a: [1], b: [1] }],
    [{ set: { field: '__proto__.x', value: 1 } }, {}, JSON.parse('{"__proto__": {"x": 1}}')],
    [{ append: { field: 'a', value: ['y', 'x'], allow_duplicates: false } }, { a: 'x' }, { a: ['x', 'y'] }],
    [{ rename: { field: 'a', target_field: 'b.c' } }, { a: 1 }, { b: { c: 1 } }],
    [{ remove: { field: ['a', 'b.c'] } }, { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3 } }],
    [{ convert: { field: 'a', type: 'integer' } }, { a: ['1', '-2'] }, { a: [1, -2] }],
    [{ convert: { field: 'a', type: 'auto' } }, { a: '1.5' }, { a: 1.5 }],
    [{ convert: { field: 'a', type: 'boolean', target_field: 'b' } }, { a: 'TRUE' }, { a: 'TRUE', b: true }],
    [{ lowercase: { field: 'a' } }, { a: 'ÀB' }, { a: 'àb' }],
    [{ uppercase: { field: 'a', ignore_missing: true } }, {}, {}],
    [{ trim: { field: 'a' } }, { a: ' x ' }, { a: 'x' }],
    [{ split: { field: 'a', separator: ',\\s*' } }, { a: 'x, y,,' }, { a: ['x', 'y'] }],
    [{ join: { field: 'a', separator: '-' } }, { a: [1, 2] }, { a: '1-2' }],
    [{ gsub: { field: 'a', pattern: '(\\d+)\\.', replacement: '$1-' } }, { a: '1.2.3' }, { a: '1-2-3' }],
    [{ json: { field: 'a', add_to_root: true } }, { a: '{"b":[1]}' }, { a: '{"b":[1]}', b: [1] }],
    [{ urldecode: { field: 'a' } }, { a: 'x%20y' }, { a: 'x y' }],
    [{ bytes: { field: 'a' } }, { a: '1kb' }, { a: 1024 }],
    [{ html_strip: { field: 'a' } }, { a: '<b>x</b>' }, { a: '\nx\n' }],
    [
      { kv: { field: 'a', field_split: '&', value_split: '=', target_field: 'q' } },
      { a: 'x=1&y=2&x=3' },
      { a: 'x=1&y=2&x=3', q: { x: ['1', '3'], y: '2' } },
    ],
    [
      { date: { field: 'a', formats: ['dd/MMM/yyyy:HH:mm:ss Z'] } },
      { a: '10/Oct/2000:13:55:36 -0700' },
      { a: '10/Oct/2000:13:55:36 -0700', '@timestamp': '2000-10-10T20:55:36.000Z' },
    ],
    [
      { date: { field: 'a', formats: ['UNIX'], target_field: 'a' } },
      { a: '1700000000' },
      { a: '2023-11-14T22:13:20.000Z' },
    ],
    [
      {
        dissect: {
          field: 'a',
          pattern: '%{ip} - %{?x} [%{+at/2} %{+at/1}] %{*k}=%{&k}',
          append_separator: '|',
        },
      },
      { a: '1.2.3.4 - u [b a] n=v' },
      { a: '1.2.3.4 - u [b a] n=v', ip: '1.2.3.4', at: 'a|b', n: 'v' },
    ],
    [
      { grok: { field: 'm', patterns: ['%{COMBINEDAPACHELOG}'] } },
      { m: COMBINED },
      {
        m: COMBINED,
        clientip: '10.0.0.7',
        ident: '-',
        auth: 'frank',
        timestamp: '10/Oct/2000:13:55:36 -0700',
        verb: 'GET',
        request: '/a.gif?x=1',
        httpversion: '1.0',
        response: '200',
        bytes: '2326',
        referrer: '"http://e.com/"',
        agent: '"Mozilla/4.08 [en]"',
      },
    ],
    [
      {
        grok: {
          field: 'm',
          patterns: ['^no$', '%{WORD:verb} %{NUMBER:took.ms:int} %{PET:pet}'],
          pattern_definitions: { PET: 'cat|dog' },
        },
      },
      { m: 'GET 42 dog' },
      { m: 'GET 42 dog', verb: 'GET', took: { ms: 42 }, pet: 'dog' },
    ],
  ])('%j', (processor, source, made) => expect(run([processor], source)).toEqual(made))

  test('a drop ends the way', () => {
    expect(run([{ drop: {} }, { fail: { message: 'not here' } }], {})).toBe('dropped')
  })

  test('a failure is rescued, ignored, or the answer', () => {
    const bad = { field: 'a', type: 'integer' }
    expect(run([{ convert: { ...bad, ignore_failure: true } }], { a: 'x' })).toEqual({ a: 'x' })
    expect(
      run([{ convert: { ...bad, on_failure: [{ set: { field: 'why', value: 'bad {{a}}' } }] } }], { a: 'x' }),
    ).toEqual({ a: 'x', why: 'bad x' })
    expect(failure(() => run([{ convert: bad }], { a: 'x' }))).toBe('unable to convert [x] to integer')
    expect(failure(() => run([{ rename: { field: 'x', target_field: 'y' } }], {}))).toBe(
      "field [x] doesn't exist",
    )
    expect(failure(() => run([{ lowercase: { field: 'x.y' } }], {}))).toBe(
      'field [x.y] not present as part of path [x.y]',
    )
  })

  test.each([
    [
      { script: { source: 'ctx.a = 1' } },
      'processor [script] is not served by this engine: no scripts run here',
    ],
    [{ geoip: { field: 'ip' } }, 'processor [geoip] is not served'],
    [{ nothing: {} }, 'No processor type exists with name [nothing]'],
    [{ set: { field: 'a', value: 1, if: 'ctx.a == 1' } }, '[if] of processor [set] is not served'],
    [
      { set: { field: 'a', valeu: 1 } },
      "processor [set] doesn't support one or more provided configuration parameters [valeu]",
    ],
    [{ set: { value: 1 } }, '[set] [field] required property is missing'],
    [
      { gsub: { field: 'a', pattern: '(a+)+$', replacement: '' } },
      'is refused: matching it could take too long',
    ],
    [
      { grok: { field: 'a', patterns: ['%{NOPE:x}'] } },
      "Unable to find pattern [NOPE] in Grok's pattern dictionary",
    ],
    [
      { grok: { field: 'a', patterns: ['%{A}'], pattern_definitions: { A: '%{B}', B: '%{A}' } } },
      'circular reference',
    ],
    [{ date: { field: 'a', formats: ['nonsense'] } }, 'Invalid format: [nonsense]'],
  ])('%j is refused', (processor, why) => expect(failure(() => run([processor], { a: 'x' }))).toContain(why))

  test('pipelines that call each other for ever are stopped', () => {
    const state = new Map([['pipeline/a', { processors: [{ pipeline: { name: 'a' } }] }]])
    const { get } = pipelinesOf(() => state)
    const document = { source: {}, meta: { _index: 'i' }, now: NOW }
    expect(failure(() => get('a').run(document))).toBe('Cycle detected for pipeline: a')
  })
})

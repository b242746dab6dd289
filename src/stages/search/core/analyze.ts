import { illegal } from '../errors.ts'
import { entries, flag, items, type Node, text } from './json.ts'

/** A piece of text as an analyzer cuts it. */
export interface Token {
  readonly token: string
  readonly start_offset: number
  readonly end_offset: number
  readonly type: string
  readonly position: number
}

/** What each analyzer takes for one token; `keyword` takes it all. */
const PIECES: Readonly<Record<string, RegExp>> = {
  standard: /[\p{L}\p{N}\p{M}_]+(?:[.'’:](?=[\p{L}\p{N}_])[\p{L}\p{N}\p{M}_]+)*/gu,
  simple: /\p{L}+/gu,
  whitespace: /\S+/gu,
  keyword: /^[\s\S]+$/gu,
  letter: /\p{L}+/gu,
  lowercase: /\p{L}+/gu,
}
const ANALYZERS = ['standard', 'simple', 'whitespace', 'keyword', 'stop', 'default']
const LOWERED = ['standard', 'simple', 'default', 'stop', 'lowercase']
const STOP_WORDS = new Set(
  'a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with'.split(
    ' ',
  ),
)

/** A text of several values goes on 100 positions further for each, as in an index. */
export function analyze(
  texts: readonly string[],
  analyzer: string,
  lowercase = LOWERED.includes(analyzer),
): readonly Token[] {
  const tokens: Token[] = []
  let offset = 0
  let position = 0
  for (const given of texts) {
    for (const { token, start_offset, end_offset } of cut(given, analyzer)) {
      const shown = lowercase ? token.toLowerCase() : token
      const stopped = analyzer === 'stop' && STOP_WORDS.has(shown)
      if (!stopped)
        tokens.push({
          token: shown,
          start_offset: offset + start_offset,
          end_offset: offset + end_offset,
          type: typeOf(token, analyzer),
          position,
        })
      position++
    }
    offset += given.length + 1
    position += 100
  }
  return tokens
}

function cut(given: string, analyzer: string) {
  const pattern = PIECES[analyzer === 'default' ? 'standard' : analyzer === 'stop' ? 'simple' : analyzer]
  return [...given.matchAll(pattern)].map(({ 0: token, index }) => ({
    token,
    start_offset: index,
    end_offset: index + token.length,
  }))
}

function typeOf(token: string, analyzer: string): string {
  if (analyzer !== 'standard' && analyzer !== 'default') return 'word'
  return /^[\p{N}.]+$/u.test(token) ? '<NUM>' : '<ALPHANUM>'
}

export interface AnalyzeRequest {
  readonly texts: readonly string[]
  readonly analyzer: string
  readonly lowercase?: boolean
  /** The analyzer is that of this field. */
  readonly field?: string
}

const TOKENIZERS = ['standard', 'keyword', 'whitespace', 'letter', 'lowercase']

/** `{analyzer | tokenizer + filter | field, text}`; custom chains are refused by name. */
export function parseAnalyze(body: Node): AnalyzeRequest {
  const given = new Map(entries(body, 'analyze'))
  const word = (name: string) => {
    const node = given.get(name)
    given.delete(name)
    return node === undefined ? undefined : text(node, name, 'analyze')
  }
  const texts = given.get('text')
  given.delete('text')
  if (!texts) throw illegal('text is missing')
  const [analyzer, tokenizer, field] = ['analyzer', 'tokenizer', 'field'].map(word)
  const filters = given.get('filter')
  given.delete('filter')
  const explain = given.get('explain')
  if (explain && flag(explain, 'explain', 'analyze')) throw illegal('[explain] of _analyze is not served')
  for (const [name, { path }] of given)
    if (name !== 'explain') throw illegal(`[${name}] of _analyze is not served by this engine`, path)
  if (analyzer !== undefined && !ANALYZERS.includes(analyzer))
    throw illegal(`failed to find global analyzer [${analyzer}]; served are ${ANALYZERS.join(', ')}`)
  if (tokenizer !== undefined && !TOKENIZERS.includes(tokenizer))
    throw illegal(`failed to find global tokenizer under [${tokenizer}]; served are ${TOKENIZERS.join(', ')}`)
  const names = filters ? items(filters).map((item) => text(item, 'filter', 'analyze')) : []
  for (const name of names)
    if (name !== 'lowercase')
      throw illegal(`failed to find global filter under [${name}]; served is lowercase`)
  return {
    texts: items(texts).map((item) => text(item, 'text', 'analyze')),
    analyzer: analyzer ?? tokenizer ?? (names.length > 0 ? 'keyword' : 'standard'),
    ...(field === undefined ? {} : { field }),
    ...(tokenizer !== undefined || names.length > 0
      ? { lowercase: tokenizer === 'lowercase' || names.length > 0 }
      : {}),
  }
}

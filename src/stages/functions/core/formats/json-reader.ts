import { append, type BatchText } from '../batch-text.ts'
import { decoded, JSON_STRING } from '../decoding.ts'
import { findQuote } from '../scan.ts'
import { decode, encode } from '../utf8.ts'
import { type Field, fieldOf, MOMENT, NUMBER } from './field.ts'
import { type KeyMeaning, keyMeaning } from './json-keys.ts'
import { MATCHED, MOST_VALUES, type Reader, type Values } from './reader.ts'
import { readValue } from './value.ts'

/*
 * One JSON object a line, any keys, any nesting: `{"request":{"headers":{"User-Agent":["curl/8"]}}}` has the value
 * `request.headers.User-Agent`. Read from the bytes; lines of one log have the same keys in the same order, so that
 * each key is first compared with the one that followed last time.
 */

/** Keys that are not fields of ours get columns of their own, up to this many; the rest goes to `more` together. */
const MOST_OWN_FIELDS = 200
const MOST_DEPTH = 16

interface KeyNode {
  readonly path: string
  readonly key: Uint8Array
  readonly children: KeyNode[]
  /** Child that came after the last one seen, a guess. */
  follows: number
  /** Place of the value in `fields`, and one further on, of the value under its own name; -1: none yet. */
  place: number
  meaning?: KeyMeaning
}

interface State {
  readonly fields: Field[]
  /** Holder of each document field in this line: a node, when `stamp` says so. */
  readonly holders: Map<string, { node: KeyNode; stamp: number }>
  stamp: number
  text: BatchText
  to: number
  values: Values
  expected: string
  begun: boolean
  /** `key=value` of keys that have no column. */
  more: string[]
}

const MORE = 0

export function createJsonReader(name = 'json', title = 'JSON'): Reader {
  const root = nodeOf('', '')
  const state = {
    fields: [fieldOf('more')],
    holders: new Map(),
    stamp: 0,
    expected: '',
    begun: false,
    more: [],
  } as unknown as State
  return {
    name,
    title,
    notation: 'one JSON object a line',
    fields: state.fields,
    labels: [],
    hasParts: true,
    hasClock: false,
    // A line that begins as an object is meant to be one.
    reached: () => (state.begun ? 1 : -1),
    expected: () => state.expected,
    read(text, from, to, values) {
      Object.assign(state, { text, to, values, more: [] })
      state.stamp++
      for (let place = 0; place < state.fields.length; place++) forget(values, place)
      const start = skipSpace(state, from)
      state.begun = text.bytes[start] === 123 && start < to
      if (!state.begun) return differ(state, start, '`{` at the start')
      const end = readObject(state, root, start, 0)
      if (end < 0) return -end - 2
      if (state.more.length > 0) setSpan(values, MORE, append(text, encode(state.more.join(' '))), text.used)
      const rest = skipSpace(state, end)
      return rest === to ? MATCHED : differ(state, rest, 'the end of the line after the JSON object')
    },
  }
}

function nodeOf(path: string, key: string): KeyNode {
  return { path, key: encode(key), children: [], follows: 0, place: -1 }
}

function differ(state: State, at: number, expected: string): number {
  state.expected = expected
  return at
}

/** A failure on the way: the place, coded so that it is below zero and no `-1`. */
function fail(state: State, at: number, expected: string): number {
  state.expected = expected
  return -at - 2
}

function skipSpace(state: State, from: number): number {
  const { bytes } = state.text
  let at = from
  while (at < state.to && (bytes[at] === 32 || bytes[at] === 9 || bytes[at] === 13 || bytes[at] === 10)) at++
  return at
}

/** Reads `{…}` at `at`; answers where it ends. */
function readObject(state: State, node: KeyNode, open: number, depth: number): number {
  let at = skipSpace(state, open + 1)
  if (state.text.bytes[at] === 125 && at < state.to) return at + 1
  let hint = 0
  for (;;) {
    if (at >= state.to || state.text.bytes[at] !== 34) return fail(state, at, 'a key in quotes')
    const close = findQuote(state.text.view, at + 1, state.to)
    if (close < 0) return fail(state, state.to, '`"` after the key')
    const child = childOf(state, node, hint, at + 1, close)
    hint = child.follows
    at = skipSpace(state, close + 1)
    if (state.text.bytes[at] !== 58 || at >= state.to) return fail(state, at, '`:` after the key')
    at = readMember(state, child, skipSpace(state, at + 1), depth)
    if (at < 0) return at
    at = skipSpace(state, at)
    const sign = at < state.to ? state.text.bytes[at] : 0
    if (sign === 125) return at + 1
    if (sign !== 44) return fail(state, at, '`,` or `}` after the value')
    at = skipSpace(state, at + 1)
  }
}

function childOf(state: State, parent: KeyNode, hint: number, from: number, to: number): KeyNode {
  const { children } = parent
  for (let tried = 0; tried < children.length; tried++) {
    const index = (hint + tried) % children.length
    if (isKey(children[index], state.text.bytes, from, to)) return children[index]
  }
  const key = decode(state.text.bytes, from, to)
  const child = nodeOf(parent.path === '' ? key : `${parent.path}.${key}`, key)
  child.follows = children.length + 1
  // Keys that are data (one client's id a line) must not make the tree grow without end.
  if (children.length < 2 * MOST_OWN_FIELDS) children.push(child)
  return child
}

function isKey(node: KeyNode, bytes: Uint8Array, from: number, to: number): boolean {
  const { key } = node
  if (key.length !== to - from) return false
  for (let i = 0; i < key.length; i++) if (key[i] !== bytes[from + i]) return false
  return true
}

/** Reads any value at `at` and keeps it under `node`; answers where it ends. */
function readMember(state: State, node: KeyNode, at: number, depth: number): number {
  const first = at < state.to ? state.text.bytes[at] : 0
  if (first === 123 && depth < MOST_DEPTH) return readObject(state, node, at, depth + 1)
  if (first === 123 || first === 91) return readArray(state, node, at)
  const end = endOfScalar(state, at)
  if (end < 0) return end
  return keepScalar(state, node, at, end)
}

/** Where the string, number or word at `at` ends. */
function endOfScalar(state: State, at: number): number {
  const { bytes, view } = state.text
  if (at < state.to && bytes[at] === 34) {
    const close = findQuote(view, at + 1, state.to)
    return close < 0 ? fail(state, state.to, '`"` after the text') : close + 1
  }
  let end = at
  while (end < state.to && isWordByte(bytes[end])) end++
  if (end === at) return fail(state, at, 'a value')
  const word = decode(bytes, at, Math.min(end, at + 40))
  const valid = /^(true|false|null|-?\d+(\.\d+)?([eE][-+]?\d+)?)$/.test(word)
  return valid ? end : fail(state, at, 'a text in quotes, a number, true, false or null')
}

function isWordByte(byte: number): boolean {
  return byte > 32 && byte !== 44 && byte !== 125 && byte !== 93 && byte !== 58 && byte !== 34
}

function keepScalar(state: State, node: KeyNode, at: number, end: number): number {
  const { bytes } = state.text
  if (bytes[at] === 110) return end
  if (bytes[at] !== 34) return keepSpan(state, node, at, end, at) ? end : fail(state, at, state.expected)
  const plain = decoded(bytes, at + 1, end - 1, JSON_STRING)
  const from = plain ? append(state.text, plain) : at + 1
  const kept = keepSpan(state, node, from, plain ? state.text.used : end - 1, at)
  return kept ? end : fail(state, at, state.expected)
}

/**
 * A list: one value stands for itself, several are joined by commas, anything nested stays as it is written.
 */
function readArray(state: State, node: KeyNode, open: number): number {
  const end = endOfNested(state, open)
  if (end < 0) return end
  let values: unknown
  try {
    values = JSON.parse(decode(state.text.bytes, open, end))
  } catch {
    return fail(state, open, 'valid JSON')
  }
  const flat = Array.isArray(values) && values.every((value) => typeof value !== 'object' || value === null)
  const words = flat ? (values as unknown[]).filter((value) => value !== null).join(', ') : ''
  if (flat && words === '') return end
  const from = flat ? append(state.text, encode(words)) : open
  return keepSpan(state, node, from, flat ? state.text.used : end, open)
    ? end
    : fail(state, open, state.expected)
}

/** Where the list or object at `open` ends, by its brackets. */
function endOfNested(state: State, open: number): number {
  const { bytes, view } = state.text
  let depth = 0
  for (let at = open; at < state.to; at++) {
    const byte = bytes[at]
    if (byte === 34) {
      at = findQuote(view, at + 1, state.to)
      if (at < 0) return fail(state, state.to, '`"` after the text')
    } else if (byte === 91 || byte === 123) depth++
    else if ((byte === 93 || byte === 125) && --depth === 0) return at + 1
  }
  return fail(state, state.to, 'the closing bracket')
}

/** Keeps a value under the field that its key deserves in this line; false when it is not what the field holds. */
function keepSpan(state: State, node: KeyNode, from: number, to: number, at: number): boolean {
  if (node.place < 0 && !givePlace(state, node)) return keepMore(state, node, from, to)
  const { field, rank, own } = node.meaning!
  const holder = state.holders.get(field.name)
  if (field === own || !holder || holder.stamp !== state.stamp || holder.node === node) {
    state.holders.set(field.name, { node, stamp: state.stamp })
    return setValue(state, node.place, from, to, at)
  }
  if (rank > holder.node.meaning!.rank) return setValue(state, node.place + 1, from, to, at)
  const { place } = holder.node
  const { starts, ends } = state.values
  setValue(state, place + 1, starts[place], ends[place], at)
  forget(state.values, place)
  state.holders.set(field.name, { node, stamp: state.stamp })
  return setValue(state, node.place, from, to, at)
}

function givePlace(state: State, node: KeyNode): boolean {
  const meaning = keyMeaning(node.path)
  const full = state.fields.length + 2 > MOST_VALUES || state.fields.length > 2 * MOST_OWN_FIELDS
  if (full && meaning.field === meaning.own) return false
  if (state.fields.length + 2 > MOST_VALUES) return false
  node.meaning = meaning
  node.place = state.fields.length
  state.fields.push(meaning.field, meaning.own)
  forget(state.values, node.place)
  forget(state.values, node.place + 1)
  return true
}

function setValue(state: State, place: number, from: number, to: number, at: number): boolean {
  setSpan(state.values, place, from, to)
  const field = state.fields[place]
  if (field.role !== NUMBER && field.role !== MOMENT) return true
  if (readValue({ field }, state.text, from, to, state.values, place)) return true
  state.expected = `${field.role === MOMENT ? 'a time' : 'a number'} for ${field.name}`
  return at < 0
}

/** A key too many: `key=value`. */
function keepMore(state: State, node: KeyNode, from: number, to: number): boolean {
  state.more.push(`${node.path}=${decode(state.text.bytes, from, to)}`)
  return true
}

function setSpan(values: Values, place: number, from: number, to: number): void {
  values.starts[place] = from
  values.ends[place] = to
}

function forget(values: Values, place: number): void {
  values.starts[place] = 0
  values.ends[place] = 0
  values.numbers[place] = Number.NaN
}

import { type Column, NONE } from '../../../../record/index.ts'
import type { BatchText } from '../batch-text.ts'
import { type Slab, uint32 } from '../slab.ts'
import { createWordTable, twice, type WordTable } from '../word-table.ts'
import { type WordDimension, wordColumn } from './dimension.ts'

/*
 * request = verb ` ` uri [ ` ` protocol ]
 * uri     = [ scheme `://` authority ] path [ `?` query ]
 * Anything else (a TLS handshake on port 80, binary junk) stays a request without parts.
 */

/** Offsets from the word's start, `STRIDE` an entry; -1 where there is no such part. */
const STRIDE = 6
const VERB_END = 0
const URI_START = 1
const URI_END = 2
const PATH_START = 3
const PATH_END = 4
const PROTOCOL = 5

export function createRequestDimension(seed: number, most: number): WordDimension {
  let parts = new Int32Array(STRIDE << 10)
  const table = createWordTable({
    seed,
    most,
    forget: () => {
      parts = new Int32Array(STRIDE << 10)
    },
    derive(entry, bytes, from, to) {
      if ((entry + 1) * STRIDE > parts.length) parts = twice(parts)
      splitRequest(bytes, from, to, parts, entry * STRIDE)
    },
  })
  return {
    key: 'request',
    table,
    columns(text, slab) {
      const word = wordColumn('request', 'keyword', table, text, slab)
      return [word, ...partColumns(parts, table, text, slab)]
    },
  }
}

const NAMES = ['verb', 'uri', 'path', 'query', 'protocol']

function partColumns(parts: Int32Array, table: WordTable, text: BatchText, slab: Slab): Column[] {
  const { size } = table
  const starts = NAMES.map(() => uint32(slab, size))
  const ends = NAMES.map(() => uint32(slab, size))
  for (let code = 0; code < size; code++) placeParts(parts, table, code, starts, ends)
  return NAMES.map((name, at) => ({
    name,
    type: 'keyword',
    bytes: text.bytes,
    starts: starts[at],
    ends: ends[at],
  }))
}

/** Where the parts of word `code` stand in the batch's text. */
function placeParts(
  parts: Int32Array,
  table: WordTable,
  code: number,
  starts: readonly Uint32Array[],
  ends: readonly Uint32Array[],
): void {
  const at = table.used[code] * STRIDE
  const base = table.starts[code]
  if (parts[at + VERB_END] < 0) {
    for (let i = 0; i < starts.length; i++) starts[i][code] = NONE
    return
  }
  const uriEnd = base + parts[at + URI_END]
  const pathStart = parts[at + PATH_START]
  const pathEnd = base + parts[at + PATH_END]
  const protocol = parts[at + PROTOCOL]
  starts[0][code] = base
  ends[0][code] = base + parts[at + VERB_END]
  starts[1][code] = base + parts[at + URI_START]
  ends[1][code] = uriEnd
  starts[2][code] = pathStart < 0 ? NONE : base + pathStart
  ends[2][code] = pathEnd
  starts[3][code] = pathEnd + 1 < uriEnd ? pathEnd + 1 : NONE
  ends[3][code] = uriEnd
  starts[4][code] = protocol < 0 ? NONE : base + protocol
  ends[4][code] = base + table.lengths[code]
}

/** Writes the places of the request's parts, counted from `from`, to `parts[at …]`. */
function splitRequest(bytes: Uint8Array, from: number, to: number, parts: Int32Array, at: number): void {
  parts[at + VERB_END] = -1
  const verbEnd = methodEnd(bytes, from, to)
  if (verbEnd < 0) return
  let uriEnd = protocolSpace(bytes, verbEnd + 1, to)
  parts[at + PROTOCOL] = uriEnd < 0 ? -1 : uriEnd + 1 - from
  if (uriEnd < 0) uriEnd = to
  const uriStart = verbEnd + 1
  if (uriEnd <= uriStart) return
  const pathStart = pathOf(bytes, uriStart, uriEnd)
  let pathEnd = pathStart < 0 ? uriStart : pathStart
  while (pathEnd < uriEnd && bytes[pathEnd] !== 63) pathEnd++
  parts[at + VERB_END] = verbEnd - from
  parts[at + URI_START] = uriStart - from
  parts[at + URI_END] = uriEnd - from
  parts[at + PATH_START] = pathStart < 0 || pathStart === pathEnd ? -1 : pathStart - from
  parts[at + PATH_END] = pathEnd - from
}

/** A method is capitals (and `-`, `_`), two to twenty, before a space. */
function methodEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to && at <= from + 20; at++) {
    const byte = bytes[at]
    if (byte === 32) return at >= from + 2 ? at : -1
    if (!((byte >= 65 && byte <= 90) || ((byte === 45 || byte === 95) && at > from))) return -1
  }
  return -1
}

/** The space before a last word `HTTP/…`, or -1. */
function protocolSpace(bytes: Uint8Array, from: number, to: number): number {
  let at = to - 1
  while (at >= from && bytes[at] !== 32) at--
  const found =
    at >= from &&
    bytes[at + 1] === 72 &&
    bytes[at + 2] === 84 &&
    bytes[at + 3] === 84 &&
    bytes[at + 4] === 80 &&
    bytes[at + 5] === 47 &&
    at + 6 < to
  return found ? at : -1
}

/** Where the path begins: after the authority of `http://host/…`; -1 for such a uri without a path. */
function pathOf(bytes: Uint8Array, from: number, to: number): number {
  if (bytes[from] === 47) return from
  for (let at = from; at + 2 < to && at < from + 12; at++) {
    if (bytes[at] !== 58) continue
    if (bytes[at + 1] !== 47 || bytes[at + 2] !== 47) break
    let path = at + 3
    while (path < to && bytes[path] !== 47 && bytes[path] !== 63) path++
    return path < to ? path : -1
  }
  return from
}
